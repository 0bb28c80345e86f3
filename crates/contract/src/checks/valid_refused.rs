//! What keeps the contract is taken.
//!
//! A document cannot say everything: a record may not be there, a name may be taken, a caller may not be allowed to; such refusals prove nothing.

use counterpart_exchange::{Decoded, Site};
use counterpart_spec::{Pointer, StatusKey};
use counterpart_state::Verb;
use serde_json::Value;

use super::{Case, Suspicion, declares_success, succeeds};
use crate::scenario::names;
use crate::{About, Check, Meaning, Severity, Slot};

/// Statuses that speak of something else than the form of the request (RFC 9110 §15.5).
const EXCUSED: [u16; 12] = [401, 402, 403, 404, 408, 409, 410, 423, 424, 425, 429, 451];

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
        || ([412, 428].contains(&status) && is_conditional)
    {
        return Vec::new();
    }
    // Where no success is declared, a refusal is all that there can be.
    if !declares_success(&case.subject.operations()[case.call.operation]) {
        return Vec::new();
    }
    if [400, 422].contains(&status) && (is_guarded(case) || gives_key(case, said) || may_miss(case))
    {
        return Vec::new();
    }
    let about = about.as_ref().filter(|about| !is_name(case, about));
    let place = about.map(|about| format!("{} {}", about.place(), about.keyword));
    let place = place.unwrap_or_default();
    let message = format!("a request that keeps the contract is refused with {status}");
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

/// Tells whether a request names a record that may not be there, and the document has no other status to say so (RFC 9110 §15.5.5).
fn may_miss(case: &Case<'_>) -> bool {
    let responses = &case.subject.operations()[case.call.operation].responses;
    let is_missing = |status| matches!(status, StatusKey::Code(404 | 410));
    if responses.iter().any(|response| is_missing(response.status)) {
        return false;
    }
    case.step.may_miss(case.subject.roles())
}

/// Tells whether a call is about what names its record: of that one, it says nothing.
fn is_name(case: &Case<'_>, about: &About) -> bool {
    let Site::Parameter(location, name) = &about.site else { return false };
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
