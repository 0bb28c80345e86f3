//! Servers that want fewer calls (RFC 6585 §4).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use counterpart::contract::{InProcess, Phase, Run, Settings};
use counterpart::report::{Collector, Report};
use counterpart_planted::{Defects, router};
use tokio::sync::watch;
use tokio::time::Instant;

use super::desk::{SUBJECT, paused, settings};

/// Lets every call but some through to the desk; gives the report, how many calls came, and how long it took.
fn limited(
    turns_down: impl Fn(usize) -> bool + Clone + Send + Sync + 'static,
    headers: &'static [(&'static str, &'static str)],
    settings: Settings,
) -> (Report, usize, Duration) {
    let calls = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&calls);
    let desk = router(Defects::NONE).layer(from_fn(move |request: Request, next: Next| {
        let number = count.fetch_add(1, Ordering::Relaxed);
        let refused = turns_down(number);
        async move { if refused { too_many(headers) } else { next.run(request).await } }
    }));
    let run = Run {
        subject: SUBJECT.clone(),
        settings,
        transport: Arc::new(InProcess::new(desk, 1 << 20)),
    };
    let mut collector = Collector::new(run.subject.clone());
    let (_keep, stop) = watch::channel(false);
    let took = paused().block_on(async {
        let start = Instant::now();
        run.go(&mut collector, stop).await.unwrap();
        start.elapsed()
    });
    (collector.report(), calls.load(Ordering::Relaxed), took)
}

fn too_many(headers: &[(&'static str, &'static str)]) -> Response {
    let mut response = StatusCode::TOO_MANY_REQUESTS.into_response();
    for (name, value) in headers {
        response.headers_mut().insert(*name, value.parse().unwrap());
    }
    response
}

fn examples() -> Settings {
    Settings { phases: [Phase::Examples].into(), ..settings() }
}

#[test]
fn what_is_refused_is_asked_again_when_the_server_wants_it() {
    let (free, calls, _) = limited(|_| false, &[], examples());
    let answered = |report: &Report| -> Vec<_> {
        report.operations.iter().map(|tested| tested.statuses.clone()).collect()
    };
    for (headers, seconds) in [
        (&[("retry-after", "7")][..], 7),
        (
            &[
                ("retry-after", "Wed, 15 Jan 2025 12:00:30 GMT"),
                ("date", "Wed, 15 Jan 2025 12:00:00 GMT"),
            ],
            30,
        ),
        (&[("retry-after", "86400")], 60),
        (&[("retry-after", "soon")], 1),
        (&[], 1),
    ] {
        // Of ten calls one is refused, and none of those that ask again.
        let settings = Settings { workers: 1, ..examples() };
        let (report, more, took) = limited(|number| number % 10 == 9, headers, settings);
        assert_eq!(report.findings, [], "{headers:?}");
        assert_eq!(answered(&report), answered(&free), "{headers:?}");
        let refused = more - calls;
        assert!(refused > 5, "{refused}");
        assert_eq!(took.as_secs(), seconds * refused as u64, "{headers:?}");
    }
}

#[test]
fn workers_wait_together() {
    // The first is refused and holds back all others, which are refused together a second later.
    let (report, _, took) = limited(|number| number < 8, &[], examples());
    assert_eq!((report.findings.len(), took.as_secs()), (0, 2));
}

#[test]
fn a_server_that_takes_no_call_is_given_up() {
    for (headers, at_most) in [(&[][..], 121), (&[("retry-after", "3600")], 180)] {
        let (report, calls, took) = limited(|_| true, headers, settings());
        let stopped = report.summary.stopped.unwrap();
        assert!(stopped.starts_with("the last 50 calls were answered 429"), "{stopped}");
        assert_eq!(report.findings, []);
        assert!(took.as_secs() <= at_most && calls < 3000, "{took:?} {calls}");
    }
}

#[test]
fn waiting_counts_as_time() {
    let time = Some(Duration::from_secs(20));
    let (report, _, took) =
        limited(|number| number % 2 == 0, &[("retry-after", "9")], Settings { time, ..settings() });
    assert!(took <= Duration::from_secs(21), "{took:?}");
    assert!(report.summary.cases > 0);
}

#[test]
fn a_rate_is_that_of_all_workers() {
    let settings = Settings { rate: Some(10), ..examples() };
    let (_, calls, took) = limited(|_| false, &[], settings);
    assert_eq!(took.as_secs(), (calls as u64 - 1) / 10);
}
