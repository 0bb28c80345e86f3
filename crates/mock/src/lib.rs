//! The mock server: a thin shell over state.
//!
//! Owns the port: which document a request is for, the state of each, and the HTTP around it ([`serve`]).
//! The mock is a function ([`Service::handle`]): everything that varies comes in as an argument or at [`Service::new`].
//! Knows nothing of the rules of an API: `counterpart-state` answers.

mod acceptor;
mod conditions;
mod cors;
mod dispatch;
mod document;
mod edges;
mod env;
mod limits;
mod log;
mod problem;
mod routes;
mod serve;
mod service;
#[cfg(feature = "tls")]
mod tls;

pub use acceptor::{Acceptor, Plain};
pub use conditions::{
    Conditions, Fault, FaultKind, Latency, RateLimit, Rule, UnknownTarget, check_conditions,
};
pub use document::{Document, Summary};
pub use limits::Limits;
pub use log::LogEntry;
pub use routes::Clash;
pub use serve::serve;
pub use service::{Clock, Service};
#[cfg(feature = "tls")]
pub use tls::{Tls, TlsError};
