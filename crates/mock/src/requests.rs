//! The request log of a scope: the last requests, with what they got and why.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use counterpart_exchange::{Request, Site, Violation};
use counterpart_state::Answer;
use http::{HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;

use crate::lock::lock;
use crate::mask::Mask;
use crate::memory::{Held, Memory};
use crate::{Capacity, LoggedOperation, LoggedRequest, LoggedViolation};

/// Longer bodies are cut: a log is read by people.
const MAX_BODY: usize = 64 * 1024;
/// What an entry takes besides its texts.
const OVERHEAD: usize = 512;

/// A request as it is kept: shown only when it is asked for.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) id: u64,
    pub(crate) at: Timestamp,
    /// Method, path and query; the rest is beside it.
    pub(crate) request: Request,
    headers: Packed,
    body: Bytes,
    pub(crate) status: u16,
    answer_headers: Packed,
    answer_body: Bytes,
    took: Duration,
    pub(crate) reason: Option<String>,
    violations: Vec<Violation>,
    weight: usize,
}

/// The log.
#[derive(Debug)]
pub(crate) struct Requests {
    capacity: Capacity,
    ring: Mutex<Ring>,
}

#[derive(Debug)]
struct Ring {
    kept: VecDeque<Arc<Kept>>,
    last: u64,
    bytes: usize,
    held: Held,
}

impl Requests {
    pub(crate) fn new(capacity: Capacity, memory: &Arc<Memory>) -> Self {
        let ring = Ring { kept: VecDeque::new(), last: 0, bytes: 0, held: memory.share() };
        Self { capacity, ring: Mutex::new(ring) }
    }

    /// Notes a request and its answer; the oldest make room.
    pub(crate) fn note(&self, request: Request, answer: &Answer, at: Timestamp, took: Duration) {
        let Request { method, path, query, headers, body } = request;
        let mut kept = Kept {
            id: 0,
            at,
            headers: Packed::of(&headers),
            // A slice would keep alive what else the connection read.
            body: Bytes::copy_from_slice(&body[..body.len().min(MAX_BODY)]),
            status: answer.status,
            answer_headers: Packed::of(&answer.headers),
            answer_body: cut(&answer.body),
            took,
            reason: answer.reason.clone(),
            violations: answer.violations.clone(),
            weight: OVERHEAD + path.len() + query.len(),
            request: Request { method, path, query, ..Request::default() },
        };
        kept.weight += kept.body.len() + kept.answer_body.len();
        kept.weight += kept.headers.0.len() + kept.answer_headers.0.len();
        let mut ring = lock(&self.ring);
        ring.last += 1;
        kept.id = ring.last;
        ring.bytes += kept.weight;
        ring.kept.push_back(Arc::new(kept));
        let Capacity { log_entries, log_bytes, .. } = self.capacity;
        while ring.kept.len() > log_entries || ring.bytes > log_bytes || !ring.hold() {
            let Some(oldest) = ring.kept.pop_front() else { break };
            ring.bytes -= oldest.weight;
        }
    }

    /// Gives all, the newest last.
    pub(crate) fn all(&self) -> Vec<Arc<Kept>> {
        lock(&self.ring).kept.iter().cloned().collect()
    }

    /// Gives how many bytes it takes.
    pub(crate) fn holds(&self) -> usize {
        lock(&self.ring).bytes
    }

    /// Forgets all; numbers go on.
    pub(crate) fn clear(&self) {
        let mut ring = lock(&self.ring);
        ring.kept.clear();
        ring.bytes = 0;
        ring.hold();
    }
}

impl Ring {
    /// Takes as much of the memory as it needs; tells whether there was enough.
    fn hold(&mut self) -> bool {
        self.held.resize(self.bytes).is_ok()
    }
}

impl Kept {
    /// Shows it, without the credentials.
    pub(crate) fn shown(
        &self,
        mask: &Mask,
        scope: Option<&str>,
        operation: Option<LoggedOperation>,
    ) -> LoggedRequest {
        // A message may quote the value that is wrong, which may be the key.
        let told = |violation: &Violation| match &violation.site {
            Site::Parameter(_, name) if mask.hides(name) => LoggedViolation {
                message: violation.unquoted(),
                ..LoggedViolation::from(violation)
            },
            _ => LoggedViolation::from(violation),
        };
        LoggedRequest {
            id: self.id,
            at: self.at,
            method: self.request.method.to_string(),
            path: self.request.path.clone(),
            query: mask.query(&self.request.query),
            headers: mask.headers(self.headers.pairs()),
            body: String::from_utf8_lossy(&self.body).into_owned(),
            scope: scope.map(str::to_owned),
            operation,
            status: self.status,
            answer_headers: mask.headers(self.answer_headers.pairs()),
            answer_body: String::from_utf8_lossy(&self.answer_body).into_owned(),
            milliseconds: self.took.as_secs_f64() * 1000.0,
            reason: self.reason.clone(),
            violations: self.violations.iter().map(told).collect(),
        }
    }
}

/// Cuts a body; what is kept of a large one is a copy, so that the rest is not kept alive.
fn cut(body: &Bytes) -> Bytes {
    if body.len() > MAX_BODY { Bytes::copy_from_slice(&body[..MAX_BODY]) } else { body.clone() }
}

/// Headers in one piece of memory of their own: `name: value` in lines, as HTTP writes them.
#[derive(Debug)]
struct Packed(Vec<u8>);

impl Packed {
    fn of(headers: &HeaderMap) -> Self {
        let size = |(name, value): (&HeaderName, &HeaderValue)| name.as_str().len() + value.len();
        let mut packed = Vec::with_capacity(headers.iter().map(|pair| size(pair) + 3).sum());
        for (name, value) in headers {
            packed.extend_from_slice(name.as_str().as_bytes());
            packed.extend_from_slice(b": ");
            packed.extend_from_slice(value.as_bytes());
            packed.push(b'\n');
        }
        Self(packed)
    }

    fn pairs(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        // A name has no colon, and a value no line break (RFC 9110 §5).
        self.0.split(|byte| *byte == b'\n').filter_map(|line| {
            let colon = line.iter().position(|byte| *byte == b':')?;
            let value = line.get(colon + 2..)?;
            Some((String::from_utf8_lossy(&line[..colon]), String::from_utf8_lossy(value)))
        })
    }
}
