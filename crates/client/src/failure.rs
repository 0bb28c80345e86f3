//! Why there is no response.

use std::error::Error;
use std::io;
use std::time::Duration;

/// Why a request has no response.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The path or the query has signs that no request line can have (RFC 9112 §3.2).
    #[error("`{0}` cannot stand in a request line")]
    Target(String),
    /// No connection came about; nothing was sent.
    #[error("there is no connection to `{authority}`: {reason}")]
    Connect {
        /// The host and the port.
        authority: String,
        /// Why not.
        reason: String,
    },
    /// The connection broke before the response was whole, or what came is no HTTP.
    #[error("`{authority}` gave no whole response: {reason}")]
    Broken {
        /// The host and the port.
        authority: String,
        /// What was wrong.
        reason: String,
    },
    /// The response took too long.
    #[error("there was no whole response within {0:?}")]
    Timeout(Duration),
    /// The body, as it came or once decompressed, is larger than the limit in bytes.
    #[error("the body of the response is larger than {0} bytes")]
    TooLarge(usize),
    /// The body is not compressed as its `Content-Encoding` says, or in a way that is not read.
    #[error("the body of the response is not encoded as `{0}`")]
    Encoding(String),
}

/// Gives the innermost reason: the outer ones only say that there is one.
pub(crate) fn reason(error: &(dyn Error + 'static)) -> String {
    let mut innermost = error;
    while let Some(inner) = inner(innermost) {
        innermost = inner;
    }
    match innermost.downcast_ref() {
        Some(rustls::Error::InvalidMessage(_)) => {
            "what it speaks is not TLS: its address may begin with `http://`".to_owned()
        }
        _ => innermost.to_string(),
    }
}

/// Gives what an error is about; of those of input and output, `source` leaves one out.
fn inner<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e (dyn Error + 'static)> {
    let wrapped = error.downcast_ref().and_then(io::Error::get_ref);
    wrapped.map(|wrapped| wrapped as &(dyn Error + 'static)).or_else(|| error.source())
}
