//! No request makes the server fail (RFC 9110 §15.6).

use std::collections::BTreeSet;
use std::fmt::Write;

use serde_json::Value;

use super::{Case, Suspicion, declares_success};
use crate::replay::LOCATIONS;
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
    let mut key = format!("{status} {}", signature(&response.body, &said(case)));
    if let Some(about) = case.step.meaning.about() {
        let _ = write!(key, " {}", about.place());
    }
    vec![case.suspect(Check::ServerError, key, format!("the server fails with {status}"))]
}

/// Lists the texts that a request says, by their words; the names of its parts are not what it says.
fn said<'c>(case: &Case<'c>) -> BTreeSet<Vec<&'c str>> {
    let parts = [Some(&case.step.values), case.call.said()].into_iter().flatten();
    let values = parts.flat_map(|values| {
        let parameters = LOCATIONS.into_iter().flat_map(|at| values.part(at).values());
        parameters.chain(&values.body)
    });
    let mut said = BTreeSet::new();
    values.for_each(|value| texts(value, &mut said));
    said
}

fn texts<'v>(value: &'v Value, said: &mut BTreeSet<Vec<&'v str>>) {
    match value {
        Value::String(text) => {
            said.insert(words(text).collect());
        }
        Value::Array(elements) => elements.iter().for_each(|element| texts(element, said)),
        Value::Object(fields) => fields.values().for_each(|field| texts(field, said)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Gives the words of a text but for numbers and identifiers.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.filter(|word| !word.is_empty() && !word.contains(|c: char| c.is_ascii_digit()))
}

/// Gives what stays the same of a body that speaks of a fault: its words, but for texts that it repeats from the request.
fn signature(body: &[u8], said: &BTreeSet<Vec<&str>>) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(4 * SIGNATURE)]);
    let told: Vec<_> = words(&text).collect();
    let (mut own, mut at) = (Vec::new(), 0);
    while let Some(word) = told.get(at) {
        let repeated = said.iter().filter(|said| told[at..].starts_with(said)).map(Vec::len).max();
        let repeated = repeated.unwrap_or_default();
        if repeated == 0 {
            own.push(*word);
        }
        at += repeated.max(1);
    }
    let mut signature = own.join(" ");
    if let Some((end, _)) = signature.char_indices().nth(SIGNATURE) {
        signature.truncate(end);
    }
    signature
}
