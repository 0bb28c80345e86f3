//! Runs against the desk, in process.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use counterpart::contract::{
    Caller, Callers, Event, Finding, InProcess, Run, SavedReplay, Settings, Subject,
};
use counterpart_generate::Seed;
use counterpart_planted::{API_KEY, DOCUMENT, Defects, TOKENS, router};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;

/// The largest answer that the desk gives, by far, in bytes.
const MAX_BODY: usize = 1 << 20;

static SUBJECT: LazyLock<Subject> = LazyLock::new(|| {
    let loaded = counterpart_spec::load("openapi.yaml", DOCUMENT.into()).unwrap();
    Subject::new(loaded.spec).0
});

/// Runs the whole plan against a desk, with so many cases by chance for each operation; gives what is found, and what was seen once only.
pub(crate) fn run(defects: Defects, seed: u64, cases: usize) -> (Vec<Finding>, Vec<String>) {
    let run = ready(defects, seed, cases);
    let mut findings = Vec::new();
    let mut observer = |event: &Event| {
        if let Event::Found(finding) = event {
            findings.push((**finding).clone());
        }
    };
    let (_keep, stop) = watch::channel(false);
    let summary = paused().block_on(run.go(&mut observer, stop)).unwrap();
    (findings, summary.unconfirmed)
}

/// Tells whether the replay of a finding shows it on a desk that is as new.
pub(crate) fn is_seen_again(defects: Defects, finding: &Finding) -> bool {
    let text = SavedReplay::of("the desk", finding).to_json();
    let saved = SavedReplay::from_json(text.as_bytes()).unwrap();
    let scenario = saved.scenario(&SUBJECT).unwrap();
    let played = paused().block_on(ready(defects, 1, 0).again(&scenario, &saved.id)).unwrap();
    played.seen.iter().any(|seen| seen.id == finding.id)
}

/// Makes ready a run against a desk of its own.
fn ready(defects: Defects, seed: u64, cases: usize) -> Run {
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
    Run { subject: SUBJECT.clone(), settings, transport }
}

/// A runtime whose time passes at once.
fn paused() -> Runtime {
    Builder::new_current_thread().enable_time().start_paused(true).build().unwrap()
}

fn caller(token: &str) -> Caller {
    let tokens = [("token", token), ("key", API_KEY)];
    let tokens = tokens.map(|(name, token)| (name.to_owned(), token.to_owned()));
    Caller { tokens: tokens.into_iter().collect(), ..Caller::default() }
}
