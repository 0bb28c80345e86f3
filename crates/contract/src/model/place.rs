//! Where a response has records, and which key it gives to a new one.

use std::sync::Arc;

use counterpart_exchange::MediaRange;
use counterpart_schema::{Direction, Outline, Schema};
use counterpart_spec::Pointer;
use counterpart_state::Role;
use serde_json::{Map, Value};

use crate::{Exchanged, Subject, wire};

/// A record in a response.
#[derive(Debug, Clone)]
pub(super) struct Place<'b> {
    pub(super) at: Pointer,
    pub(super) record: &'b Map<String, Value>,
}

/// Finds the one record that a response shows.
pub(super) fn item<'b>(role: &Role, exchanged: &'b Exchanged) -> Option<Place<'b>> {
    let body = exchanged.body.as_ref()?;
    let at = role.showing.item.clone()?;
    let record = at.resolve(body)?.as_object()?;
    Some(Place { at, record })
}

/// Finds the records that a list shows; `None` where there is no list.
pub(super) fn items<'b>(role: &Role, exchanged: &'b Exchanged) -> Option<Vec<Place<'b>>> {
    let body = exchanged.body.as_ref()?;
    let at = role.showing.items.as_ref()?;
    let elements = at.resolve(body)?.as_array()?;
    let place = |(index, element): (usize, &'b Value)| {
        Some(Place { at: at.join(index), record: element.as_object()? })
    };
    elements.iter().enumerate().map(place).collect()
}

/// Finds the key that a response gives to a new record: where it should stand, else in the nearest object, else in the path that `Location` leads to (RFC 9110 §10.2.2).
pub(super) fn key(
    subject: &Subject,
    role: &Role,
    field: &str,
    exchanged: &Exchanged,
) -> Option<Value> {
    let response = exchanged.outcome.as_ref().ok()?;
    let body = exchanged.body.as_ref();
    let declared = || role.showing.key_at.as_ref()?.resolve(body?).filter(|key| is_key(key));
    let nearest = || nearest(body?, field);
    let shown = declared().or_else(nearest).cloned();
    shown.or_else(|| wire::located(subject, response, |path| path.last().map(|(_, key)| *key)))
}

fn is_key(value: &Value) -> bool {
    value.is_string() || value.is_number()
}

/// Finds a field of an object, or of the one object in it: of several, none is nearer.
fn nearest<'b>(body: &'b Value, field: &str) -> Option<&'b Value> {
    let fields = body.as_object()?;
    let mut inner = fields.values().filter_map(Value::as_object);
    let alone = inner.next().filter(|_| inner.next().is_none());
    let own = fields.get(field).filter(|key| is_key(key));
    own.or_else(|| alone?.get(field).filter(|key| is_key(key)))
}

/// Tells whether a response could show another value in a place: where its schema does not let it, a server has to show something else.
pub(super) fn may_show(
    subject: &Subject,
    exchanged: &Exchanged,
    at: &Pointer,
    value: &Value,
) -> bool {
    let (Some(schema), Some(body)) = (schema(subject, exchanged), &exchanged.body) else {
        return true;
    };
    let mut other = body.clone();
    let Some((above, name)) = at.parent().zip(at.last()) else { return true };
    match other.pointer_mut(above.as_str()) {
        // It may be one that the response lacks.
        Some(Value::Object(fields)) => drop(fields.insert(name.into_owned(), value.clone())),
        _ => return true,
    }
    schema.is_valid(Direction::Response, &other) || !schema.is_valid(Direction::Response, body)
}

/// Tells whether the schema of a response declares a property of what stands in a place.
pub(super) fn declares(
    subject: &Subject,
    exchanged: &Exchanged,
    at: &Pointer,
    property: &str,
) -> bool {
    form(subject, exchanged, at).is_some_and(|form| form.declares(property))
}

/// Tells whether what stands in a place of a response is the server's own, whatever callers send (OpenAPI "readOnly").
pub(super) fn is_owned(subject: &Subject, exchanged: &Exchanged, at: &Pointer) -> bool {
    let form = form(subject, exchanged, at);
    form.is_some_and(|form| form.schema().annotation("readOnly") == Some(&Value::Bool(true)))
}

/// Finds the form of what stands in a place of a response.
fn form(subject: &Subject, exchanged: &Exchanged, at: &Pointer) -> Option<Arc<Outline>> {
    let whole = subject.program().outlines().of(schema(subject, exchanged)?);
    at.tokens().try_fold(whole, |form, token| form.property(&token).or_else(|| form.items()))
}

/// Finds the schema that a response has to fit as JSON.
fn schema(subject: &Subject, exchanged: &Exchanged) -> Option<Schema> {
    let operation = &subject.operations()[exchanged.operation];
    let index = operation.response_index(exchanged.status()?)?;
    let mut content = operation.responses[index].content.iter();
    let is_json = |range: &str| MediaRange::parse(range).is_some_and(|range| range.is_json());
    let json = content.find(|content| is_json(&content.range))?;
    subject.schemas().at(json.schema.as_ref()?).ok()
}
