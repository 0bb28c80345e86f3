//! Findings as SARIF 2.1.0 ([OASIS](https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html)), which code hosts and editors show.

use counterpart_report::uri;
use counterpart_spec::Diagnostic;
use serde_json::{Value, json};

use super::json::severity;
use super::position::{Positions, Region};
use super::report::Report;
use crate::guide::{Rule, rules};

/// Where the schema of the format is published.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Shows the reports as one run.
pub(crate) fn sarif(reports: &[Report]) -> Value {
    let rules: Vec<_> = rules().collect();
    let mut positions = Positions::default();
    let mut results = Vec::new();
    for report in reports {
        let regions = positions.of(&report.diagnostics);
        let found = report.diagnostics.iter().zip(regions);
        results.extend(
            found.map(|(diagnostic, region)| result(diagnostic, region, &report.name, &rules)),
        );
    }
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "counterpart",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(descriptor).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn descriptor(rule: &Rule) -> Value {
    json!({
        "id": rule.code,
        "shortDescription": { "text": rule.means },
        "help": { "text": rule.remedy },
        "defaultConfiguration": { "level": rule.severity },
    })
}

fn result(
    diagnostic: &Diagnostic,
    region: Option<Region>,
    document: &str,
    rules: &[Rule],
) -> Value {
    let help = diagnostic.help.iter().map(|help| format!("; {help}"));
    let place = diagnostic.place.as_ref();
    let mut location = json!({ "physicalLocation": { "artifactLocation": {
        "uri": uri(place.map_or(document, |place| &place.source.name)),
    } } });
    if let Some(Region { start, end }) = region {
        location["physicalLocation"]["region"] = json!({
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        });
    }
    if let Some(place) = place {
        location["logicalLocations"] = json!([{ "fullyQualifiedName": place.pointer.as_str() }]);
    }
    json!({
        "ruleId": diagnostic.code,
        "ruleIndex": rules.iter().position(|rule| rule.code == diagnostic.code),
        "level": severity(diagnostic.severity),
        "message": { "text": std::iter::once(diagnostic.message.clone()).chain(help).collect::<String>() },
        "locations": [location],
    })
}
