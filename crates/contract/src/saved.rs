//! A finding as a file, to be looked for again: the steps that show it, and what a reader wants to know.

use serde::{Deserialize, Serialize};

use crate::{Check, Finding, NoReplay, Replay, Scenario, Severity, Subject};

/// A finding of an earlier run; it holds no credentials, as steps have none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedReplay {
    /// The title and the version of the document.
    pub document: String,
    /// The id of the finding: a hash of check, operation and cause, by which it is known again.
    pub id: String,
    /// The check that found it.
    pub check: Check,
    /// The operation: `GET /users/{id}`.
    pub operation: String,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub message: String,
    /// The calls that show it.
    pub steps: Replay,
}

impl SavedReplay {
    /// Takes from a finding what a file keeps of it.
    pub fn of(document: impl Into<String>, finding: &Finding) -> Self {
        Self {
            document: document.into(),
            id: finding.id.clone(),
            check: finding.check,
            operation: finding.operation.clone(),
            severity: finding.severity,
            message: finding.message.clone(),
            steps: finding.reproduce.steps.clone(),
        }
    }

    /// Reads what [`SavedReplay::to_json`] wrote.
    ///
    /// # Errors
    /// What is wrong with the text, and where.
    pub fn from_json(text: &[u8]) -> Result<Self, String> {
        let read = serde_json::from_slice(text).map_err(|error| error.to_string());
        read.and_then(|read: Self| {
            if read.steps.is_empty() { Err("it has no `steps`".to_owned()) } else { Ok(read) }
        })
    }

    /// Writes it for people to read, and for a repository to keep.
    pub fn to_json(&self) -> String {
        pretty(self)
    }

    /// Gives the calls, as a document has them.
    ///
    /// # Errors
    /// The document has changed so that they mean nothing.
    pub fn scenario(&self, subject: &Subject) -> Result<Scenario, NoReplay> {
        Scenario::from_replay(subject, &self.steps)
    }
}

/// Writes a file of ours, line by line.
pub(crate) fn pretty(file: &impl Serialize) -> String {
    serde_json::to_string_pretty(file).expect("texts and numbers are JSON") + "\n"
}
