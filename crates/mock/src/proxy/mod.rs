//! A real server behind the mock: both sides are held to the document on the way through.
//!
//! Owns what a proxy owes to HTTP (RFC 9110 §7.6.1), the judgement of requests and responses, and how it is told: in the header `sl-violations`, in the form that Prism gave it, and in the log without the values that broke a rule.
//! Assumes that the answers of the mock are there for what the server has not built yet (501).

mod breach;
mod forward;

pub(crate) use breach::Breach;
pub use forward::Proxy;
pub(crate) use forward::{Forwarded, tell};
