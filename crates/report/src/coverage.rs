//! How much of the document a run looked at: operations, statuses, parameters, keywords.
//!
//! Judged on the bytes that were sent and came back, never on what a call was meant to be.
//! Names what was left out rather than what was seen: of shards, what is left out is what all of them left out.

mod keywords;
mod observe;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub(crate) use self::observe::Observed;

/// How much of the document was looked at.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Coverage {
    /// All operations together.
    pub totals: Totals,
    /// Each operation, as the document lists them.
    pub operations: Vec<OperationCoverage>,
}

/// How much of all operations together was looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Operations that were called.
    pub operations: Part,
    /// Declared statuses that were seen.
    pub statuses: Part,
    /// Parameters that were given, and where they may be, left out.
    pub parameters: Part,
    /// Keywords of requests that a request kept.
    pub keywords_kept: Part,
    /// Keywords of requests that a request broke.
    pub keywords_broken: Part,
    /// Keywords of responses that a response was held to.
    pub keywords_held: Part,
}

/// A part of a whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// How many were seen.
    pub seen: usize,
    /// How many there are.
    pub of: usize,
}

/// How much of one operation was looked at.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OperationCoverage {
    /// The operation: `GET /users/{id}`.
    pub operation: String,
    /// How many calls of it were made.
    pub calls: u64,
    /// How often each declared status was seen, by its key: `200`, `4XX`, `default`.
    pub statuses: Vec<StatusSeen>,
    /// How often statuses were seen that are not declared.
    pub undeclared: BTreeMap<u16, u64>,
    /// How often each parameter was given and left out.
    pub parameters: Vec<ParameterSeen>,
    /// The keywords of parameters and body.
    pub request: RequestKeywords,
    /// The keywords of the bodies of responses.
    pub response: ResponseKeywords,
}

/// A declared status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusSeen {
    /// Its key: `200`, `4XX`, `default`.
    pub status: String,
    /// How often it was seen.
    pub seen: u64,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParameterSeen {
    /// Where it travels: `path`, `query`, `header`, `cookie`.
    pub location: String,
    /// Its name.
    pub name: String,
    /// Whether it must be given.
    pub required: bool,
    /// How many requests gave it.
    pub given: u64,
    /// How many requests left it out.
    pub left_out: u64,
}

/// The keywords of a request, by their pointers in the document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestKeywords {
    /// How many there are.
    pub of: usize,
    /// Those that no request kept.
    pub not_kept: Vec<String>,
    /// Those that no request broke.
    pub not_broken: Vec<String>,
}

/// The keywords of responses, by their pointers in the document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponseKeywords {
    /// How many there are.
    pub of: usize,
    /// Those that no response was held to.
    pub not_held: Vec<String>,
}

impl Coverage {
    /// Puts operations together.
    pub(crate) fn of(operations: Vec<OperationCoverage>) -> Self {
        let mut totals = Totals::default();
        for operation in &operations {
            totals.add(operation);
        }
        Self { totals, operations }
    }

    /// Joins what another part of the same run looked at.
    pub(crate) fn join(self, other: Self) -> Self {
        let mut operations = self.operations;
        for more in other.operations {
            match operations.iter_mut().find(|known| known.operation == more.operation) {
                Some(known) => known.join(&more),
                None => operations.push(more),
            }
        }
        Self::of(operations)
    }
}

impl Totals {
    fn add(&mut self, operation: &OperationCoverage) {
        let OperationCoverage { calls, statuses, parameters, request, response, .. } = operation;
        self.operations.add(usize::from(*calls > 0), 1);
        let seen = statuses.iter().filter(|status| status.seen > 0).count();
        self.statuses.add(seen, statuses.len());
        let seen = parameters.iter().filter(|parameter| parameter.is_covered()).count();
        self.parameters.add(seen, parameters.len());
        self.keywords_kept.add(request.of - request.not_kept.len().min(request.of), request.of);
        self.keywords_broken.add(request.of - request.not_broken.len().min(request.of), request.of);
        self.keywords_held.add(response.of - response.not_held.len().min(response.of), response.of);
    }

    /// Lists the parts with what they are of.
    pub(crate) fn named(&self) -> [(&'static str, Part); 6] {
        [
            ("operations called", self.operations),
            ("statuses seen", self.statuses),
            ("parameters given and left out", self.parameters),
            ("request keywords kept", self.keywords_kept),
            ("request keywords broken", self.keywords_broken),
            ("response keywords held to", self.keywords_held),
        ]
    }
}

impl Part {
    fn add(&mut self, seen: usize, of: usize) {
        self.seen += seen;
        self.of += of;
    }

    /// Gives the part in whole percent, of which 100 means all; `None` of nothing.
    pub fn percent(self) -> Option<usize> {
        (self.seen * 100).checked_div(self.of)
    }
}

impl ParameterSeen {
    /// Tells whether it was given, and left out where it may be.
    pub fn is_covered(&self) -> bool {
        self.given > 0 && (self.required || self.left_out > 0)
    }
}

impl OperationCoverage {
    fn join(&mut self, other: &Self) {
        self.calls += other.calls;
        for (known, more) in self.statuses.iter_mut().zip(&other.statuses) {
            known.seen += more.seen;
        }
        for (status, seen) in &other.undeclared {
            *self.undeclared.entry(*status).or_default() += seen;
        }
        for (known, more) in self.parameters.iter_mut().zip(&other.parameters) {
            known.given += more.given;
            known.left_out += more.left_out;
        }
        common(&mut self.request.not_kept, &other.request.not_kept);
        common(&mut self.request.not_broken, &other.request.not_broken);
        common(&mut self.response.not_held, &other.response.not_held);
    }
}

/// Leaves what both have; both are in the order of the document.
fn common(ours: &mut Vec<String>, theirs: &[String]) {
    let theirs: std::collections::BTreeSet<_> = theirs.iter().collect();
    ours.retain(|pointer| theirs.contains(pointer));
}
