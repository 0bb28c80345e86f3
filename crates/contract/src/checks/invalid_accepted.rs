//! What breaks the contract is refused.
//!
//! Judged by the bytes that were sent: what is read as valid, was.

use counterpart_exchange::{Refusal, Site, Violation};
use counterpart_spec::Location;
use serde_json::Value;

use super::{Case, Suspicion};
use crate::{About, Check, Meaning, Reading, Severity, Violated};

pub(super) fn look(case: &Case<'_>) -> Vec<Suspicion> {
    let Reading::Operation(_, read) = &case.call.reading else { return Vec::new() };
    let (Meaning::Invalid(meant), Err(Refusal::Invalid(broken))) = (&case.step.meaning, &**read)
    else {
        return Vec::new();
    };
    // What became of each part of a request of many is said in the body (RFC 4918 §13).
    if !case.call.is_success() || case.call.status() == Some(207) {
        return Vec::new();
    }
    // Callers should not send what is read-only, and servers may pass over it (OpenAPI "readOnly").
    let mut broken = broken.iter().filter(|violation| violation.keyword != "readOnly");
    let first = broken.clone().next();
    let Some(violation) = broken.find(|violation| is_meant(meant.as_ref(), violation)).or(first)
    else {
        return Vec::new();
    };
    let missing = violation.keyword == "required"
        && matches!(violation.site, Site::Parameter(Location::Header, _));
    let check = if missing { Check::MissingHeaderAccepted } else { Check::InvalidAccepted };
    let status = case.call.status().unwrap_or_default();
    let message = format!("{violation}, and yet it is answered {status}");
    let mut suspicion = case.suspect(check, key(violation), message);
    suspicion.violated = Some(violated(violation));
    if let Some(schema) = &violation.schema {
        suspicion.promise = Some(schema.clone());
    }
    if is_coercible(case, violation) {
        suspicion.severity = Severity::Warning;
    }
    vec![suspicion]
}

fn is_meant(meant: Option<&About>, violation: &Violation) -> bool {
    meant.is_some_and(|meant| {
        meant.site == violation.site
            && meant.keyword == violation.keyword
            && meant.pointer == violation.pointer
    })
}

/// Names the keyword that is broken by where it stands in the document.
pub(super) fn key(violation: &Violation) -> String {
    let property = violation.property.as_deref().unwrap_or_default();
    match &violation.schema {
        Some(schema) => format!("{} {schema} {} {property}", violation.site, violation.keyword),
        None => format!("{} {} {property}", violation.site, violation.keyword),
    }
}

pub(super) fn violated(violation: &Violation) -> Violated {
    let place = match violation.pointer.as_str() {
        "" => violation.site.to_string(),
        pointer => format!("{} {pointer}", violation.site),
    };
    Violated { pointer: place, keyword: violation.keyword.clone() }
}

/// Tells whether a value is of another type and reads as what it should be: many servers convert `"5"` to `5`.
fn is_coercible(case: &Case<'_>, violation: &Violation) -> bool {
    if violation.keyword != "type" {
        return false;
    }
    let sent = match &violation.site {
        Site::Body => case.step.values.body.as_ref(),
        Site::Parameter(location, name) => case.step.values.part(*location).get(name),
        _ => None,
    };
    let Some(value) = sent.and_then(|sent| violation.pointer.resolve(sent)) else { return false };
    match value {
        Value::String(text) => {
            matches!(serde_json::from_str(text), Ok(Value::Number(_) | Value::Bool(_)))
        }
        Value::Number(_) | Value::Bool(_) => true,
        _ => false,
    }
}
