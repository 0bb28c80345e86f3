//! What an API remembers: resources, behaviours, and the pure step from request to answer.
//!
//! Owns the state language of `docs/state.md` ([`Program`] compiles it), the store ([`State`]) and [`Program::step`], which maps a state and a request to changes and an [`Answer`].
//! Time, randomness and identifiers come in as an [`Env`]; nothing here reads a clock, and no request changes a state by itself: the caller applies the changes.
//! Knows no vendor: all behaviour comes from the document.

mod answer;
mod expression;
mod inference;
mod language;
mod program;
mod store;

pub use answer::Answer;
pub use expression::Env;
pub use inference::{Inference, Note};
pub use language::{Verb, meant, nearest};
pub use program::{
    Adopted, Done, Dropped, Event, Expected, Handle, Memory, Model, Naming, Outcome, Outside,
    Paging, Place, Prediction, Program, Reach, ResourceSummary, Role, Seen, Showing, Write,
    Written,
};
pub use store::{Change, State};
