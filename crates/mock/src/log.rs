//! What is told of each request.

use std::fmt;

/// One request and how it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// The method.
    pub method: String,
    /// The path and query, as sent.
    pub target: String,
    /// The status of the answer.
    pub status: u16,
    /// Why it was refused.
    pub reason: Option<String>,
}

/// Shows `GET /a?b=c 404: there is no …`.
impl fmt::Display for LogEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.method, self.target, self.status)?;
        self.reason.iter().try_for_each(|reason| write!(f, ": {reason}"))
    }
}
