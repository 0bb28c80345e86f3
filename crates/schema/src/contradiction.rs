//! Why nothing fits a schema, in words.
//!
//! The algebra tells which keywords exclude each other, and the shape which values nest without end; here the document is asked for the rest.

mod endless;
mod words;

use std::collections::BTreeMap;

use counterpart_spec::Pointer;
use serde_json::Value;

use crate::algebra::{Conflict, conflicts};
use crate::direction::Direction;
use crate::error::SchemaError;
use crate::schema::Schema;

/// A part of a schema that nothing fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// The part.
    pub pointer: Pointer,
    /// The innermost part that is to blame.
    pub place: Pointer,
    /// What is wrong with that, as a fragment of a sentence.
    pub reason: String,
    /// Whether the part is the schema as a whole, so that it has no value at all; else only what is optional can never be there.
    pub whole: bool,
}

/// Says why no finite value fits a schema.
pub(crate) fn unsatisfiable(schema: &Schema, direction: Direction) -> SchemaError {
    let found = conflicts(schema, direction);
    let pointer = schema.pointer().clone();
    let (place, reason) = explained(schema, direction, &found, &pointer);
    SchemaError::Unsatisfiable { pointer, place, reason }
}

/// Lists the parts of a schema that nothing fits.
pub(crate) fn contradictions(schema: &Schema, direction: Direction) -> Vec<Contradiction> {
    let found = conflicts(schema, direction);
    let mut parts = match schema.shape(direction) {
        Ok(shape) => endless::optional(schema, &shape),
        Err(_) => vec![schema.pointer().clone()],
    };
    let empty = found.iter().filter(|(_, conflict)| **conflict != Conflict::Literal);
    for at in empty.map(|(at, _)| at).filter(|at| is_meant(schema, at)) {
        if !parts.contains(at) {
            parts.push(at.clone());
        }
    }
    let contradiction = |pointer: Pointer| {
        let (place, reason) = explained(schema, direction, &found, &pointer);
        let whole = pointer == *schema.pointer();
        Contradiction { pointer, place, reason, whole }
    };
    parts.into_iter().map(contradiction).collect()
}

/// Tells whether a part stands below a schema where somebody wants values of it: not in `not` or `if`.
fn is_meant(schema: &Schema, at: &Pointer) -> bool {
    let below = at.below(schema.pointer());
    let unwanted = |token: &str| matches!(token, "not" | "if");
    !below.as_str().is_empty() && !below.tokens().any(|token| unwanted(&token))
}

/// Finds the innermost part that is to blame for one, and says what is wrong with it.
fn explained(
    schema: &Schema,
    direction: Direction,
    found: &BTreeMap<Pointer, Conflict>,
    start: &Pointer,
) -> (Pointer, String) {
    let mut trail = vec![start.clone()];
    loop {
        let at = &trail[trail.len() - 1];
        if let Some(next) = inner(schema, found, at).filter(|next| !trail.contains(next)) {
            trail.push(next);
            continue;
        }
        if let Some(conflict) = found.get(at) {
            return (at.clone(), words::word(schema, conflict, at));
        }
        let Some(part) = schema.sibling(at) else { return (at.clone(), words::UNKNOWN.to_owned()) };
        if let Some(reason) = endless::circle(&part, direction) {
            return (at.clone(), reason);
        }
        let part = endless::innermost(part, direction);
        let reason = words::unproven(&part).unwrap_or_else(|| words::UNKNOWN.to_owned());
        return (part.pointer().clone(), reason);
    }
}

/// Gives the part that is to blame for another: what is referred to, required, or a branch.
fn inner(schema: &Schema, found: &BTreeMap<Pointer, Conflict>, at: &Pointer) -> Option<Pointer> {
    let Some(Conflict::Between(culprits)) = found.get(at) else { return None };
    let is_empty = |pointer: &Pointer| {
        found.get(pointer).is_some_and(|conflict| *conflict != Conflict::Literal)
    };
    culprits.iter().find_map(|culprit| {
        let base = &culprit.pointer;
        let source = base.resolve(schema.schemas().document())?;
        let mut below = Vec::new();
        for keyword in &culprit.keywords {
            match (keyword.as_str(), source.get(keyword)) {
                ("$ref", Some(Value::String(reference))) => {
                    below.extend(Pointer::from_fragment(reference));
                }
                ("required", Some(Value::Array(names))) => below.extend(
                    names
                        .iter()
                        .filter_map(Value::as_str)
                        .map(|name| base.join("properties").join(name)),
                ),
                ("minItems", _) => below.push(base.join("items")),
                ("allOf", Some(Value::Array(branches))) => {
                    below.extend((0..branches.len()).map(|index| base.join(keyword).join(index)));
                }
                _ => {}
            }
        }
        if base != at {
            below.push(base.clone());
        }
        below.into_iter().find(is_empty)
    })
}

#[cfg(test)]
mod tests;
