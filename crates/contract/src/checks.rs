//! What must hold of one call: one file for each promise.
//!
//! A check looks at the bytes that were sent and at what came back; what was meant only says which question the call asks.
//! Checks that need several calls are the model's.

mod auth_ignored;
mod implausible_value;
mod invalid_accepted;
mod no_response;
mod object_access;
mod response;
mod response_time;
mod server_error;
mod unsupported_method;
mod valid_refused;
mod wrong_media_type_accepted;

use std::time::Duration;

use counterpart_spec::{Operation, Pointer, StatusKey};

use crate::{Breach, Check, Exchanged, Identity, Scenario, Severity, Step, Subject, Violated};

/// One call, as checks see it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Case<'c> {
    pub(crate) subject: &'c Subject,
    pub(crate) step: &'c Step,
    pub(crate) call: &'c Exchanged,
    /// The calls before it in its scenario.
    pub(crate) history: &'c [Exchanged],
    pub(crate) scenario: &'c Scenario,
    /// The longest that a response may take.
    pub(crate) max_response_time: Option<Duration>,
}

/// Something that seems not to hold, before it is tried again.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Suspicion {
    pub(crate) identity: Identity,
    pub(crate) severity: Severity,
    /// One sentence.
    pub(crate) message: String,
    /// The promise in the document.
    pub(crate) promise: Option<Pointer>,
    pub(crate) violated: Option<Violated>,
    /// What has to have been seen to hold for this to be more than a warning.
    pub(crate) law: Option<String>,
}

impl From<Breach> for Suspicion {
    /// What was only inferred weighs as much as the law that it breaks was seen to hold.
    fn from(breach: Breach) -> Self {
        let Breach { check, operation, key, message, law, certain, pointer } = breach;
        Self {
            identity: Identity { check, operation, key },
            severity: Severity::Error,
            message,
            promise: None,
            // The whole body is no place, and what is remembered no keyword.
            violated: pointer.filter(|pointer| !pointer.as_str().is_empty()).map(|pointer| {
                Violated { pointer: format!("body {pointer}"), keyword: String::new() }
            }),
            law: (!certain).then(|| law.to_string()),
        }
    }
}

type Look = fn(&Case<'_>) -> Vec<Suspicion>;

/// The checks, in the order in which they explain: what an earlier one says of a call, a later one does not say again.
const CHECKS: [Look; 11] = [
    no_response::look,
    server_error::look,
    unsupported_method::look,
    wrong_media_type_accepted::look,
    auth_ignored::look,
    object_access::look,
    invalid_accepted::look,
    valid_refused::look,
    response::look,
    implausible_value::look,
    response_time::look,
];

/// Looks at one call.
pub(crate) fn look(case: &Case<'_>) -> Vec<Suspicion> {
    CHECKS.iter().flat_map(|look| look(case)).collect()
}

/// Names the law that an operation is answered with success.
pub(crate) fn succeeds(subject: &Subject, operation: usize) -> String {
    format!("{} succeeds", subject.name(operation))
}

/// Tells whether a document says what an operation answers when it succeeds.
fn declares_success(operation: &Operation) -> bool {
    operation.responses.iter().any(|response| match response.status {
        StatusKey::Code(code) => (200..400).contains(&code),
        StatusKey::Class(class) => class == 2 || class == 3,
        StatusKey::Default => true,
    })
}

impl Case<'_> {
    /// Starts a suspicion about the operation of this call.
    fn suspect(&self, check: Check, key: impl Into<String>, message: String) -> Suspicion {
        let operation = self.call.operation;
        Suspicion {
            identity: Identity { check, operation, key: key.into() },
            severity: Severity::Error,
            message,
            promise: Some(self.subject.operations()[operation].pointer.clone()),
            violated: None,
            law: None,
        }
    }
}
