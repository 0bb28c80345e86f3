//! Annotations as GitHub's workflows read them from the output of a step ("Workflow commands").
//!
//! Ten errors and ten warnings of a step are shown there at most, so errors come first.

use std::io::{self, Write};

use counterpart_contract::Severity;

use crate::describe::plain;
use crate::report::{Report, counted, weight};

/// Writes a report.
pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for severity in [Severity::Error, Severity::Warning] {
        for finding in report.findings.iter().filter(|finding| finding.severity == severity) {
            write!(out, "::{} ", weight(severity))?;
            if let Some(place) = report.place(finding) {
                let file = property(&place.file);
                write!(out, "file={file},line={},col={},", place.line, place.column)?;
            }
            let title = format!("{}: {}", finding.check.name(), finding.operation);
            writeln!(out, "title={}::{}", property(&title), data(&plain(finding)))?;
        }
    }
    let [errors, warnings] = [Severity::Error, Severity::Warning].map(|s| report.count(s));
    let told = format!("{} and {}", counted(errors, "error"), counted(warnings, "warning"));
    writeln!(out, "::notice title=counterpart::{}", data(&format!("{told} in {}", report.document)))
}

/// Escapes a message, in the order that the runner undoes it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
