//! What the caller sent, shown again: an operation that remembers nothing still answers about the thing that was asked for.

use std::sync::Arc;

use counterpart_schema::{Direction, Outline, Type};
use serde_json::{Map, Value};

use super::Media;
use super::write::typed;
use crate::expression::{Binding, Scope};

/// Puts the parameters of the path and the fields of the body into a value that has a place for them; `None` where the result would not fit, or would be the same.
///
/// A property takes the parameter or field of its name, and `id` takes the last parameter of the path.
/// `item` tells whether the path ends in a parameter, so that it is one thing that is asked for.
pub(crate) fn echoed(media: &Media, value: &Value, scope: &Scope, item: bool) -> Option<Value> {
    let form = media.form.as_deref()?;
    let sent = |name| match scope.get(name) {
        Some(Binding::Json(value)) => value.as_object(),
        _ => None,
    };
    let (path, body) = (sent("path"), sent("body"));
    let last = path.filter(|_| item).and_then(|path| path.values().next_back());
    let fields = |with_body: bool| {
        let mut fields: Map<String, Value> = Map::new();
        fields.extend(body.filter(|_| with_body).into_iter().flatten().map(owned));
        fields.extend(last.map(|value| ("id".to_owned(), value.clone())));
        fields.extend(path.into_iter().flatten().map(owned));
        fields
    };
    [true, false].into_iter().find_map(|with_body| {
        let fields = fields(with_body);
        let mut echoed = value.clone();
        (place(form, &mut echoed, &fields) && echoed != *value && media.admits(&echoed))
            .then_some(echoed)
    })
}

/// Tells of a path that asks for one thing whether a value of a form can be that thing at all: its property of the parameter's name may have another form.
pub(crate) fn may_be(media: &Media, scope: &Scope, parameter: &str) -> bool {
    let property = media
        .form
        .as_deref()
        .and_then(|form| form.property(parameter).filter(|_| form.declares(parameter)));
    let sent = match scope.get("path") {
        Some(Binding::Json(value)) => value.get(parameter),
        _ => None,
    };
    let fits = |(property, sent): (Arc<Outline>, &Value)| {
        // Of another type it means something else.
        !property.types().admits(Type::of(sent))
            || property.schema().is_valid(Direction::Response, &typed(&property, sent))
    };
    property.zip(sent).is_none_or(fits)
}

fn owned((name, value): (&String, &Value)) -> (String, Value) {
    (name.clone(), value.clone())
}

/// Puts fields into an object; where it has no place for any, into the one object that it wraps.
fn place(form: &Outline, value: &mut Value, fields: &Map<String, Value>) -> bool {
    let Some(object) = value.as_object_mut() else { return false };
    let mut placed = false;
    for (name, sent) in fields {
        let Some(property) = form.property(name).filter(|_| form.declares(name)) else { continue };
        let sent = typed(&property, sent).into_owned();
        let types = property.types();
        let fits = types.admits(Type::of(&sent)) || sent.is_number() && types.admits(Type::Number);
        if fits && !sent.is_null() {
            object.insert(name.clone(), sent);
            placed = true;
        }
    }
    if placed {
        return true;
    }
    let mut wrapped = object.iter_mut().filter(|(_, value)| value.is_object());
    match (wrapped.next(), wrapped.next()) {
        (Some((name, inner)), None) => {
            form.property(name).is_some_and(|form| place(&form, inner, fields))
        }
        _ => false,
    }
}
