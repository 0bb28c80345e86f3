//! What a live server should remember, compared with what it answers.
//!
//! The model of a scenario starts knowing nothing, and asserts only of records that the scenario created itself, of what one response proves by itself, and of what a list and a read, or the pages of one list, say of each other: others may use the same server.
//! What should be remembered is what the state language says, declared or inferred, run by the interpreter that the mock runs ([`counterpart_state::Model`]); what that leaves open is not asserted.
//! A cause is told once: what is shown otherwise than it should be is taken over when it has been told.

mod breach;
mod compare;
mod echo;
mod facts;
mod filters;
mod found;
mod gone;
mod idempotent;
mod list;
mod mark;
mod observe;
mod once;
mod one;
mod order;
mod pages;
mod place;
mod remember;
mod roles;
mod texts;
mod totals;
mod twice;
mod views;
mod when;
mod whole;
mod windows;

pub use breach::{Breach, Law};
pub use observe::Model;
pub use roles::Roles;

#[cfg(test)]
mod tests;
