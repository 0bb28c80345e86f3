//! Documents served without a socket, every answer held to its document.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use bytes::Bytes;
use counterpart_exchange::{Contract, Request, Response, Route, Router};
use counterpart_generate::Seed;
use counterpart_mock::{Capacity, Clock, Service};
use counterpart_schema::{Outlines, Schemas};
use counterpart_spec::Spec;
use counterpart_state::Program;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::read;

/// A mock, and the documents to judge it by.
pub(crate) struct Served {
    mock: Service,
    /// Seconds that the clock was put forward.
    late: Arc<AtomicI64>,
    judges: Vec<Judge>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: http::HeaderMap,
    /// The body as it was written.
    pub(crate) text: String,
    /// The body as JSON; `null` when it is empty, a string when it is text.
    pub(crate) body: Value,
}

struct Judge {
    spec: Arc<Spec>,
    schemas: Schemas,
    router: Router,
}

impl Served {
    /// Serves documents of the project at seed 1, with the clock standing at 2025-01-15T10:00:00Z.
    pub(crate) fn new(documents: &[&str]) -> Self {
        Self::with(documents, 1, "2025-01-15T10:00:00Z")
    }

    pub(crate) fn with(documents: &[&str], seed: u64, clock: &str) -> Self {
        Self::of(documents.iter().map(|path| ((*path).to_owned(), read(path))), seed, clock)
    }

    /// Serves one document given as text.
    pub(crate) fn text(document: &str) -> Self {
        Self::texts(&[document.to_owned()])
    }

    /// Serves documents given as text.
    pub(crate) fn texts(documents: &[String]) -> Self {
        let named = documents.iter().map(|text| ("document.yaml".to_owned(), text.clone()));
        Self::of(named, 1, "2025-01-15T10:00:00Z")
    }

    fn of(documents: impl Iterator<Item = (String, String)>, seed: u64, clock: &str) -> Self {
        let (mut judges, mut served) = (Vec::new(), Vec::new());
        for (name, text) in documents {
            let load = || counterpart_spec::load(&name, text.clone().into_bytes()).unwrap();
            let (program, diagnostics) = Program::compile(load().spec, Seed(seed));
            let diagnostics: Vec<_> = diagnostics.iter().map(ToString::to_string).collect();
            assert_eq!(diagnostics, [""; 0]);
            served.push(program);
            judges.push(Judge::new(load().spec));
        }
        let start: Timestamp = clock.parse().unwrap();
        let late = Arc::new(AtomicI64::new(0));
        let clock = {
            let late = Arc::clone(&late);
            move || start + SignedDuration::from_secs(late.load(Ordering::Relaxed))
        };
        let mock = Service::new(served, Clock::new(clock), Capacity::default(), |_| ()).unwrap();
        Self { mock, late, judges }
    }

    /// Puts the clock forward.
    pub(crate) fn wait(&self, seconds: i64) {
        self.late.fetch_add(seconds, Ordering::Relaxed);
    }

    pub(crate) fn mock(&self) -> &Service {
        &self.mock
    }

    /// Sends a request written as HTTP, and holds the answer to the document.
    #[track_caller]
    pub(crate) fn send(&self, text: &str) -> Reply {
        let request = request(text);
        let answer = self.mock.handle(&request);
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        let body = match serde_json::from_str(&text) {
            Ok(body) => body,
            Err(_) if text.is_empty() => Value::Null,
            Err(_) => Value::String(text.clone()),
        };
        let reply = Reply { status: answer.status, headers: answer.headers, text, body };
        for judge in &self.judges {
            judge.hold(&request, &reply, answer.body.clone());
        }
        reply
    }

    /// Sends a request and expects 200.
    #[track_caller]
    pub(crate) fn ok(&self, text: &str) -> Value {
        let reply = self.send(text);
        assert_eq!(reply.status, 200, "{text}\n{}", reply.text);
        reply.body
    }
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

impl Judge {
    fn new(spec: Spec) -> Self {
        let schemas = Schemas::new(Arc::clone(&spec.document.value));
        let router = Router::new(&spec).0;
        Self { spec: Arc::new(spec), schemas, router }
    }

    /// Fails when an operation of this document answered what the document does not declare; what is not declared at all is a problem with its details, or says nothing.
    #[track_caller]
    fn hold(&self, request: &Request, reply: &Reply, bytes: Bytes) {
        let Some(path) = request.path.strip_prefix(self.spec.base_path.as_str()) else { return };
        let Route::Operation { index, .. } =
            self.router.find(&request.method, path, &request.query)
        else {
            return;
        };
        let operation = &self.spec.operations[index];
        let told = || format!("{} answered {} {}", operation.id, reply.status, reply.text);
        let sent = reply.header("content-type").unwrap_or_default();
        let is_problem = sent == "application/problem+json";
        // What a caller prefers in vain is between the caller and the mock.
        if is_problem && reply.body["title"] == "No Such Answer" {
            return;
        }
        if operation.response(reply.status).is_none() {
            let is_problem = is_problem || bytes.is_empty();
            assert!(is_problem, "undeclared status: {}", told());
            return;
        }
        let contract = Contract::new(&self.spec, &self.schemas, &Outlines::default(), index);
        let (status, headers) = (reply.status, reply.headers.clone());
        let response = Response { status, headers, body: bytes };
        let violations = contract.judge(&request.method, &response);
        assert!(violations.is_empty(), "{}\n{violations:#?}", told());
    }
}

/// Reads a request as HTTP writes it: method and target, headers, an empty line, the body.
pub(crate) fn request(text: &str) -> Request {
    let text = text.trim_start();
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let (method, target) = lines.next().unwrap().split_once(' ').unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut request = Request {
        method: method.parse().unwrap(),
        path: path.to_owned(),
        query: query.to_owned(),
        body: body.trim_end_matches('\n').to_owned().into(),
        ..Request::default()
    };
    for line in lines {
        let (name, value) = line.split_once(':').unwrap();
        let name: http::HeaderName = name.trim().parse().unwrap();
        request.headers.append(name, value.trim().parse().unwrap());
    }
    request
}
