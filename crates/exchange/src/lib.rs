//! HTTP requests and responses as values: parameters, bodies, routing, conformance.
//!
//! Owns what the wire means: which operation a request is for ([`Router`]), what its parameters, body and credentials say once decoded and typed by the document ([`Contract::decode`]), and why it is refused ([`Refusal`]).
//! Judges the bytes that were sent, never a value that somebody meant to send.
//! Knows nothing of state, and opens no socket.

mod accept;
mod body;
mod contract;
mod media_range;
mod parameters;
mod refusal;
mod request;
mod routing;
mod security;
#[cfg(test)]
mod tests;
mod text;

pub use contract::{Contract, Decoded};
pub use media_range::MediaRange;
pub use refusal::{Refusal, Site, Violation};
pub use request::Request;
pub use routing::{Route, Router};
pub use security::Credentials;
