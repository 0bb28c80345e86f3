//! Findings for a person: each with its line on standard error, and one line for the document.

use counterpart_spec::{Diagnostic, Severity};

use super::report::Report;
use crate::plural::plural;
use crate::render;

/// How many findings of one code are shown of a document, unless all are asked for: who has read these knows the rest.
const SHOWN: usize = 10;

/// Prints the findings, and gives the line that sums them up.
pub(crate) fn tell(report: &Report, all: bool) -> String {
    let shown = if all { usize::MAX } else { SHOWN };
    let of_code = || report.diagnostics.chunk_by(|a, b| a.code == b.code);
    let told: Vec<Diagnostic> =
        of_code().flat_map(|found| found.iter().take(shown)).cloned().collect();
    Diagnostic::locate(&told);
    for (told, found) in told.chunk_by(|a, b| a.code == b.code).zip(of_code()) {
        told.iter().for_each(render::diagnostic);
        if found.len() > told.len() {
            render::more(told[0].code, found.len() - told.len(), &report.name);
        }
    }
    format!("{}: {}\n", report.name, summary(report))
}

fn summary(report: &Report) -> String {
    let Some(size) = &report.size else { return "refused".to_owned() };
    let counts = [(Severity::Error, "error"), (Severity::Warning, "warning")];
    let found: Vec<_> = counts
        .into_iter()
        .map(|(severity, noun)| (report.count(severity), noun))
        .filter(|(count, _)| *count > 0)
        .map(|(count, noun)| plural(count, noun))
        .collect();
    let found = if found.is_empty() { "ok".to_owned() } else { found.join(", ") };
    let operations = plural(size.operations, "operation");
    format!("{found}; {operations}, {}", plural(size.schemas, "schema"))
}
