//! A mock inside a program, as for its tests: [`Mock`] says what is served, [`Server`] serves it until it is dropped.
//!
//! A server has a port, a thread and a state of its own, so tests that run at the same time do not meet.

mod around;
mod builder;
mod scope;
mod server;

pub use builder::{Mock, StartError};
pub use scope::{Refused, ScopeHandle};
pub use server::Server;
