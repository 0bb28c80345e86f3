//! A scenario: a few calls that need nothing but each other.
//!
//! What a later call needs of an earlier one is bound, not stored: a scenario that is run again makes its own records, with ids of its own.

use bytes::Bytes;
use counterpart_exchange::{Decoded, MediaRange, RuntimeExpression};
use counterpart_spec::{Location, Pointer};
use counterpart_state::{Naming, Role};
use http::{HeaderName, HeaderValue};

use crate::{Meaning, Roles};

/// A few calls, in order; those of one scenario are sent one after the other.
#[derive(Debug, Clone, Default)]
pub struct Scenario {
    /// The calls.
    pub steps: Vec<Step>,
}

/// One call, as it is planned.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The operation, by its index in [`Spec::operations`](counterpart_spec::Spec::operations).
    pub operation: usize,
    /// What it says, but for what is bound; credentials are left to the run.
    pub values: Decoded,
    /// The media type of the body, where there is one.
    pub media_type: Option<MediaRange>,
    /// What it takes from earlier calls.
    pub binds: Vec<Bind>,
    /// What is done to the request once it is written.
    pub edits: Vec<Edit>,
    /// Whose credentials it shows.
    pub shown: Shown,
    /// What it is sent for.
    pub meaning: Meaning,
}

/// One value that a call takes from an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bind {
    /// Where it goes.
    pub slot: Slot,
    /// The earlier call, by its place in the scenario.
    pub step: usize,
    /// What is taken from it.
    pub source: Source,
}

/// A place in the values of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slot {
    /// A parameter, by its location and key.
    Parameter(Location, String),
    /// A part of the body.
    Body(Pointer),
}

/// What is taken from a finished call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// What a runtime expression finds (OpenAPI "Runtime Expressions").
    Expression(RuntimeExpression),
    /// The path parameter of the operation that the `Location` of the response leads to.
    Located(String),
}

/// A change of a request that is written already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Sends it by another method.
    Method(String),
    /// Sets a header.
    Header(HeaderName, HeaderValue),
    /// Leaves a header out.
    WithoutHeader(HeaderName),
    /// Sends other bytes as the body.
    Body(Bytes),
    /// Adds to the query string, as it is.
    Query(String),
}

/// Whose credentials a call shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Shown {
    /// Those of the run.
    #[default]
    Own,
    /// None.
    None,
    /// Some that nobody was given.
    Garbage,
    /// Those of the second identity.
    Other,
}

impl From<&Naming> for Slot {
    fn from(naming: &Naming) -> Self {
        match &naming.place {
            Ok((location, name)) => Self::Parameter(*location, name.clone()),
            Err(pointer) => Self::Body(pointer.clone()),
        }
    }
}

impl Step {
    /// Plans a call that says what values say.
    pub fn new(operation: usize, values: Decoded, media_type: Option<MediaRange>) -> Self {
        Self {
            operation,
            values,
            media_type,
            binds: Vec::new(),
            edits: Vec::new(),
            shown: Shown::Own,
            meaning: Meaning::Lead,
        }
    }

    /// Tells whether it names a record that no earlier call made or found: it may be there, or not.
    pub(crate) fn may_miss(&self, roles: &Roles) -> bool {
        let is_bound = |slot: &Slot| self.binds.iter().any(|bind| bind.slot == *slot);
        let role = roles.role(self.operation);
        role.is_some_and(|role| names(role).any(|slot| !is_bound(&slot)))
    }
}

/// Lists what of a request names records.
pub(crate) fn names(role: &Role) -> impl Iterator<Item = Slot> {
    role.names.iter().chain(&role.key).map(Slot::from)
}
