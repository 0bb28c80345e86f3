//! Which parts of a schema exclude each other, as the algebra tells.

use std::collections::BTreeMap;

use counterpart_spec::Pointer;
use jsonschema::Draft;
use jsonschema::canonical::{Cause, UnsatisfiableReason, options};

use crate::algebra::meaning::softened;
use crate::bundle::bundle;
use crate::direction::Direction;
use crate::schema::Schema;

/// How many tokens lead to a member of a bundle: `/$defs/0`.
const MEMBER_DEPTH: usize = 2;

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
    let bundle = bundle(schema.schemas().home(), schema.pointer(), direction).apart();
    if bundle.is_tangled() {
        return BTreeMap::new();
    }
    let place = |inside: &str| bundle.place(&Pointer::parse(inside).unwrap_or_default());
    let culprit =
        |cause: Cause| Culprit { pointer: place(&cause.pointer), keywords: cause.keywords };
    let source = softened(&bundle.schema);
    let options = options().with_draft(Draft::Draft202012).should_validate_formats(true).offline();
    let found = options.prepare(&source).and_then(|prepared| prepared.unsatisfiable());
    // Beside the members there is only the reference to the first of them.
    let found = found.unwrap_or_default().into_iter().filter(|(at, _)| !at.is_empty());
    let mut conflicts = BTreeMap::new();
    for (at, reason) in found {
        let conflict = match reason {
            UnsatisfiableReason::Literal => Conflict::Literal,
            UnsatisfiableReason::Empty(cause) => Conflict::Between(vec![culprit(cause)]),
            UnsatisfiableReason::Conflict(causes) => {
                Conflict::Between(causes.into_iter().map(culprit).collect())
            }
        };
        // An alternative that became a member says more there than where it is only referred to.
        let place = place(&at);
        if bundle.members.contains(&place) && at.matches('/').count() > MEMBER_DEPTH {
            conflicts.entry(place).or_insert(conflict);
        } else {
            conflicts.insert(place, conflict);
        }
    }
    conflicts
}
