//! What is told of each request.

use std::fmt;

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

/// Shows `GET /a?b=c 404: there is no …`.
impl fmt::Display for LogEntry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { request, answer } = self;
        // The path and the query are sent as text without control characters; a reason may quote what they decode to.
        write!(f, "{} {}", request.method, request.path)?;
        if !request.query.is_empty() {
            write!(f, "?{}", request.query)?;
        }
        write!(f, " {}", answer.status)?;
        let Some(reason) = &answer.reason else { return Ok(()) };
        f.write_str(": ")?;
        for c in reason.chars() {
            if c.is_control() { write!(f, "{}", c.escape_default())? } else { write!(f, "{c}")? }
        }
        Ok(())
    }
}
