//! What a server bears from its clients: before it ends a request or a connection, and of what it remembers for them.

use std::time::Duration;

/// Bounds of connections and requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Connections at one time; further ones wait to be accepted.
    pub connections: usize,
    /// How long a client may take from one request to the end of the next one's headers; an idle connection is closed after it.
    pub header_time: Duration,
    /// Header fields of a request; more are refused with 431.
    pub headers: usize,
    /// Bytes of a request's line and headers; more are refused with 431.
    pub header_bytes: usize,
    /// How long a body may take; slower ones are refused with 408.
    pub body_time: Duration,
    /// Bytes of a body; larger ones are refused with 413, as a mock holds what it is sent in memory.
    pub body_bytes: usize,
    /// How long a client may take nothing of an answer; then its connection is closed.
    pub stall_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            header_time: Duration::from_secs(30),
            headers: 100,
            header_bytes: 64 * 1024,
            body_time: Duration::from_secs(30),
            body_bytes: 16 * 1024 * 1024,
            stall_time: Duration::from_secs(30),
        }
    }
}

/// Bounds of what is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capacity {
    /// About how many bytes of what callers wrote are held, over all scopes: records, saved states, request logs. Beyond it scopes are dropped that were not used for the longest time, then writes are refused with 507.
    pub memory: usize,
    /// Scopes with a name; beyond it the one is dropped that was not used for the longest time.
    pub scopes: usize,
    /// Requests in the log of a scope; the oldest are forgotten.
    pub log_entries: usize,
    /// Bytes of the log of a scope; the oldest requests are forgotten.
    pub log_bytes: usize,
}

impl Default for Capacity {
    fn default() -> Self {
        Self {
            memory: 512 * 1024 * 1024,
            scopes: 1000,
            log_entries: 1000,
            log_bytes: 16 * 1024 * 1024,
        }
    }
}
