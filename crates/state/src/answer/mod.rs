//! What goes back: bodies that fit the document.

mod envelope;
mod fit;
mod generated;
mod refuse;
mod write;

use bytes::Bytes;
use counterpart_exchange::Violation;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::language::Kind;

pub(crate) use envelope::envelope;
pub(crate) use fit::completed;
pub(crate) use generated::{example, generated};
pub(crate) use refuse::{Refuse, refuse};
pub(crate) use write::{HIDDEN, typed, written};

/// A response, and for the log the reason if it is a refusal.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// Why the request was refused, in one sentence.
    pub reason: Option<String>,
    /// What the request breaks, where that is why it was refused.
    pub violations: Vec<Violation>,
}

impl Answer {
    /// Answers a request that no document knows (RFC 9457).
    pub fn nowhere(path: &str) -> Self {
        refuse::problem(&Refuse::new(Kind::Path, format!("there is no path `{path}`")), 404)
    }

    /// Answers a request whose body is too large to be held (RFC 9457).
    pub fn too_large(limit: usize) -> Self {
        refuse::problem(
            &Refuse::new(Kind::TooLarge, format!("the body is larger than {limit} bytes")),
            413,
        )
    }

    /// Answers a request whose body broke off or is framed wrongly (RFC 9457).
    pub fn unreadable() -> Self {
        refuse::problem(&Refuse::new(Kind::Invalid, "the body cannot be read to its end"), 400)
    }

    /// Answers a request at which the program failed: a fault of ours, not of the document or the caller (RFC 9457).
    pub fn failed() -> Self {
        refuse::problem(&Refuse::new(Kind::Internal, "this is a fault of counterpart"), 500)
    }

    /// Makes an answer with a body.
    pub(crate) fn with_body(status: u16, media_type: &str, body: impl Into<Bytes>) -> Self {
        let mut answer = Self { status, body: body.into(), ..Self::default() };
        answer.set(CONTENT_TYPE, media_type);
        answer
    }

    /// Sets a header; a value that no header can have is left out.
    pub(crate) fn set(&mut self, name: HeaderName, value: &str) {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
    }
}
