//! The field that identifies a record, and what new keys are.

use std::sync::Arc;

use counterpart_schema::{Direction, Outline, Type};
use serde_json::{Value, json};

use super::collections::{Collection, Reading, is_scalar};
use super::words::{one, plain};

/// How many records a collection starts with.
const SEEDS: usize = 5;

/// Fields that identify a record, the likeliest first.
pub(super) const KEYS: [&str; 13] = [
    "id", "uuid", "guid", "key", "slug", "code", "sid", "login", "username", "name", "number",
    "token", "ref",
];

/// Finds the field that identifies a record: the one named like the path parameter, else a usual name.
pub(super) fn key(collection: &Collection) -> (String, String) {
    let form = &collection.form;
    if collection.single {
        return ("_id".to_owned(), "there is one record".to_owned());
    }
    let scalar = |wanted: &str| {
        form.properties().find(|(name, p)| plain(name) == wanted && is_scalar(p)).map(|(n, _)| n)
    };
    let noun = one(&collection.noun);
    let mut keys = collection.members.iter().rev().filter_map(|member| member.place.key.as_deref());
    let parameter = keys.next();
    if let Some(parameter) = parameter {
        let reason = format!("as the path parameter `{parameter}`");
        let wanted = plain(parameter);
        if let Some(field) = scalar(&wanted) {
            return (field.to_owned(), reason);
        }
        // `{userId}` of a user is its `id`; `{username}` and `{idOrName}` say so themselves.
        let short = wanted.strip_prefix(&noun).unwrap_or(&wanted).to_owned();
        let likely = [short.as_str()].into_iter().chain(KEYS).find_map(|name| {
            scalar(name)
                .filter(|_| name == short || wanted.contains(name) || KEYS[..4].contains(&name))
        });
        if let Some(field) = likely.or_else(|| scalar(&format!("{noun}id"))) {
            return (field.to_owned(), reason);
        }
    }
    let usual = KEYS.iter().find_map(|name| scalar(name)).or_else(|| scalar(&format!("{noun}id")));
    match (usual, parameter) {
        (Some(field), None) => (field.to_owned(), "the usual name of a key".to_owned()),
        (_, Some(parameter)) => {
            (format!("_{parameter}"), "no property is named like the path parameter".to_owned())
        }
        (None, None) => ("_id".to_owned(), "no property looks like a key".to_owned()),
    }
}

/// Says what a new key is; `None` where the schema of the field has to tell.
pub(super) fn fresh_key(
    reading: &Reading<'_>,
    collection: &Collection,
    property: Option<&Outline>,
) -> Option<&'static str> {
    let parameter = key_parameter(reading, collection);
    let forms: Vec<&Outline> = property.into_iter().chain(parameter.as_deref()).collect();
    let Some(first) = forms.first() else { return Some("=seq") };
    let fits =
        |value: Value| forms.iter().all(|form| form.schema().is_valid(Direction::Response, &value));
    if first.types().admits(Type::Integer) {
        let is_free = fits(json!(7)) && fits(json!(1007)) || property.is_none();
        return is_free.then_some("=seq");
    }
    let uuid = "3b241101-e2bb-4255-8caf-4136c566a962";
    let is_uuid = first.schema().annotation("format").is_some_and(|format| format == "uuid");
    (is_uuid && fits(json!(uuid))).then_some("=uuid()")
}

/// Finds the form of the path parameter that names a record.
fn key_parameter(reading: &Reading<'_>, collection: &Collection) -> Option<Arc<Outline>> {
    let member = collection.members.iter().find(|member| member.place.key.is_some())?;
    let operation = &reading.spec.operations[member.operation];
    let name = member.place.key.as_deref()?;
    let parameter = operation.parameters.iter().find(|p| p.name == name)?;
    reading.parameter(parameter.schema.as_ref())
}

/// Says how many records there are at the start: where there are few keys, some are left for callers.
pub(super) fn room(reading: &Reading<'_>, collection: &Collection) -> usize {
    let most = key_parameter(reading, collection)
        .and_then(|form| form.schema().annotation("maximum")?.as_u64())
        .and_then(|most| usize::try_from(most / 2).ok());
    most.map_or(SEEDS, |most| most.clamp(1, SEEDS))
}
