//! What a message says: the record it is about, within what its schema asks for besides.

use counterpart_exchange::{Contract, Request};
use counterpart_generate::{Rng, request};
use counterpart_schema::{Direction, Follow, Schema};
use counterpart_spec::{MediaType, Operation};
use counterpart_state::Program;
use jiff::Timestamp;
use serde_json::Value;

/// A value that a message may be about, and its schema.
pub(super) type Subject<'s> = (&'s Schema, &'s Value);

/// Where a body has the subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Slot {
    /// It is the body.
    Whole,
    /// It is a property of the body.
    Property(String),
    /// The body has its fields, and others: both are composed of the same (`allOf`).
    Among,
}

/// Finds where a body has a value of a schema: as a whole, or one level down.
pub(super) fn slot(program: &Program, operation: &Operation, subject: &Schema) -> Option<Slot> {
    let content = operation.body.as_ref()?.content.iter();
    content.filter_map(|media_type| schema(program, media_type)).find_map(|body| {
        if body == *subject {
            return Some(Slot::Whole);
        }
        let outline = program.outlines().of(body);
        let mut properties = outline.properties();
        let found = properties.find(|(_, property)| property.schema() == subject);
        found
            .map(|(name, _)| Slot::Property(name.to_owned()))
            .or_else(|| shares(outline.schema(), subject).then_some(Slot::Among))
    })
}

/// Tells whether two schemas are composed of the same one, which declares most of what the second has.
fn shares(body: &Schema, subject: &Schema) -> bool {
    let own: Vec<_> = subject.parts(Follow::Always).into_iter().map(|part| part.pointer).collect();
    let declared = subject.properties().len();
    body.parts(Follow::Always).iter().any(|part| {
        let properties = part.source.get("properties").and_then(Value::as_object);
        own.contains(&part.pointer)
            && properties.is_some_and(|properties| 2 * properties.len() > declared)
    })
}

/// Writes the request of a message: what its operation asks for, generated, and in it the subject where it has a place.
///
/// # Errors
/// There is no request for the operation, for the reason that is given.
pub(super) fn written(
    program: &Program,
    contract: &Contract,
    subject: Option<Subject<'_>>,
    rng: &mut Rng,
    moment: Timestamp,
) -> Result<Request, String> {
    let call = request(contract, program.schemas(), rng, moment).map_err(|e| e.to_string())?;
    let place = subject.and_then(|(schema, value)| {
        Some((slot(program, contract.operation(), schema)?, schema, value))
    });
    let Some((slot, schema, value)) = place else { return Ok(call.request) };
    let mut values = call.values;
    match (slot, &mut values.body) {
        (Slot::Whole, body) => *body = Some(value.clone()),
        (Slot::Property(name), Some(Value::Object(fields))) => {
            fields.insert(name, value.clone());
        }
        (Slot::Among, Some(Value::Object(fields))) => {
            let own = schema.properties();
            fields.retain(|name, _| !own.contains_key(name));
            fields.extend(value.as_object().cloned().unwrap_or_default());
        }
        (Slot::Property(_) | Slot::Among, _) => return Ok(call.request),
    }
    contract.encode(&values, None).map_err(|error| error.to_string())
}

/// Finds the schema of a media type.
pub(super) fn schema(program: &Program, media_type: &MediaType) -> Option<Schema> {
    program.schemas().at(media_type.schema.as_ref()?).ok()
}

/// Tells whether a value fits a schema as a response has it.
pub(super) fn fits((schema, value): Subject<'_>) -> bool {
    schema.is_valid(Direction::Response, value)
}
