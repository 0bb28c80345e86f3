//! The request log of a scope: the last requests, with what they got and why.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use counterpart_exchange::{Request, Secrets, Site, Violation};
use counterpart_state::Answer;
use http::{HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;

use crate::lock::lock;
use crate::memory::{Held, Memory};
use crate::{Capacity, LoggedOperation, LoggedRequest, LoggedViolation};

/// Longer bodies are cut: a log is read by people.
const MAX_BODY: usize = 64 * 1024;
/// Longer reasons, messages and pointers are cut, in bytes: they quote what was sent.
const MAX_TEXT: usize = 4 * 1024;
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
    violations: Vec<KeptViolation>,
    weight: usize,
}

/// A violation as it is kept, with its texts cut.
#[derive(Debug)]
struct KeptViolation {
    /// The name of the parameter that it is about, if it is about one.
    parameter: Option<String>,
    /// The message without the value.
    unquoted: String,
    shown: LoggedViolation,
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
            reason: answer.reason.as_deref().map(clipped),
            violations: answer.violations.iter().map(KeptViolation::of).collect(),
            weight: OVERHEAD + path.len() + query.len() + method.as_str().len(),
            request: Request { method, path, query, ..Request::default() },
        };
        kept.weight += kept.body.len() + kept.answer_body.len();
        kept.weight += kept.headers.0.len() + kept.answer_headers.0.len();
        kept.weight += kept.reason.as_ref().map_or(0, String::len);
        kept.weight += kept.violations.iter().map(KeptViolation::weight).sum::<usize>();
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
        secrets: &Secrets,
        scope: Option<&str>,
        operation: Option<LoggedOperation>,
    ) -> LoggedRequest {
        // A message may quote the value that is wrong, which may be the key.
        let told = |KeptViolation { parameter, unquoted, shown }: &KeptViolation| {
            let mut shown = shown.clone();
            if parameter.as_ref().is_some_and(|name| secrets.hides(name)) {
                shown.message.clone_from(unquoted);
            }
            shown
        };
        LoggedRequest {
            id: self.id,
            at: self.at,
            method: self.request.method.to_string(),
            path: self.request.path.clone(),
            query: secrets.query(&self.request.query),
            headers: headers(secrets, self.headers.pairs()),
            body: String::from_utf8_lossy(&self.body).into_owned(),
            scope: scope.map(str::to_owned),
            operation,
            status: self.status,
            answer_headers: headers(secrets, self.answer_headers.pairs()),
            answer_body: String::from_utf8_lossy(&self.answer_body).into_owned(),
            milliseconds: self.took.as_secs_f64() * 1000.0,
            reason: self.reason.clone(),
            violations: self.violations.iter().map(told).collect(),
        }
    }
}

/// Shows headers by name, several values of one joined by commas.
fn headers<'h>(
    secrets: &Secrets,
    headers: impl Iterator<Item = (Cow<'h, str>, Cow<'h, str>)>,
) -> BTreeMap<String, String> {
    let mut shown = BTreeMap::new();
    for (name, value) in headers {
        let value = if secrets.hides_header(&name) { Secrets::MASK } else { &value };
        shown
            .entry(name.into_owned())
            .and_modify(|known: &mut String| *known = format!("{known}, {value}"))
            .or_insert_with(|| value.to_owned());
    }
    shown
}

impl KeptViolation {
    fn of(violation: &Violation) -> Self {
        let LoggedViolation { part, pointer, keyword, message } = LoggedViolation::from(violation);
        let [part, pointer, keyword, message] =
            [part, pointer, keyword, message].map(|text| clipped(&text));
        let parameter = match &violation.site {
            Site::Parameter(_, name) => Some(name.clone()),
            _ => None,
        };
        let unquoted = clipped(&violation.unquoted());
        Self { parameter, unquoted, shown: LoggedViolation { part, pointer, keyword, message } }
    }

    fn weight(&self) -> usize {
        let Self { parameter, unquoted, shown } = self;
        let LoggedViolation { part, pointer, keyword, message } = shown;
        let texts = [unquoted, part, pointer, keyword, message].into_iter().chain(parameter);
        size_of::<Self>() + texts.map(String::len).sum::<usize>()
    }
}

/// Cuts a text that is longer than one that is read.
fn clipped(text: &str) -> String {
    if text.len() <= MAX_TEXT {
        return text.to_owned();
    }
    format!("{}…", &text[..text.floor_char_boundary(MAX_TEXT)])
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

#[cfg(test)]
mod tests {
    use counterpart_spec::Pointer;

    use super::*;

    #[test]
    fn what_is_told_of_a_request_counts_and_is_cut() {
        let memory = Memory::new(1_000_000);
        let requests = Requests::new(Capacity::default(), &memory);
        let long = "é".repeat(100_000);
        let violation = Violation {
            site: Site::Body,
            pointer: Pointer::root().join(&long),
            keyword: "additionalProperties".to_owned(),
            schema: None,
            property: Some(long.clone()),
            message: long.clone(),
        };
        let answer =
            Answer { reason: Some(long), violations: vec![violation; 10], ..Answer::default() };
        requests.note(Request::default(), &answer, Timestamp::UNIX_EPOCH, Duration::ZERO);
        let kept = requests.all();
        assert!(kept[0].reason.as_ref().is_some_and(|reason| reason.len() < MAX_TEXT + 4));
        let shown = &kept[0].violations[9].shown;
        assert!(shown.pointer.len() < MAX_TEXT + 4 && shown.message.ends_with('…'));
        let texts = MAX_TEXT * (1 + 10 * 3);
        assert!((texts..2 * texts).contains(&requests.holds()), "{}", requests.holds());
    }
}
