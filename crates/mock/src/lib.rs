//! The mock server: a thin shell over state.
//!
//! Owns the port: which document a request is for, the state of each, and the HTTP around it ([`serve`]).
//! The mock is a function ([`Service::handle`]): everything that varies comes in as an argument or at [`Service::new`].
//! Knows nothing of the rules of an API: `counterpart-state` answers.

mod acceptor;
mod access;
mod catalog;
mod clock;
mod conditions;
mod control;
mod cors;
mod edges;
mod env;
mod exchange;
mod force;
mod forced;
mod front;
mod library;
mod limits;
mod live;
mod lock;
mod log;
mod logged;
mod memory;
mod outgoing;
mod outside;
mod problem;
mod proxy;
mod reason;
mod requests;
mod routes;
mod scope;
mod scopes;
mod serve;
mod service;
mod stall;
mod summary;
#[cfg(feature = "tls")]
mod tls;

pub use acceptor::{Acceptor, Plain};
pub use access::{Access, Control};
pub use clock::Clock;
pub use conditions::{
    Conditions, Fault, FaultKind, Latency, RateLimit, Rule, UnknownTarget, check_conditions,
    duration,
};
pub use force::Force;
pub use front::{Front, Reset};
pub use library::{Mock, Refused, ScopeHandle, Server, StartError};
pub use limits::{Capacity, Limits};
pub use log::LogEntry;
pub use logged::{LoggedOperation, LoggedRequest, LoggedViolation};
pub use outgoing::{NoWebhook, Outgoing, OutgoingSettings, WebhookTarget};
pub use proxy::Proxy;
pub use routes::Clash;
pub use serve::serve;
pub use service::Service;
pub use summary::Summary;
#[cfg(feature = "tls")]
pub use tls::{Tls, TlsError};
