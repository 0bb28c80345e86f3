//! JSON Schema: linked validators, and the shape that a schema means.
//!
//! Owns the understanding of schemas: whether a value fits ([`Schema::is_valid`]), why not ([`Schema::violations`]), what a schema declares ([`Schema::properties`] and its neighbours), and what it means once merged and decided ([`Schema::shape`]).
//! Assumes JSON Schema 2020-12 at every pointer: older dialects are lowered before a document comes here.
//! Refuses to fetch anything, to fail a document for one broken schema, and to inline references: a schema is a pointer into the document, compiled once, whoever refers to it.

mod algebra;
mod bundle;
mod check;
mod contradiction;
mod date;
mod dialect;
mod direction;
mod error;
mod fault;
mod formats;
mod keywords;
mod lookaround;
mod navigate;
mod outline;
mod parts;
mod pattern;
mod reading;
mod rewrite;
mod schema;
mod schemas;
mod shape;
mod tags;
mod types;
mod validator;
mod violation;

pub use check::Check;
pub use contradiction::Contradiction;
pub use date::DateFormat;
pub use direction::Direction;
pub use error::SchemaError;
pub use fault::{Fault, FaultKind};
pub use navigate::Additional;
pub use outline::{Outline, Outlines, Rest};
pub use parts::{Follow, Part};
pub use schema::Schema;
pub use schemas::Schemas;
pub use shape::{
    ArrayShape, Bound, Contains, Entry, Hints, INFINITE, Id, IntegerShape, Kind, NumberShape,
    ObjectShape, Pattern, Shape, TextShape,
};
pub use types::{Type, Types};
pub use violation::Violation;
