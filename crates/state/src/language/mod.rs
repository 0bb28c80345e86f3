//! The state language as typed data: what `x-state` and `x-refusals` say once they are read.

mod annotations;
mod check;
mod filter;
mod grammar;
mod names;
mod operation;
mod refusals;
mod resource;

pub(crate) use check::{Extensions, read, said};
pub(crate) use filter::{Filter, Test};
pub use names::{meant, nearest};
pub use operation::Verb;
pub(crate) use operation::{Clauses, Guard, Operation, Page, Shows, VERBS};
pub(crate) use refusals::{Kind, Refusals};
pub(crate) use resource::{Resource, Seeds};
