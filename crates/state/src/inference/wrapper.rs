//! Bodies that wrap the record: `{ "user": { … } }`, also with something said besides.

use std::sync::Arc;

use counterpart_schema::{Outline, Type};
use serde_json::{Map, Value};

use super::resources::operand;
use super::words::{one, plain};

/// Finds the property of a body that holds the record, whose noun and form these are.
///
/// One that stands alone is named like the record, or `data`; one among others is named like it, and has fields of it, while the body has fewer.
pub(super) fn wrapper(body: &Outline, noun: &str, form: &Outline) -> Option<String> {
    let is_alone = body.properties().nth(1).is_none();
    let found = body.properties().find(|(name, inner)| {
        let is_object = inner.types().without(Type::Null).single() == Some(Type::Object);
        let is_named = one(name) == one(noun) || is_alone && plain(name) == "data";
        let is_inside = || shared(inner, form) > shared(body, form);
        is_object && is_named && !form.declares(name) && (is_alone || is_inside())
    });
    found.map(|(name, _)| name.to_owned())
}

/// Finds what a body says of one record: the body itself, an element of it, or what it wraps.
pub(super) fn sent(body: &Arc<Outline>, noun: &str, form: &Outline) -> Option<Arc<Outline>> {
    if body.types().single() == Some(Type::Array) {
        return body.items();
    }
    match wrapper(body, noun, form) {
        Some(name) => body.property(&name),
        None => Some(Arc::clone(body)),
    }
}

/// Lists the fields of a record that stand beside what wraps the others, each with the expression that reads it.
pub(super) fn besides(body: &Outline, wrapper: &str, form: &Outline) -> Map<String, Value> {
    let inner = body.property(wrapper);
    let is_wrapped = |name: &str| inner.as_ref().is_some_and(|inner| inner.declares(name));
    let others = body.properties().map(|(name, _)| name).filter(|name| *name != wrapper);
    let fields = others.filter(|name| form.declares(name) && !is_wrapped(name));
    fields.map(|name| (name.to_owned(), format!("={}", operand("body", name)).into())).collect()
}

/// Counts the fields of a record that a form has.
fn shared(one: &Outline, form: &Outline) -> usize {
    one.properties().filter(|(name, _)| form.declares(name)).count()
}
