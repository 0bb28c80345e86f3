//! The mock server: a thin shell over state.
//!
//! Owns the port: which document a request is for, the state of each, and the HTTP around it ([`serve`]).
//! The mock is a function ([`Mock::handle`]): everything that varies comes in as an argument or at [`Mock::new`].
//! Knows nothing of the rules of an API: `counterpart-state` answers.

mod cors;
mod document;
mod env;
mod log;
mod mock;
mod routes;
mod serve;

pub use document::{Document, Summary};
pub use log::LogEntry;
pub use mock::{Clock, Mock};
pub use routes::Clash;
pub use serve::serve;
