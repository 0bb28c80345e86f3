//! What the server sets in a new record: its key, when it came into being, and what lists show by default.

use std::collections::BTreeSet;
use std::sync::Arc;

use counterpart_schema::{Direction, Outline, Type};
use counterpart_spec::{Location, Operation, Parameter};
use serde_json::{Map, Value};

use super::collections::{Collection, Reading, is_scalar};
use super::keys::fresh_key;
use super::places::Role;
use super::words::{Deed, plain};
use super::wrapper::sent;

/// Fields that say when a record came into being.
pub(super) const CREATED: [&str; 9] = [
    "createdat",
    "created",
    "createdon",
    "createdate",
    "datecreated",
    "creationdate",
    "createdtime",
    "insertedat",
    "creationtime",
];

/// Fields that say when a record was last changed.
pub(super) const UPDATED: [&str; 9] = [
    "updatedat",
    "updated",
    "updatedon",
    "updatedate",
    "dateupdated",
    "modifiedat",
    "modified",
    "lastmodified",
    "lastupdated",
];

/// Says what the server sets: the key where callers do not send it, and when the record came into being.
pub(super) fn new(
    reading: &Reading<'_>,
    collection: &Collection,
    form: &Outline,
    key: &str,
) -> Map<String, Value> {
    let sent = sent_at_creation(reading, collection, form);
    let sends = |name: &str| {
        let property = sent.as_ref().and_then(|s| s.property(name).filter(|_| s.declares(name)));
        property.is_some_and(|property| !is_read_only(&property))
    };
    let mut new = Map::new();
    if !sends(key)
        && !collection.single
        && let Some(value) = fresh_key(reading, collection, form.property(key).as_deref())
    {
        new.insert(key.to_owned(), value.into());
    }
    new.extend(shown_by_default(reading, collection, form));
    for (name, property) in form.properties() {
        let plain_name = &*plain(name);
        if (CREATED.contains(&plain_name) || UPDATED.contains(&plain_name))
            && !sends(name)
            && let Some(now) = now(&property)
        {
            new.insert(name.to_owned(), now.into());
        }
    }
    new
}

/// Lists what the server puts into a new record besides what has to be there: what callers cannot send, or what stands for itself where they do not; `taken` are the fields that have their value already.
pub(super) fn owned(
    reading: &Reading<'_>,
    collection: &Collection,
    form: &Outline,
    taken: &dyn Fn(&str) -> bool,
) -> Vec<String> {
    let Some(operation) = creations(reading, collection).next() else { return Vec::new() };
    let sent = sent_at_creation(reading, collection, form);
    // Of a body that may have anything nobody knows what callers send.
    if operation.body.is_some() && sent.as_ref().is_none_or(|s| s.properties().next().is_none()) {
        return Vec::new();
    }
    let asked = operation.parameters.iter().filter(|p| p.location == Location::Query);
    let asked: Vec<_> = asked.map(|parameter| plain(&parameter.name)).collect();
    let sends = |name: &str| {
        asked.contains(&plain(name)) || sent.as_ref().is_some_and(|sent| declares(sent, name))
    };
    let shown = shown_to_send(operation, sent.as_deref());
    let is_owned = |name: &str, property: &Outline| {
        !taken(name)
            && !form.required().iter().any(|r| r == name)
            && (!sends(name) && !shown.contains(name) || property.default().is_some())
    };
    let owned = form.properties().filter(|(name, property)| is_owned(name, property));
    owned.map(|(name, _)| name.to_owned()).collect()
}

/// Names the fields that examples of a body have: whatever it declares, callers send these.
fn shown_to_send(operation: &Operation, sent: Option<&Outline>) -> BTreeSet<String> {
    let content = operation.body.iter().flat_map(|body| &body.content);
    let of_content = content.flat_map(|media| &media.examples).map(|example| &example.value);
    let of_schema = sent.map(|sent| sent.schema().examples()).unwrap_or_default();
    let objects = of_content.chain(of_schema).filter_map(Value::as_object);
    objects.flat_map(Map::keys).cloned().collect()
}

fn creations<'r>(
    reading: &'r Reading<'_>,
    collection: &'r Collection,
) -> impl Iterator<Item = &'r Operation> {
    let made = collection.members.iter().filter(|m| m.place.role == Role::Does(Deed::Create));
    made.map(|member| &reading.spec.operations[member.operation])
}

/// Finds the form of what is sent of a record when it is created.
fn sent_at_creation(
    reading: &Reading<'_>,
    collection: &Collection,
    form: &Outline,
) -> Option<Arc<Outline>> {
    let body = creations(reading, collection).find_map(|operation| reading.body(operation))?;
    sent(&body, &collection.noun, form)
}

/// Tells whether callers may send a field, however they spell it.
fn declares(sent: &Outline, name: &str) -> bool {
    sent.properties()
        .any(|(known, property)| plain(known) == plain(name) && !is_read_only(&property))
}

fn is_read_only(property: &Outline) -> bool {
    property.schema().annotation("readOnly") == Some(&Value::Bool(true))
}

/// Says what a new record is like, so that a list shows it to a caller who does not filter: its filters have defaults.
fn shown_by_default(
    reading: &Reading<'_>,
    collection: &Collection,
    form: &Outline,
) -> Map<String, Value> {
    let lists = collection.members.iter().filter(|m| m.place.role == Role::Does(Deed::List));
    let parameters = lists.flat_map(|m| &reading.spec.operations[m.operation].parameters);
    let filters = parameters.filter(|parameter| parameter.location == Location::Query);
    let default = |parameter: &Parameter| {
        let default = reading.parameter(parameter.schema.as_ref())?.default()?.clone();
        let default = match default {
            Value::Array(values) => values.into_iter().next()?,
            Value::String(text) => text.split(',').next()?.into(),
            single => single,
        };
        let (name, property) =
            form.properties().find(|(name, _)| plain(name) == plain(&parameter.name))?;
        let fits = property.schema().is_valid(Direction::Response, &default);
        (fits && is_scalar(&property)).then(|| (name.to_owned(), default))
    };
    filters.filter_map(default).collect()
}

/// Says what the moment of the request is in a field's form.
pub(super) fn now(form: &Outline) -> Option<&'static str> {
    let format = form.schema().annotation("format").and_then(Value::as_str);
    match (format, form.types().single()) {
        (_, Some(Type::Integer | Type::Number)) => Some("=now() | date('%s') | int"),
        (Some("date-time"), _) => Some("=now()"),
        (Some("date"), _) => Some("=now() | date('%Y-%m-%d')"),
        _ => form.date().map(|_| "=now()"),
    }
}
