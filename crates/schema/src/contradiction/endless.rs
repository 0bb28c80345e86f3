//! Values that nest each other without end.

use std::fmt::Write;

use counterpart_spec::Pointer;
use serde_json::Value;

use crate::direction::Direction;
use crate::schema::Schema;
use crate::shape::{INFINITE, Kind, Shape};

/// How many schemas are followed to find a circle; longer ones tell nobody more.
const MAX_STEPS: usize = 64;

/// Words the circle of schemas that one cannot do without; `None` where there is none.
pub(super) fn circle(start: &Schema, direction: Direction) -> Option<String> {
    let mut trail: Vec<(Schema, Option<String>)> = Vec::new();
    let mut at = start.clone();
    while !trail.iter().any(|(seen, _)| *seen == at) {
        let (next, property) = onwards(&at, direction).filter(|_| trail.len() < MAX_STEPS)?;
        trail.push((at, property));
        at = next;
    }
    let mut words = String::from("every value nests another without end: ");
    let mut first = None;
    for (schema, property) in trail.iter().skip_while(|(schema, _)| *schema != at) {
        let Some(property) = property else { continue };
        let name = format!("`{}`", schema.pointer().last().unwrap_or_default());
        if first.is_some() {
            let _ = write!(words, ", which is {name}, which requires `{property}`");
        } else {
            let _ = write!(words, "{name} requires `{property}`");
            first = Some(name);
        }
    }
    Some(format!("{words}, which is {}", first?))
}

/// Follows what a schema cannot do without to the innermost part that has no finite value.
pub(super) fn innermost(start: Schema, direction: Direction) -> Schema {
    let steps = std::iter::successors(Some(start.clone()), |at| Some(onwards(at, direction)?.0));
    steps.take(MAX_STEPS).last().unwrap_or(start)
}

/// Lists the optional properties of a shape that have no finite value.
pub(super) fn optional(schema: &Schema, shape: &Shape) -> Vec<Pointer> {
    let mut root = shape.root();
    while let Kind::AnyOf(ids) = shape.kind(root)
        && let [only] = ids.as_slice()
    {
        root = *only;
    }
    let Kind::Object(object) = shape.kind(root) else { return Vec::new() };
    let properties = schema.pointer().join("properties");
    let never = object.entries.iter().filter(|entry| shape.cost(entry.node) == INFINITE);
    let declared = never.filter_map(|entry| {
        let at = properties.join(&entry.name);
        let source = at.resolve(schema.schemas().document())?;
        (*source != Value::Bool(false)).then_some(at)
    });
    declared.collect()
}

/// Gives a schema without which another has no value, and that has no finite value itself; and the property that it is.
fn onwards(schema: &Schema, direction: Direction) -> Option<(Schema, Option<String>)> {
    let required = schema.required().into_iter();
    let required = required.filter_map(|name| Some((schema.property(&name)?, Some(name))));
    let filled = schema.annotation("minItems").and_then(Value::as_f64).is_some_and(|n| n > 0.0);
    let elements = schema.items().filter(|_| filled).into_iter().chain(schema.alternatives());
    let mut parts = required.chain(elements.map(|schema| (schema, None)));
    parts.find(|(part, _)| !Shape::is_finite(part, direction))
}
