//! What is told of each request: enough to see what went wrong, nothing that a client may have meant to keep.

use std::fmt::{self, Write};

use counterpart_exchange::Request;
use counterpart_state::Answer;

/// One request and how it ended.
#[derive(Debug, Clone, Copy)]
pub struct LogEntry<'e> {
    /// The request as the client sent it.
    pub request: &'e Request,
    /// The answer.
    pub answer: &'e Answer,
}

/// Shows `GET /a?limit 400: query parameter limit breaks maximum`: of the query the names only, since values may be keys; control characters escaped, since a reason may quote what a client sent.
impl fmt::Display for LogEntry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { request, answer } = self;
        write!(f, "{} {}", request.method, request.path)?;
        for (at, pair) in request.query.split('&').filter(|pair| !pair.is_empty()).enumerate() {
            f.write_char(if at == 0 { '?' } else { '&' })?;
            f.write_str(pair.split_once('=').map_or(pair, |(name, _)| name))?;
        }
        write!(f, " {}", answer.status)?;
        let Some(reason) = &answer.reason else { return Ok(()) };
        f.write_str(": ")?;
        reason.chars().try_for_each(|c| match c {
            c if c.is_control() => write!(f, "{}", c.escape_default()),
            c => f.write_char(c),
        })
    }
}
