//! HTTP requests and responses as values: parameters, bodies, routing, conformance.
//!
//! Owns what the wire means: which operation a request is for ([`Router`]), what its parameters, body and credentials say once decoded and typed by the document ([`Contract::decode`]), why it is refused ([`Refusal`]), how a request that says the same is written ([`Contract::encode`]), and whether a response is one that the document declares ([`Contract::judge`]).
//! Judges the bytes that were sent, never a value that somebody meant to send.
//! Knows nothing of state, and opens no socket.

mod base64;
mod body;
mod conformance;
mod contract;
mod encode;
mod escape;
mod forms;
mod media_range;
mod negotiate;
mod parameters;
mod prefer;
mod refusal;
mod request;
mod respond;
mod response;
mod routing;
mod runtime_expression;
mod secrets;
mod security;
#[cfg(test)]
mod tests;
mod texts;

pub use base64::base64;
pub use body::is_of_items;
pub use contract::{Contract, Decoded, Which};
pub use encode::Unencodable;
pub use escape::{escaped, unescaped, unescaped_form};
pub use media_range::MediaRange;
pub use negotiate::{answered, narrowed, negotiate, preferred};
pub use prefer::Prefer;
pub use refusal::{Refusal, Site, Violation};
pub use request::Request;
pub use response::Response;
pub use routing::{Route, Router};
pub use runtime_expression::{
    Absent, Exchange, ExpressionTemplate, NoExpression, RuntimeExpression, Source,
};
pub use secrets::Secrets;
pub use security::Credentials;
