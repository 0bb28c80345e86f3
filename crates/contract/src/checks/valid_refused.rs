//! What keeps the contract is taken.
//!
//! A document cannot say everything: a record may not be there, a name may be taken, a caller may not be allowed to; such refusals prove nothing.

use counterpart_exchange::{Decoded, Site};
use counterpart_spec::{Location, Pointer, StatusKey};
use counterpart_state::Verb;
use serde_json::Value;

use super::{Case, Suspicion, declares_success, succeeds};
use crate::scenario::names;
use crate::{About, Check, Exchanged, Meaning, Severity, Slot, idempotency};

/// Statuses that speak of something else than the form of the request (RFC 9110 §15.5; 428: RFC 6585 §3).
const EXCUSED: [u16; 13] = [401, 402, 403, 404, 408, 409, 410, 423, 424, 425, 428, 429, 451];

/// Statuses that say no more than that something is wrong with the values.
const OF_VALUES: [u16; 2] = [400, 422];

/// How much of a value is told, in characters.
const TOLD: usize = 60;

pub(super) fn look(case: &Case<'_>) -> Vec<Suspicion> {
    let (Meaning::Valid(about), Some(status), Some(said)) =
        (&case.step.meaning, case.call.status(), case.call.said())
    else {
        return Vec::new();
    };
    let is_conditional =
        case.call.request.headers.keys().any(|name| name.as_str().starts_with("if-"));
    if !(400..500).contains(&status)
        || EXCUSED.contains(&status)
        || (status == 412 && is_conditional)
    {
        return Vec::new();
    }
    // Where no success is declared, a refusal is all that there can be.
    if !declares_success(&case.subject.operations()[case.call.operation]) {
        return Vec::new();
    }
    let is_named = about.as_ref().is_some_and(|about| is_name(case, about));
    let may_be_right = is_named
        || is_guarded(case)
        || gives_key(case, said)
        || may_miss(case)
        || is_repeated(case)
        || reuses_key(case);
    if OF_VALUES.contains(&status) && may_be_right {
        return Vec::new();
    }
    let about = about.as_ref().filter(|_| !is_named);
    let place = about.map(|about| format!("{} {}", about.place(), about.keyword));
    let place = place.unwrap_or_default();
    let told = about.map(|about| told(said, about)).unwrap_or_default();
    let message = format!("a request that keeps the contract is refused with {status}{told}");
    let mut suspicion = case.suspect(Check::ValidRefused, format!("{status} {place}"), message);
    if let Some(schema) = about.and_then(|about| about.schema.clone()) {
        suspicion.promise = Some(schema);
    }
    // An operation that never was answered with success may need what nobody can know.
    suspicion.law = Some(succeeds(case.subject, case.call.operation));
    // A value that names a record may name none.
    let bound = |name: &str| {
        case.step.binds.iter().any(|bind| match &bind.slot {
            Slot::Parameter(_, key) => key == name,
            Slot::Body(pointer) => pointer.tokens().last().as_deref() == Some(name),
        })
    };
    let parameters = [&said.query, &said.header, &said.cookie].into_iter().flatten();
    let body = said.body.as_ref().and_then(Value::as_object);
    let mut said = parameters.chain(body.into_iter().flatten());
    if said.any(|(name, value)| !value.is_null() && names_record(name) && !bound(name)) {
        suspicion.severity = Severity::Warning;
    }
    vec![suspicion]
}

/// Tells whether a request gives the key of the record that it creates: it may be taken, and not every server says so by 409 (RFC 9110 §15.5.10).
fn gives_key(case: &Case<'_>, said: &Decoded) -> bool {
    let roles = case.subject.roles();
    let role = roles.role(case.call.operation).filter(|role| role.verb == Verb::Create);
    let Some(resource) = role.and_then(|role| role.resource) else { return false };
    let key = roles.model().key(resource);
    said.body.as_ref().is_some_and(|body| body.get(key).is_some_and(|key| !key.is_null()))
}

/// Tells whether the same was accepted before: there may be one of it only (RFC 9110 §15.5.10).
fn is_repeated(case: &Case<'_>) -> bool {
    let Exchanged { operation, request, .. } = case.call;
    let is_same = |earlier: &&Exchanged| {
        earlier.operation == *operation && earlier.request.body == request.body
    };
    // What is written otherwise is not the same.
    case.subject.operations()[*operation].method == "POST"
        && case.step.edits.is_empty()
        && case.history.iter().filter(is_same).any(Exchanged::is_success)
}

/// Tells whether a request shows the idempotency key of another one: that is a mistake (draft-ietf-httpapi-idempotency-key-header §2.7).
fn reuses_key(case: &Case<'_>) -> bool {
    let Exchanged { operation, request, .. } = case.call;
    let Some(parameter) = idempotency::parameter(&case.subject.operations()[*operation]) else {
        return false;
    };
    let key = request.headers.get(&parameter.name);
    let is_other = |earlier: &Exchanged| {
        earlier.request.headers.get(&parameter.name) == key && earlier.request.body != request.body
    };
    key.is_some() && case.history.iter().any(is_other)
}

/// Says which value a case is about, as it was sent.
fn told(said: &Decoded, about: &About) -> String {
    let sent = match &about.site {
        Site::Parameter(location, name) => {
            let known = said.part(*location).iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
            known.map(|(_, value)| value)
        }
        _ => said.body.as_ref(),
    };
    let place = match about.pointer.as_str() {
        "" => about.site.to_string(),
        pointer => format!("{} {pointer}", about.site),
    };
    let Some(value) = sent.and_then(|sent| about.pointer.resolve(sent)) else {
        return format!(", without {place}");
    };
    let text = value.to_string();
    let shown: String = text.chars().take(TOLD).collect();
    let rest = if shown.len() < text.len() { "…" } else { "" };
    format!(", where {place} is `{shown}{rest}`")
}

/// Tells whether the document names reasons for a refusal that no schema can say (`guard` of `x-state`).
fn is_guarded(case: &Case<'_>) -> bool {
    let operation = &case.subject.operations()[case.call.operation];
    let elsewhere = Pointer::root()
        .join("x-state-operations")
        .join(case.subject.name(case.call.operation).as_str());
    let guards = [operation.pointer.join("x-state"), elsewhere].map(|at| at.join("guard"));
    let guards = guards.iter().filter_map(|guards| case.subject.spec().value(guards)?.as_array());
    // That something is missing is refused as such.
    let is_reason = |guard: &Value| guard.get("refuse").is_none_or(|refuse| refuse != "missing");
    guards.flatten().any(is_reason)
}

/// Tells whether a request names a record that may not be there, and nothing else is to blame: the case is about no other part, or the document has no other status to say so (RFC 9110 §15.5.5).
fn may_miss(case: &Case<'_>) -> bool {
    let responses = &case.subject.operations()[case.call.operation].responses;
    let is_missing = |status| matches!(status, StatusKey::Code(404 | 410));
    let is_told = responses.iter().any(|response| is_missing(response.status));
    let is_other = case.step.meaning.about().is_some();
    let is_bound = |name: &str| {
        let slot = Slot::Parameter(Location::Path, name.to_owned());
        case.step.binds.iter().any(|bind| bind.slot == slot)
    };
    let mut path = case.step.values.path.keys();
    let may_miss = case.step.may_miss(case.subject.roles())
        || path.any(|name| names_record(name) && !is_bound(name));
    may_miss && !(is_told && is_other)
}

/// Tells whether a call is about what names its record: of that one, it says nothing.
fn is_name(case: &Case<'_>, about: &About) -> bool {
    let Site::Parameter(location, name) = &about.site else { return false };
    if *location == Location::Path && names_record(name) {
        return true;
    }
    let slot = Slot::Parameter(*location, name.clone());
    let role = case.subject.roles().role(case.call.operation);
    role.is_some_and(|role| names(role).any(|named| named == slot))
}

/// Tells whether a value of this name is likely to name a record.
fn names_record(name: &str) -> bool {
    let words = counterpart_generate::words(name);
    let last = words.last().map(|word| word.to_lowercase());
    last.is_some_and(|last| ["id", "ids", "uuid", "guid", "ref"].contains(&last.as_str()))
}
