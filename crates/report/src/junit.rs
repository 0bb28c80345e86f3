//! XML as test runners write it, in the dialect that the Jenkins xUnit schema describes.
//!
//! A suite for each operation; in it a case for the calls, and one for each check that found something.
//! Warnings do not fail: they are told on the standard output of their case.

use std::io::{self, Write};

use counterpart_contract::{Check, Finding, Severity};
use indexmap::IndexMap;

use crate::describe::plain;
use crate::markup::Escaped;
use crate::report::Report;

/// Writes a report.
pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let groups = report.by_operation();
    let suites: Vec<_> =
        groups.iter().map(|(name, found)| Suite::new(report, name, found)).collect();
    let tests: usize = suites.iter().map(|suite| suite.checks.len() + 1).sum();
    let failures: usize = suites.iter().map(Suite::failures).sum();
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(
        out,
        r#"<testsuites name="{}" tests="{tests}" failures="{failures}" errors="0" time="{:.3}">"#,
        Escaped(&report.document),
        report.summary.seconds
    )?;
    suites.iter().try_for_each(|suite| suite.write(out))?;
    writeln!(out, "</testsuites>")
}

struct Suite<'r> {
    operation: &'r str,
    checks: IndexMap<Check, Vec<&'r Finding>>,
    /// Why there was no call.
    skipped: Option<String>,
}

impl<'r> Suite<'r> {
    fn new(report: &'r Report, operation: &'r str, found: &[&'r Finding]) -> Self {
        let mut checks: IndexMap<Check, Vec<&Finding>> = IndexMap::new();
        for finding in found {
            checks.entry(finding.check).or_default().push(finding);
        }
        let tested = report.operations.iter().find(|tested| tested.operation == operation);
        let uncalled = tested.is_some_and(|tested| tested.calls == 0);
        let reasons = &report.summary.uncallable;
        let why = reasons.iter().find(|(name, _)| name == operation).map(|(_, why)| why.clone());
        let skipped = uncalled.then(|| why.unwrap_or_else(|| "it was not called".to_owned()));
        Self { operation, checks, skipped }
    }

    fn failures(&self) -> usize {
        self.checks.values().filter(|found| fails(found)).count()
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let name = Escaped(self.operation);
        let skipped = usize::from(self.skipped.is_some());
        writeln!(
            out,
            r#"  <testsuite name="{name}" tests="{}" failures="{}" errors="0" skipped="{skipped}">"#,
            self.checks.len() + 1,
            self.failures()
        )?;
        match &self.skipped {
            None => writeln!(out, r#"    <testcase classname="{name}" name="calls"/>"#)?,
            Some(why) => {
                writeln!(out, r#"    <testcase classname="{name}" name="calls">"#)?;
                writeln!(out, r#"      <skipped message="{}"/>"#, Escaped(why))?;
                writeln!(out, "    </testcase>")?;
            }
        }
        for (check, found) in &self.checks {
            writeln!(out, r#"    <testcase classname="{name}" name="{}">"#, check.name())?;
            case(found, out)?;
            writeln!(out, "    </testcase>")?;
        }
        writeln!(out, "  </testsuite>")
    }
}

/// Writes what one check found of one operation; the schema has one failure of a case at most.
fn case(found: &[&Finding], out: &mut dyn Write) -> io::Result<()> {
    let texts: Vec<_> = found.iter().map(|finding| plain(finding)).collect();
    let text = texts.join("\n\n");
    if !fails(found) {
        return writeln!(out, "      <system-out>{}</system-out>", Escaped(&text));
    }
    let first = found.iter().find(|finding| finding.severity == Severity::Error);
    let message = first.map_or("", |finding| &finding.message);
    let kind = found.first().map_or("", |finding| finding.check.name());
    writeln!(
        out,
        r#"      <failure message="{}" type="{kind}">{}</failure>"#,
        Escaped(message),
        Escaped(&text)
    )
}

fn fails(found: &[&Finding]) -> bool {
    found.iter().any(|finding| finding.severity == Severity::Error)
}
