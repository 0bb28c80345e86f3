//! What one caller made is not another's (OWASP API1:2023).

use counterpart_state::{Role, Verb};
use serde_json::Value;

use super::{Case, Suspicion};
use crate::{Check, Exchanged, Meaning, Probe, Severity, Shown, Subject};

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
    let status = case.call.status().unwrap_or_default();
    let message = format!("a record of another caller is shown with {status}");
    let suspicion = case.suspect(Check::ObjectAccess, "read", message);
    if is_kept_apart(case.subject, resource) {
        return vec![suspicion];
    }
    // Where nothing tells whose records are, everybody's may be everybody's; what may be read without credentials is.
    let is_public = case.subject.contract(case.call.operation).scheme().is_none();
    if is_public || !is_listed_apart(case, resource, &key) {
        return Vec::new();
    }
    // Others may know of what is not listed for them.
    vec![Suspicion { severity: Severity::Warning, ..suspicion }]
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
        lists.next().map(|call| has(case.subject, resource, call, key))
    };
    listed(Shown::Own) == Some(true) && listed(Shown::Other) == Some(false)
}

/// Tells whether a record of a list has a key, as a number or as a text.
fn has(subject: &Subject, resource: usize, list: &Exchanged, key: &Value) -> bool {
    let roles = subject.roles();
    let showing = roles.role(list.operation).map(|role| &role.showing);
    let items = showing.and_then(|showing| showing.items.as_ref()?.resolve(list.body.as_ref()?));
    let field = showing.and_then(|showing| showing.key.as_deref());
    let field = field.unwrap_or(roles.model().key(resource));
    let is_it = |item: &Value| item.get(field).is_some_and(|own| text(own) == text(key));
    items.and_then(Value::as_array).is_some_and(|items| items.iter().any(is_it))
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
