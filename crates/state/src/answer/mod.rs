//! What goes back: bodies and headers that fit the document.

mod apt;
mod conditional;
mod documented;
mod echo;
mod envelope;
mod fit;
mod forced;
mod headers;
mod link;
mod location;
mod problem;
mod refuse;
mod reply;
mod roles;
mod speak;
mod write;

use bytes::Bytes;
use counterpart_exchange::Violation;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::language::Kind;

pub(crate) use conditional::{Verdict, http_date, is_conditional, judge, modified, tag_of};
pub(crate) use documented::{Wish, documented};
pub(crate) use echo::{echoed, may_be};
pub(crate) use envelope::envelope;
pub(crate) use fit::completed;
pub(crate) use forced::forced;
pub(crate) use headers::Facts;
pub(crate) use link::links;
pub(crate) use refuse::{Refuse, refuse};
pub(crate) use reply::{Body, Chosen, Media, Reply};
pub(crate) use roles::may_count_the_page;
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
        Self::problem(&Refuse::new(Kind::Path, format!("there is no path `{path}`")), 404)
    }

    /// Answers a request whose body is too large to be held (RFC 9457).
    pub fn too_large(limit: usize) -> Self {
        let detail = format!("the body is larger than {limit} bytes");
        Self::problem(&Refuse::new(Kind::TooLarge, detail), 413)
    }

    /// Answers a request whose body broke off or is framed wrongly (RFC 9457).
    pub fn unreadable() -> Self {
        Self::problem(&Refuse::new(Kind::Invalid, "the body cannot be read to its end"), 400)
    }

    /// Answers a request at which the program failed: a fault of ours, not of the document or the caller (RFC 9457).
    pub fn failed() -> Self {
        Self::problem(&Refuse::new(Kind::Internal, "this is a fault of counterpart"), 500)
    }

    /// Leaves of an answer what tells a caller that it has it already (RFC 9110 §15.4.5).
    pub(crate) fn not_modified(mut self) -> Self {
        self.headers.remove(CONTENT_TYPE);
        self.headers.remove(CONTENT_LENGTH);
        Self { status: 304, body: Bytes::new(), ..self }
    }

    /// Makes an answer with a body and the headers that its response declares.
    pub(crate) fn of(facts: &Facts<'_>, reply: Option<&Reply>, body: Option<Body>) -> Self {
        let mut answer = Self::with(facts.status, body);
        if let Some(reply) = reply {
            reply.headers.fill(facts, &answer.body, &mut answer.headers);
        }
        answer
    }

    /// Makes an answer with a body that no response declares.
    pub(crate) fn with(status: u16, body: Option<Body>) -> Self {
        let mut answer = Self { status, ..Self::default() };
        if let Some(Body { media_type, bytes }) = body {
            answer.headers.insert(CONTENT_TYPE, media_type);
            answer.body = bytes;
        }
        answer
    }

    /// Sets a header; a value that no header can have is left out.
    pub(crate) fn set(&mut self, name: HeaderName, value: &str) {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
    }
}
