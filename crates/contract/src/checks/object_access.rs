//! What one caller made is not another's (OWASP API1:2023).

use counterpart_state::{Role, Verb};
use serde_json::Value;

use super::{Case, Suspicion};
use crate::{Check, Meaning, Probe, Shown, Subject};

pub(super) fn look(case: &Case<'_>) -> Vec<Suspicion> {
    let is_asked = case.step.meaning == Meaning::Probe(Probe::Credentials);
    if !is_asked || case.step.shown != Shown::Other || !case.call.is_success() {
        return Vec::new();
    }
    let roles = case.subject.roles();
    let role = roles.role(case.call.operation).filter(|role| role.verb == Verb::Read);
    let Some((resource, key)) = role.and_then(|role| Some((role.resource?, key(case, role)?)))
    else {
        return Vec::new();
    };
    // Where nothing tells whose records are, everybody's may be everybody's.
    if !is_kept_apart(case.subject, resource) && !is_listed_apart(case, resource, &key) {
        return Vec::new();
    }
    let status = case.call.status().unwrap_or_default();
    let message = format!("a record that another caller made is shown with {status}");
    vec![case.suspect(Check::ObjectAccess, "read", message)]
}

/// Gives the key that a request names its record by.
fn key(case: &Case<'_>, role: &Role) -> Option<Value> {
    let (location, name) = role.key.as_ref()?.place.as_ref().ok()?;
    case.call.said()?.part(*location).get(name).cloned()
}

/// Tells whether the document says that each caller has records of his own.
pub(crate) fn is_kept_apart(subject: &Subject, resource: usize) -> bool {
    let root = counterpart_spec::Pointer::root().join("x-state");
    let place = root.join(subject.roles().model().resource(resource)).join("partition");
    subject.spec().value(&place).is_some_and(|partition| partition.to_string().contains("auth."))
}

/// Tells whether the one caller's list has the record, and the other's has not.
fn is_listed_apart(case: &Case<'_>, resource: usize, key: &Value) -> bool {
    let roles = case.subject.roles();
    let listed = |shown: Shown| {
        let mut lists = case.history.iter().filter(|call| {
            let role = roles.role(call.operation);
            case.scenario.steps[call.step].shown == shown
                && call.is_success()
                && role.is_some_and(|r| r.verb == Verb::List && r.resource == Some(resource))
        });
        lists.next().map(|call| call.body.as_ref().is_some_and(|body| has(body, key)))
    };
    listed(Shown::Own) == Some(true) && listed(Shown::Other) == Some(false)
}

/// Tells whether a value stands anywhere in a body, as a number or as a text.
fn has(body: &Value, key: &Value) -> bool {
    match body {
        Value::Array(elements) => elements.iter().any(|element| has(element, key)),
        Value::Object(fields) => fields.values().any(|field| has(field, key)),
        scalar => text(scalar) == text(key),
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
