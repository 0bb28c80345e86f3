//! Findings for programs, in a form of ours; `docs/check.md` promises it.

use counterpart_spec::{Diagnostic, Severity};
use serde_json::{Value, json};

use super::position::{Positions, Region};
use super::report::Report;

/// The version of the form: it grows with every change that a reader could stumble over.
const FORM: u64 = 1;

/// Shows the reports as one value.
pub(crate) fn json(reports: &[Report]) -> Value {
    let mut positions = Positions::default();
    let documents: Vec<_> = reports.iter().map(|report| document(report, &mut positions)).collect();
    json!({ "version": FORM, "documents": documents })
}

fn document(report: &Report, positions: &mut Positions) -> Value {
    let regions = positions.of(&report.diagnostics);
    let diagnostics: Vec<_> = report
        .diagnostics
        .iter()
        .zip(regions)
        .map(|(diagnostic, region)| finding(diagnostic, region, &report.name))
        .collect();
    json!({
        "document": report.name,
        "refused": report.size.is_none(),
        "operations": report.size.as_ref().map(|size| size.operations),
        "schemas": report.size.as_ref().map(|size| size.schemas),
        "errors": report.count(Severity::Error),
        "warnings": report.count(Severity::Warning),
        "diagnostics": diagnostics,
    })
}

fn finding(diagnostic: &Diagnostic, region: Option<Region>, document: &str) -> Value {
    let place = diagnostic.place.as_ref();
    json!({
        "file": place.map_or(document, |place| &place.source.name),
        "code": diagnostic.code,
        "severity": severity(diagnostic.severity),
        "message": diagnostic.message,
        "help": diagnostic.help,
        "pointer": place.map(|place| place.pointer.as_str()),
        "line": region.map(|region| region.start.line),
        "column": region.map(|region| region.start.column),
        "end": region.map(|region| json!({
            "line": region.end.line,
            "column": region.end.column,
        })),
    })
}

/// Names a severity; SARIF has the same names.
pub(crate) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
