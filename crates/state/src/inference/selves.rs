//! Values of a key that mean the caller: `GET /users/me`, where the path is `/users/{id}`.

use counterpart_schema::Direction;
use counterpart_spec::{Location, Operation, Parameter};
use serde_json::Value;

use super::collections::{Collection, Reading};
use super::named::by_name;
use super::paths::Step;
use super::places::Role;
use super::resources::{Resource, operand};
use super::words::one;

/// What the caller may be called as a key.
const VALUES: [&str; 5] = ["me", "@me", "self", "myself", "current"];

/// What is said of people only; a folder named `current` is no caller.
const PEOPLE: [&str; 12] = [
    "user",
    "account",
    "member",
    "person",
    "people",
    "profile",
    "player",
    "customer",
    "employee",
    "agent",
    "contact",
    "principal",
];

/// Writes the expression of a key that a path parameter gives: where the document says that a word means the caller, the first record stands for it.
pub(super) fn key(
    reading: &Reading<'_>,
    (collection, resource): (&Collection, &Resource),
    operation: &Operation,
    name: &str,
) -> String {
    let sent = operand("path", name);
    let fits = |value: &&str| {
        let parameter = operation.parameters.iter().find(|p| is_of_path(p, name));
        let form = parameter.and_then(|p| reading.parameter(p.schema.as_ref()));
        form.is_some_and(|form| form.schema().is_valid(Direction::Request, &Value::from(*value)))
    };
    let people = PEOPLE.contains(&one(&collection.noun).as_str());
    let named = |value: &&str| people && fits(value) && is_named(reading, collection, value);
    let values: Vec<_> = VALUES.iter().copied().filter(named).collect();
    if values.is_empty() {
        return by_name(reading, resource, operation, name).unwrap_or_else(|| format!("={sent}"));
    }
    let first = operand(&format!("(all('{}') | first)", resource.name), &resource.key);
    let values: Vec<_> = values.iter().map(|value| format!("'{value}'")).collect();
    format!("={sent} if {sent} not in [{}] else {first}", values.join(", "))
}

/// Tells whether the document has a word for the caller: as a path, as an example of a key, or in the words about it.
fn is_named(reading: &Reading<'_>, collection: &Collection, value: &str) -> bool {
    collection.members.iter().any(|member| {
        let operation = &reading.spec.operations[member.operation];
        let is_path = matches!(member.place.role, Role::Own(_))
            && member.steps.last() == Some(&Step::Word(value.to_owned()));
        let key = member.place.key.as_deref();
        let mut keys = operation.parameters.iter().filter(|p| Some(p.name.as_str()) == key);
        is_path || keys.any(|parameter| speaks_of(reading, parameter, value))
    })
}

fn speaks_of(reading: &Reading<'_>, parameter: &Parameter, value: &str) -> bool {
    let told = reading.description(parameter);
    let quoted = ["`", "\"", "'", "“", "*"].iter().any(|quote| {
        let closing = if *quote == "“" { "”" } else { quote };
        told.contains(&format!("{quote}{value}{closing}"))
    });
    let form = reading.parameter(parameter.schema.as_ref());
    let own = form.as_ref().map(|form| form.schema().examples()).unwrap_or_default();
    let shown = parameter.examples.iter().map(|example| &example.value);
    quoted
        || value.starts_with('@') && told.contains(value)
        || own.into_iter().chain(shown).any(|e| e == value)
}

pub(super) fn is_of_path(parameter: &Parameter, name: &str) -> bool {
    parameter.location == Location::Path && parameter.name == name
}
