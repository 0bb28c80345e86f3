//! Fields that a request calls otherwise than the record: `FriendlyName` for `friendly_name`, or `?name=` at the creation of what has a `Name`.

use counterpart_schema::Outline;
use counterpart_spec::{Location, Operation};
use serde_json::{Map, Value};

use super::collections::{Collection, Reading, is_scalar};
use super::places::Role;
use super::resources::operand;
use super::words::{Deed, plain};

/// Lists the fields of a record that a body spells otherwise, each with the expression that reads it; `whole` is what the body is called there.
pub(super) fn respelt(form: &Outline, body: &Outline, whole: &str) -> Map<String, Value> {
    let otherwise = |(field, property): (&str, std::sync::Arc<Outline>)| {
        let (name, sent) = body.properties().find(|(name, _)| plain(name) == plain(field))?;
        let differs = !body.declares(field) && may_be(&sent, &property);
        // What the record has by this name is not this field.
        let is_free = !form.declares(name);
        (differs && is_free)
            .then(|| (field.to_owned(), format!("={}", operand(whole, name)).into()))
    };
    form.properties().filter_map(otherwise).collect()
}

/// Lists the fields of a new record that parameters of the query give; what reading a record asks for, too, is about something else.
pub(super) fn given(
    reading: &Reading<'_>,
    collection: &Collection,
    operation: &Operation,
    form: &Outline,
) -> Map<String, Value> {
    let reads = collection.members.iter().filter(|m| m.place.role == Role::Does(Deed::Read));
    let asked: Vec<&str> = reads
        .flat_map(|member| &reading.spec.operations[member.operation].parameters)
        .map(|parameter| parameter.name.as_str())
        .collect();
    let body = reading.body(operation);
    let sends = |field: &str| {
        let mut names = body.iter().flat_map(|body| body.properties());
        names.any(|(name, _)| plain(name) == plain(field))
    };
    let parameters = operation.parameters.iter().filter(|parameter| {
        parameter.location == Location::Query && !asked.contains(&parameter.name.as_str())
    });
    let field = |parameter: &counterpart_spec::Parameter| {
        let named = |(name, _): &(&str, _)| plain(name) == plain(&parameter.name);
        let (field, property) = form.properties().find(named)?;
        let sent = reading.parameter(parameter.schema.as_ref())?;
        let is_one = is_scalar(&property) && may_be(&sent, &property) && !sends(field);
        let value = format!("={}", operand("query", &parameter.name));
        is_one.then(|| (field.to_owned(), value.into()))
    };
    parameters.filter_map(field).collect()
}

/// Tells whether what is sent in one form may stand in the other: of the same type, and where the field is choosy, with the same choices.
fn may_be(sent: &Outline, property: &Outline) -> bool {
    let ty = |form: &Outline| form.types().single();
    let says = |form: &Outline, key: &str| form.schema().annotation(key).cloned();
    let is_same = |key: &&str| says(property, key).is_none_or(|own| says(sent, key) == Some(own));
    ty(sent).is_some()
        && ty(sent) == ty(property)
        && ["format", "enum", "x-date"].iter().all(is_same)
}
