//! Runs against the desk, in process.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use counterpart::contract::{Caller, Callers, Event, Finding, InProcess, Run, Settings, Subject};
use counterpart_generate::Seed;
use counterpart_planted::{API_KEY, DOCUMENT, Defects, TOKENS, router};
use tokio::sync::watch;

/// The largest answer that the desk gives, by far, in bytes.
const MAX_BODY: usize = 1 << 20;

static SUBJECT: LazyLock<Subject> = LazyLock::new(|| {
    let loaded = counterpart_spec::load("openapi.yaml", DOCUMENT.into()).unwrap();
    Subject::new(loaded.spec).0
});

/// Runs the whole plan against a desk, with so many cases by chance for each operation; gives what is found, and what was seen once only.
pub(crate) fn run(defects: Defects, seed: u64, cases: usize) -> (Vec<Finding>, Vec<String>) {
    let settings = Settings {
        seed: Seed(seed),
        cases,
        boundaries: 400,
        sequences: 8,
        workers: 1,
        callers: Callers { own: caller(TOKENS[0]), other: Some(caller(TOKENS[1])) },
        max_response_time: Some(Duration::from_millis(500)),
        ..Settings::default()
    };
    let transport = Arc::new(InProcess::new(router(defects), MAX_BODY));
    let run = Run { subject: SUBJECT.clone(), settings, transport };
    let mut findings = Vec::new();
    let mut observer = |event: &Event| {
        if let Event::Found(finding) = event {
            findings.push((**finding).clone());
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    let (_keep, stop) = watch::channel(false);
    let summary = runtime.block_on(run.go(&mut observer, stop)).unwrap();
    (findings, summary.unconfirmed)
}

fn caller(token: &str) -> Caller {
    let tokens = [("token", token), ("key", API_KEY)];
    let tokens = tokens.map(|(name, token)| (name.to_owned(), token.to_owned()));
    Caller { tokens: tokens.into_iter().collect(), ..Caller::default() }
}
