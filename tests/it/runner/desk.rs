//! Whole runs against the planted desk, in process and in no time.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use counterpart::contract::{Caller, Callers, InProcess, Run, Settings, Subject};
use counterpart::generate::Seed;
use counterpart::report::{Collector, Report};
use counterpart_planted::{API_KEY, DOCUMENT, Defect, Defects, TOKENS, router};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;

/// The largest answer that the desk gives, by far, in bytes.
const MAX_BODY: usize = 1 << 20;

/// One defect of each kind that a check looks for.
pub(super) const DEFECTS: [Defect; 14] = [
    Defect::UserNameNumber,
    Defect::SearchEmpty204,
    Defect::TranscriptHtml,
    Defect::LocationMissing,
    Defect::UserPatchAnswered,
    Defect::CommentDeletedWithoutToken,
    Defect::DraftShownToOthers,
    Defect::SubjectLongAccepted,
    Defect::ReasonOptional,
    Defect::PriorityUrgentRefused,
    Defect::QuoteCrashes,
    Defect::DeletedTicketRead,
    Defect::PatchResetsPriority,
    Defect::FeedbackNotKept,
];

/// The desk's document, compiled once for all runs.
pub(super) static SUBJECT: LazyLock<Subject> = LazyLock::new(|| {
    let loaded = counterpart::spec::load("openapi.yaml", DOCUMENT.into()).unwrap();
    Subject::new(loaded.spec).0
});

/// Says how the desk is run: by both of its callers, with few cases by chance.
pub(super) fn settings() -> Settings {
    Settings {
        seed: Seed(1),
        cases: 6,
        boundaries: 80,
        sequences: 4,
        callers: Callers { own: caller(TOKENS[0]), other: Some(caller(TOKENS[1])) },
        max_response_time: Some(Duration::from_millis(500)),
        ..Settings::default()
    }
}

fn caller(token: &str) -> Caller {
    let tokens = [("token", token), ("key", API_KEY)];
    let tokens = tokens.map(|(name, token)| (name.to_owned(), token.to_owned()));
    Caller { tokens: tokens.into_iter().collect(), ..Caller::default() }
}

/// Makes ready a run against a desk of its own.
pub(super) fn ready(defects: Defects, settings: Settings) -> Run {
    let transport = Arc::new(InProcess::new(router(defects), MAX_BODY));
    Run { subject: SUBJECT.clone(), settings, transport }
}

/// Makes a run, and gives its report.
pub(super) fn whole(defects: Defects, settings: Settings) -> Report {
    let run = ready(defects, settings);
    let mut collector = Collector::new(run.subject.clone());
    let (_keep, stop) = watch::channel(false);
    paused().block_on(run.go(&mut collector, stop)).unwrap();
    collector.report()
}

/// A runtime whose time passes at once.
pub(super) fn paused() -> Runtime {
    Builder::new_current_thread().enable_time().start_paused(true).build().unwrap()
}
