//! The halves match: a server that is made from a document keeps it, as far as the runner can tell.

use std::sync::Arc;

use counterpart::contract::{
    Below, Check, Event, Finding, Run, Sending, Settings, Severity, Subject, Transport,
};
use counterpart_exchange::{Request, Response};
use counterpart_generate::{REFERENCE, Seed};
use counterpart_mock::{Capacity, Clock, Service};
use counterpart_state::Program;
use tokio::sync::watch;

use crate::documents::{Document, Looked, spread};

/// How many cases each operation gets by chance, at edges, and how many sequences.
const SHORT: (usize, usize, usize) = (6, 12, 1);
const LONG: (usize, usize, usize) = (100, 200, 5);

/// How many operations of a document are looked at, spread over it.
const OPERATIONS: usize = 48;

/// The same of the few large documents, whose calls take most of the time.
const OF_LARGE: usize = 8;

/// How many calls one finding is made small with: it is read by its message here.
const SHRINKING: usize = 30;

/// Our mock, called without a socket.
#[derive(Debug)]
struct Mocked {
    service: Service,
    base_path: String,
}

impl Transport for Mocked {
    fn send<'t>(&'t self, below: &'t Below, request: &'t Request) -> Sending<'t> {
        let target = self.target();
        let base_path = below.url(&target).trim_start_matches("http://mock.test");
        let path = format!("{base_path}{}", request.path);
        let answer = self.service.handle(&Request { path, ..request.clone() });
        let response =
            Response { status: answer.status, headers: answer.headers, body: answer.body };
        Box::pin(std::future::ready(Ok(response)))
    }

    fn target(&self) -> String {
        format!("http://mock.test{}", self.base_path)
    }
}

/// Looks at some of the operations of a document.
pub(crate) fn look(document: &Document, looked: &mut Looked) {
    let is_long = std::env::var_os("COUNTERPART_CORPUS_LONG").is_some();
    let (cases, boundaries, sequences) = if is_long { LONG } else { SHORT };
    let wanted = if document.is_small() { OPERATIONS } else { OF_LARGE };
    let operations = spread((0..document.spec.operations.len()).collect(), wanted);
    let settings = Settings {
        cases,
        boundaries,
        sequences,
        operations: operations.into_iter().collect(),
        shrinking: SHRINKING,
        ..Settings::default()
    };
    hold(document, settings, looked);
}

/// Holds our mock of a document to it.
pub(crate) fn hold(document: &Document, settings: Settings, looked: &mut Looked) {
    let (program, _) = Program::compile(Arc::clone(&document.spec), Seed(7));
    let base_path = document.spec.base_path.clone();
    let service =
        Service::new(vec![program], Clock::standing(REFERENCE), Capacity::default(), |_| ())
            .unwrap();
    let (subject, _) = Subject::new(Arc::clone(&document.spec));
    looked.seen.insert(String::new());
    for &operation in &settings.operations {
        let name = subject.name(operation);
        looked.seen.extend(Check::ALL.map(|check| format!("{} {name}", check.name())));
    }
    let settings = Settings { workers: 1, ..settings };
    let run = Run { subject, settings, transport: Arc::new(Mocked { service, base_path }) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let (_keep, stop) = watch::channel(false);
    let mut findings = Vec::new();
    let mut observer = |event: &Event| {
        if let Event::Found(finding) = event {
            findings.push((**finding).clone());
        }
    };
    let summary = runtime.block_on(run.go(&mut observer, stop)).unwrap();
    for finding in findings {
        let place = format!("{} {}", finding.check.name(), finding.operation);
        let what = if finding.severity == Severity::Error { "error" } else { "warning" };
        tell(&finding);
        looked.wrong.insert(place, format!("{what}: {}", finding.message));
    }
    for unconfirmed in summary.unconfirmed {
        let mut parts = unconfirmed.splitn(3, ": ");
        let (operation, check) = (parts.next().unwrap(), parts.next().unwrap());
        let message = parts.next().unwrap_or_default().to_owned();
        looked.wrong.insert(format!("unconfirmed {check} {operation}"), message);
    }
    let cases = usize::try_from(summary.cases).unwrap();
    looked.counts.insert("cases", (cases, cases));
    looked.counts.insert("operations", (summary.succeeded, summary.operations));
}

/// Shows a finding whole where somebody looks into one document.
#[expect(clippy::print_stderr, reason = "what was sent and received says whose mistake it is")]
fn tell(finding: &Finding) {
    if std::env::var_os("COUNTERPART_CORPUS_ONLY").is_some() {
        eprintln!("{finding}\n");
    }
}
