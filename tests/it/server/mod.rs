//! What stands beside the documents of a mock: the control API, scopes, safety, limits, the library.

mod control;
mod docs;
mod library;
mod limits;
mod safety;
mod scopes;

use std::cell::OnceCell;
use std::sync::Arc;

use counterpart_exchange::{Response, Route};
use counterpart_generate::Seed;
use counterpart_mock::{Access, Capacity, Clock, Front, Limits, Service};
use counterpart_state::Program;
use http_body_util::{BodyExt, Full};
use serde_json::Value;

use crate::support::{read, request};

/// The document of these tests.
const NOTES: &str = "fixtures/server/notes.yaml";

/// A server without a socket; every answer of the control API is held to its own document.
struct Fronted {
    runtime: tokio::runtime::Runtime,
    front: Front,
    /// The control API's own document, where there is one.
    described: OnceCell<Option<Program>>,
}

/// An answer.
#[derive(Debug, PartialEq, Eq)]
struct Told {
    status: u16,
    headers: http::HeaderMap,
    text: String,
}

impl Fronted {
    fn new(documents: &[&str]) -> Self {
        Self::with(documents, Capacity::default(), Access::default())
    }

    fn with(documents: &[&str], capacity: Capacity, access: Access) -> Self {
        Self::of(programs(documents), capacity, access)
    }

    fn of(programs: Vec<Program>, capacity: Capacity, access: Access) -> Self {
        let clock = Clock::standing("2025-01-15T10:00:00Z".parse().unwrap());
        let service = Service::new(programs, clock, capacity, |_| ()).unwrap();
        let front = Front::new(Arc::new(service), Limits::default(), access).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { runtime, front, described: OnceCell::new() }
    }

    /// Sends a request written as HTTP; `C/` stands for the root of the control API.
    #[track_caller]
    fn send(&self, text: &str) -> Told {
        let sent = request(&text.replacen(" C/", " /__counterpart/", 1));
        let target = match sent.query.as_str() {
            "" => sent.path.clone(),
            query => format!("{}?{query}", sent.path),
        };
        let mut request = http::Request::builder().method(sent.method.clone()).uri(target);
        *request.headers_mut().unwrap() = sent.headers.clone();
        let request = request.body(Full::new(sent.body.clone())).unwrap();
        let told = self.runtime.block_on(async {
            let (parts, body) = self.front.answer(request).await.unwrap().into_parts();
            let text = body.collect().await.unwrap().to_bytes();
            let text = String::from_utf8(text.to_vec()).unwrap();
            Told { status: parts.status.as_u16(), headers: parts.headers, text }
        });
        if sent.path.starts_with("/__counterpart/") {
            self.hold(&sent, &told);
        }
        told
    }

    /// Sends a request, expects a status, and reads the body as JSON; `null` where it is empty.
    #[track_caller]
    fn json(&self, status: u16, text: &str) -> Value {
        let told = self.send(text);
        assert_eq!(told.status, status, "{text}\n{}", told.text);
        if told.text.is_empty() { Value::Null } else { serde_json::from_str(&told.text).unwrap() }
    }

    /// Holds an answer of the control API to its document.
    #[track_caller]
    fn hold(&self, sent: &counterpart_exchange::Request, told: &Told) {
        let Some(program) = self.described.get_or_init(|| self.description()) else { return };
        let path = sent.path.strip_prefix(program.spec().base_path.as_str()).unwrap();
        let Route::Operation { index, .. } = program.route(&sent.method, path, &sent.query) else {
            return;
        };
        let Told { status, headers, text } = told;
        let (headers, body) = (headers.clone(), text.clone().into());
        let response = Response { status: *status, headers, body };
        let violations = program.contract(index).judge(&sent.method, &response);
        assert!(violations.is_empty(), "{} {path}: {violations:#?}\n{text}", sent.method);
    }

    fn description(&self) -> Option<Program> {
        let request = http::Request::builder().uri("/__counterpart/openapi.json");
        let request = request.body(Full::<bytes::Bytes>::default()).unwrap();
        let text = self.runtime.block_on(async {
            let answer = self.front.answer(request).await.unwrap();
            answer.into_body().collect().await.unwrap().to_bytes()
        });
        let loaded = counterpart_spec::load("openapi.json", text.to_vec()).ok()?;
        Some(Program::compile(loaded.spec, Seed(1)).0)
    }
}

impl Told {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

fn programs(documents: &[&str]) -> Vec<Program> {
    let program = |path: &&str| {
        let loaded = counterpart_spec::load(path, read(path).into_bytes()).unwrap();
        Program::compile(loaded.spec, Seed(1)).0
    };
    documents.iter().map(program).collect()
}
