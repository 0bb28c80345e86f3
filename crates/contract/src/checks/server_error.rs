//! No request makes the server fail (RFC 9110 §15.6).

use std::fmt::Write;

use super::{Case, Suspicion, declares_success};
use crate::{Check, Meaning, Probe};

/// How much of a body tells one fault from another, in characters.
const SIGNATURE: usize = 120;

pub(super) fn look(case: &Case<'_>) -> Vec<Suspicion> {
    let Ok(response) = &case.call.outcome else { return Vec::new() };
    let status = response.status;
    let is_probe = case.step.meaning == Meaning::Probe(Probe::Method);
    // A method may well not be implemented (RFC 9110 §15.6.2); a server that is not ready has not failed at this request.
    if status < 500 || (status == 501 && is_probe) || status == 503 {
        return Vec::new();
    }
    // Where the document wants this fault and no success, as tools for testing clients do, it is what was asked for.
    let operation = &case.subject.operations()[case.call.operation];
    if operation.response_index(status).is_some() && !declares_success(operation) {
        return Vec::new();
    }
    let mut key = format!("{status} {}", signature(&response.body));
    if let Some(about) = case.step.meaning.about() {
        let _ = write!(key, " {}", about.place());
    }
    vec![case.suspect(Check::ServerError, key, format!("the server fails with {status}"))]
}

/// Gives what stays the same of a body that speaks of a fault: no numbers, no identifiers.
fn signature(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(4 * SIGNATURE)]);
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    let words =
        words.filter(|word| !word.is_empty() && !word.contains(|c: char| c.is_ascii_digit()));
    let mut signature = words.collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = signature.char_indices().nth(SIGNATURE) {
        signature.truncate(end);
    }
    signature
}
