//! Which parts of a schema exclude each other, as the algebra tells.

use std::collections::BTreeMap;

use counterpart_spec::Pointer;
use jsonschema::Draft;
use jsonschema::canonical::{Cause, UnsatisfiableReason, options};

use crate::algebra::meaning::softened;
use crate::bundle::bundle;
use crate::direction::Direction;
use crate::schema::Schema;
use crate::validator::home_of;

/// Why nothing fits a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Conflict {
    /// It is `false`.
    Literal,
    /// These parts exclude each other; one part alone excludes everything.
    Between(Vec<Culprit>),
}

/// A part of a schema object that has to do with a conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Culprit {
    /// The schema object.
    pub(crate) pointer: Pointer,
    /// Its keywords; none when the whole of it is meant.
    pub(crate) keywords: Vec<String>,
}

/// Finds the schemas that nothing fits: in a schema, in what stands below it, and in what it refers to.
pub(crate) fn conflicts(schema: &Schema, direction: Direction) -> BTreeMap<Pointer, Conflict> {
    let bundle = bundle(schema.schemas().home(), schema.pointer(), direction);
    let place = |inside: &str| {
        let inside = Pointer::parse(inside).unwrap_or_default();
        home_of(&bundle.members, schema.pointer(), &inside)
    };
    let culprit =
        |cause: Cause| Culprit { pointer: place(&cause.pointer), keywords: cause.keywords };
    let source = softened(&bundle.schema);
    let options = options().with_draft(Draft::Draft202012).should_validate_formats(true).offline();
    let found = options.prepare(&source).and_then(|prepared| prepared.unsatisfiable());
    // Beside the members there is only the reference to the first of them.
    let found = found.unwrap_or_default().into_iter().filter(|(at, _)| !at.is_empty());
    found
        .map(|(at, reason)| {
            let conflict = match reason {
                UnsatisfiableReason::Literal => Conflict::Literal,
                UnsatisfiableReason::Empty(cause) => Conflict::Between(vec![culprit(cause)]),
                UnsatisfiableReason::Conflict(causes) => {
                    Conflict::Between(causes.into_iter().map(culprit).collect())
                }
            };
            (place(&at), conflict)
        })
        .collect()
}
