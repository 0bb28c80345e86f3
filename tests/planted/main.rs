//! A break is caught: every planted defect is reported by the check that names it, nothing else is claimed, and where there is no defect nothing is found.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::disallowed_methods, reason = "the environment says what is looked at")]

mod desk;

use std::fmt::Write;
use std::sync::atomic::{AtomicUsize, Ordering};

use counterpart::contract::{Finding, Severity};
use counterpart_planted::{Defect, Defects, Row, table};

use desk::{is_seen_again, run};

/// The seeds at which nothing may be found; defects are looked for at the first.
const SEEDS: u64 = 20;

/// What is found by what other calls left there, so that its replays need a desk with the same.
const NOT_REPLAYED: [(&str, &str); 3] = [
    ("hit-score-text", "GET /search"),
    ("slug-any-letters", "DELETE /articles/{slug}"),
    ("subject-trimmed", "GET /tickets"),
];

/// Looks at many things on all cores, in the order in which they were given.
fn each<T: Sync, R: Send>(all: &[T], look: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut seen = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(one) = all.get(at) else { return seen };
            seen.push((at, look(one)));
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut seen: Vec<_> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    seen.sort_by_key(|(at, _)| *at);
    seen.into_iter().map(|(_, seen)| seen).collect()
}

/// Writes findings for whoever reads a failure.
fn told(findings: &[Finding]) -> String {
    findings.iter().fold(String::new(), |mut told, finding| {
        let Finding { check, operation, message, severity, reproduce, .. } = finding;
        let severity = if *severity == Severity::Error { "error" } else { "warning" };
        let _ = writeln!(told, "    {severity} {} {operation}: {message}", check.name());
        for step in &reproduce.steps {
            let _ = writeln!(told, "      {}", serde_json::to_string(step).unwrap());
        }
        told
    })
}

#[test]
fn without_defects_nothing_is_found() {
    let seeds: Vec<_> = (1..=SEEDS).collect();
    let found = each(&seeds, |seed| run(Defects::NONE, *seed, 10));
    let mut wrong = String::new();
    for (seed, (findings, unconfirmed)) in seeds.iter().zip(&found) {
        if !findings.is_empty() || !unconfirmed.is_empty() {
            let _ = writeln!(wrong, "seed {seed}: {unconfirmed:?}\n{}", told(findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_defect_is_named() {
    let wanted = std::env::var("COUNTERPART_DEFECT").unwrap_or_default();
    let rows: Vec<_> = table().filter(|row| row.defect.name().contains(&wanted)).collect();
    let found = each(&rows, |row| judged(row, &run(row.defect.into(), 1, 40).0));
    let wrong: Vec<_> = found.into_iter().flatten().collect();
    let (few, all) = (wrong.len(), rows.len());
    assert!(wrong.is_empty(), "{few} of {all} defects:\n{}", wrong.join("\n"));
    assert!(!wanted.is_empty() || all == Defect::ALL.len());
}

/// Says what is wrong with what was found of a defect; `None` where nothing is.
fn judged(row: &Row, findings: &[Finding]) -> Option<String> {
    let operations: Vec<_> = row.operations.to_vec();
    let is_of = |finding: &&Finding| operations.contains(&finding.operation.as_str());
    let named: Vec<_> =
        findings.iter().filter(|f| f.check.name() == row.check).filter(is_of).collect();
    let may = |finding: &&Finding| {
        finding.check.name() == row.check || row.also.contains(&finding.check.name())
    };
    let claimed: Vec<_> = findings.iter().filter(|finding| !may(finding)).cloned().collect();
    let shortest = named.iter().map(|finding| finding.reproduce.steps.len()).min();
    let mut wrong = String::new();
    match shortest {
        None => wrong += "\n  not found",
        Some(calls) if calls > row.minimum.len() => {
            let _ = write!(wrong, "\n  {calls} calls instead of {}", row.minimum.len());
        }
        Some(_) => {}
    }
    if let Some(finding) = named.first() {
        let is_error = row.severity == counterpart_planted::Severity::Error;
        if is_error != (finding.severity == Severity::Error) {
            let _ = write!(wrong, "\n  of severity {:?}", finding.severity);
        }
        if let (Some(keyword), Some(violated)) = (row.keyword, &finding.violated)
            && !named.iter().any(|f| f.violated.as_ref().is_some_and(|v| v.keyword == keyword))
        {
            let _ = write!(wrong, "\n  `{}` instead of `{keyword}`", violated.keyword);
        }
    }
    if !claimed.is_empty() {
        wrong += "\n  claimed, too";
    }
    for finding in findings {
        let Finding { check, operation, .. } = finding;
        let is_listed = NOT_REPLAYED.contains(&(row.defect.name(), operation));
        match (is_seen_again(row.defect.into(), finding), is_listed) {
            (false, false) => {
                let _ = write!(wrong, "\n  not seen on a new desk: {} {operation}", check.name());
            }
            (true, true) => wrong += "\n  listed as not seen on a new desk, and is",
            _ => {}
        }
    }
    let all = if wrong.is_empty() { String::new() } else { told(findings) };
    (!wrong.is_empty()).then(|| {
        format!("{} ({} of {:?}):{wrong}\n{all}", row.defect.name(), row.check, row.operations)
    })
}
