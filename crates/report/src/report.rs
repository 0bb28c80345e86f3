//! The report: a run as data, which every format writes and shards are joined in.

use std::cmp::Reverse;

use counterpart_contract::{Check, Finding, Place, Severity, Summary};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::coverage::Coverage;
use crate::latency::Latency;
use crate::shards::Shards;

/// A run, as the JSON report has it; `docs/report.schema.json` describes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The version of the program that made the run.
    pub counterpart: String,
    /// Where the server stands.
    pub target: String,
    /// The title and the version of the document.
    pub document: String,
    /// What the run was random by.
    pub seed: u64,
    /// The parts of the run that this tells of.
    #[serde(default)]
    pub shards: Shards,
    /// What does not hold, by operation as the document lists them, errors before warnings, then by check.
    pub findings: Vec<Finding>,
    /// The run in figures.
    pub summary: Summary,
    /// The operations that were tested, as the document lists them.
    pub operations: Vec<Tested>,
    /// How much of the document was looked at.
    pub coverage: Coverage,
}

/// What became of the calls to one operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tested {
    /// The operation: `GET /users/{id}`.
    pub operation: String,
    /// Where it stands in the document.
    pub document: Option<Place>,
    /// How many calls were told of.
    pub calls: u64,
    /// How many calls were answered with each status, by status; `none` where there was no response.
    pub statuses: IndexMap<String, u64>,
    /// How long responses took.
    pub latency: Latency,
}

impl Tested {
    /// Tells whether a call was answered with success (RFC 9110 §15.3).
    pub(crate) fn succeeded(&self) -> bool {
        self.statuses.keys().any(|status| status.len() == 3 && status.starts_with('2'))
    }
}

impl Report {
    /// Lists the operations with their findings; those of an operation that was not to be tested come last.
    pub fn by_operation(&self) -> Vec<(&str, Vec<&Finding>)> {
        let mut groups: IndexMap<&str, Vec<&Finding>> =
            self.operations.iter().map(|tested| (tested.operation.as_str(), Vec::new())).collect();
        for finding in &self.findings {
            groups.entry(&finding.operation).or_default().push(finding);
        }
        groups.into_iter().collect()
    }

    /// Counts the tested operations that were answered with success.
    pub(crate) fn succeeded(&self) -> usize {
        self.operations.iter().filter(|tested| tested.succeeded()).count()
    }

    /// Counts the findings of a weight.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Names the checks that found something, each once.
    pub(crate) fn checks(&self) -> Vec<Check> {
        let found = |check: &Check| self.findings.iter().any(|finding| finding.check == *check);
        Check::ALL.into_iter().filter(found).collect()
    }

    /// Says where a finding stands in the document: the promise, or else the operation.
    pub(crate) fn place<'r>(&'r self, finding: &'r Finding) -> Option<&'r Place> {
        let tested = self.operations.iter().find(|tested| tested.operation == finding.operation);
        finding.document.as_ref().or_else(|| tested?.document.as_ref())
    }

    /// Puts findings and statuses in the order that every run has them in.
    pub(crate) fn sort(&mut self) {
        let Self { findings, operations, .. } = self;
        let place = |name: &str| operations.iter().position(|tested| tested.operation == *name);
        findings.sort_by_cached_key(|finding| {
            let place = place(&finding.operation).unwrap_or(usize::MAX);
            (place, Reverse(finding.severity), finding.check, finding.id.clone())
        });
        for tested in operations {
            tested.statuses.sort_keys();
        }
    }
}

/// Writes `1 error`, `2 errors`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// Names a weight.
pub(crate) fn weight(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}
