//! The set algebra of schemas, and its lowering to a shape.
//!
//! The only folder that touches `jsonschema::canonical`, which is experimental: it merges `allOf`, decides overlapping `oneOf`, folds conditions, and proves what nothing fits.
//! Assumes a bundled schema.
//! What the algebra cannot decide stays in the shape as [`Kind::Hard`](crate::Kind::Hard), with a [`Check`](crate::Check) that can.

mod conflict;
mod leaf;
mod lower;
mod meaning;
mod meet;

pub(crate) use conflict::{Conflict, Culprit, conflicts};
pub(crate) use lower::lower;
