//! Findings that are known and accepted: only new ones count.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::saved::pretty;
use crate::{Check, Event, Finding, Observer, Severity, Summary};

/// The version of the file that is written; another one is not read.
const VERSION: u32 = 1;

/// The findings that are accepted, by their ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    accepted: BTreeMap<String, Accepted>,
}

/// One finding that is accepted; all but the id is for readers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// The id of the finding.
    pub id: String,
    /// The check that found it.
    pub check: Check,
    /// The operation, by name.
    pub operation: String,
    /// What is wrong.
    pub message: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    accepted: Vec<Accepted>,
}

/// A text that is no baseline.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoBaseline {
    /// It is not written as one.
    #[error("{0}")]
    Written(String),
    /// Another version of this program wrote it.
    #[error("version {0} is not read, but {VERSION}")]
    Version(u32),
}

impl From<&Finding> for Accepted {
    fn from(finding: &Finding) -> Self {
        Self {
            id: finding.id.clone(),
            check: finding.check,
            operation: finding.operation.clone(),
            message: finding.message.clone(),
        }
    }
}

impl Baseline {
    /// Accepts findings.
    pub fn of(accepted: impl IntoIterator<Item = Accepted>) -> Self {
        let keyed = accepted.into_iter().map(|accepted| (accepted.id.clone(), accepted));
        Self { accepted: keyed.collect() }
    }

    /// Reads what [`Baseline::to_json`] wrote.
    ///
    /// # Errors
    /// See [`NoBaseline`].
    pub fn from_json(text: &[u8]) -> Result<Self, NoBaseline> {
        let written = |error: serde_json::Error| NoBaseline::Written(error.to_string());
        let file: File = serde_json::from_slice(text).map_err(written)?;
        if file.version != VERSION {
            return Err(NoBaseline::Version(file.version));
        }
        Ok(Self::of(file.accepted))
    }

    /// Writes it for people to review: one entry for each finding, by operation.
    pub fn to_json(&self) -> String {
        let mut accepted: Vec<_> = self.accepted.values().cloned().collect();
        accepted
            .sort_by(|a, b| (&a.operation, a.check, &a.id).cmp(&(&b.operation, b.check, &b.id)));
        pretty(&File { version: VERSION, accepted })
    }

    /// Tells whether a finding is accepted.
    pub fn accepts(&self, finding: &Finding) -> bool {
        self.accepted.contains_key(&finding.id)
    }

    /// Lists what is accepted.
    pub fn entries(&self) -> impl Iterator<Item = &Accepted> {
        self.accepted.values()
    }
}

/// Keeps what is accepted from whoever observes, and counts it out of the summary.
#[derive(Debug)]
pub struct Accepting<O> {
    baseline: Baseline,
    inner: O,
    accepted: Vec<Finding>,
}

impl<O> Accepting<O> {
    /// Passes on what a baseline does not accept.
    pub fn new(baseline: Baseline, inner: O) -> Self {
        Self { baseline, inner, accepted: Vec::new() }
    }

    /// Gives who observes, and the findings that were kept from him.
    pub fn into_parts(self) -> (O, Vec<Finding>) {
        (self.inner, self.accepted)
    }
}

impl<O: Observer> Observer for Accepting<O> {
    fn observe(&mut self, event: &Event) {
        match event {
            Event::Found(finding) if self.baseline.accepts(finding) => {
                self.accepted.push((**finding).clone());
            }
            Event::Finished(summary) => {
                let count = |severity| {
                    self.accepted.iter().filter(|found| found.severity == severity).count()
                };
                self.inner.observe(&Event::Finished(Summary {
                    errors: summary.errors.saturating_sub(count(Severity::Error)),
                    warnings: summary.warnings.saturating_sub(count(Severity::Warning)),
                    ..summary.clone()
                }));
            }
            event => self.inner.observe(event),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_baseline_is_read_as_it_is_written() {
        let accepted = |id: &str, operation: &str| Accepted {
            id: id.to_owned(),
            check: Check::ServerError,
            operation: operation.to_owned(),
            message: "it answers 500".to_owned(),
        };
        let baseline = Baseline::of([accepted("2", "GET /a"), accepted("1", "GET /b")]);
        let text = baseline.to_json();
        assert!(text.find("GET /a") < text.find("GET /b"), "{text}");
        assert_eq!(Baseline::from_json(text.as_bytes()), Ok(baseline));
        let later = Baseline::from_json(b"{\"version\": 2, \"accepted\": []}");
        assert_eq!(later, Err(NoBaseline::Version(2)));
        assert!(Baseline::from_json(b"[]").is_err());
    }
}
