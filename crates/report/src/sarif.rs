//! The Static Analysis Results Interchange Format (OASIS SARIF 2.1.0): findings at their places in the document.

use std::io::{self, Write};

use counterpart_contract::{Check, Finding, Place, Severity};
use counterpart_exchange::escaped;
use serde_json::{Map, Value, json};

use crate::describe::plain;
use crate::report::{Report, weight};
use crate::rules::rule;

/// Where the format is described.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Writes a report.
pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let checks = report.checks();
    let results = report.findings.iter().map(|finding| result(report, &checks, finding));
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "counterpart",
                "version": report.counterpart,
                "rules": checks.iter().copied().map(descriptor).collect::<Vec<_>>(),
            } },
            "invocations": [{ "executionSuccessful": report.summary.stopped.is_none() }],
            "columnKind": "unicodeCodePoints",
            "results": results.collect::<Vec<_>>(),
            "properties": { "target": report.target, "document": report.document, "seed": report.seed },
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

/// Writes a rule (§3.49).
fn descriptor(check: Check) -> Value {
    json!({ "id": check.name(), "name": pascal(check.name()), "shortDescription": { "text": rule(check) } })
}

/// Writes a finding (§3.27).
fn result(report: &Report, checks: &[Check], finding: &Finding) -> Value {
    let mut result = Map::new();
    result.insert("ruleId".to_owned(), finding.check.name().into());
    let index = checks.iter().position(|check| *check == finding.check);
    result.insert("ruleIndex".to_owned(), json!(index));
    result.insert("level".to_owned(), weight(finding.severity).into());
    result.insert("message".to_owned(), json!({ "text": plain(finding) }));
    let mut location = Map::new();
    if let Some(place) = report.place(finding) {
        location.insert("physicalLocation".to_owned(), physical(place));
    }
    let name = json!([{ "fullyQualifiedName": finding.operation, "kind": "function" }]);
    location.insert("logicalLocations".to_owned(), name);
    result.insert("locations".to_owned(), json!([location]));
    // A name says which version of the way to compute it this is (§3.27.17); GitHub knows results again by the second alone.
    let id = &finding.id;
    let prints = json!({ "findingId/v1": id, "primaryLocationLineHash": format!("{id}:1") });
    result.insert("partialFingerprints".to_owned(), prints);
    result.insert("occurrenceCount".to_owned(), finding.count.max(1).into());
    result.insert("rank".to_owned(), rank(finding.severity).into());
    Value::Object(result)
}

/// Writes a place in the document (§3.29).
fn physical(place: &Place) -> Value {
    json!({
        "artifactLocation": { "uri": uri(&place.file) },
        "region": { "startLine": place.line, "startColumn": place.column },
    })
}

/// Writes the name of a file as a reference (RFC 3986 §4.1): what is a URL stays one, an absolute path gets its scheme.
pub fn uri(file: &str) -> String {
    if file.starts_with("http://") || file.starts_with("https://") {
        return file.to_owned();
    }
    let path = file.replace('\\', "/");
    let segments: Vec<_> = path.split('/').map(escaped).collect();
    let scheme = if path.starts_with('/') { "file://" } else { "" };
    format!("{scheme}{}", segments.join("/"))
}

/// Ranks by weight, of 100 (§3.27.25).
fn rank(severity: Severity) -> u8 {
    match severity {
        Severity::Error => 80,
        Severity::Warning => 40,
    }
}

/// Writes `use_after_delete` as `UseAfterDelete`, as rules are named (§3.49.7).
fn pascal(name: &str) -> String {
    let words = name.split('_').map(|word| {
        let (first, rest) = word.split_at(1);
        first.to_ascii_uppercase() + rest
    });
    words.collect()
}
