//! Shards that are joined are the run that was not divided.

use counterpart_contract::{Check, Event, Finding, ReplayStep, Reproduction, Severity, Summary};

use super::build::{finding, found, report, run, started};
use crate::{Report, Unmergeable, merge};

/// Divides a run: every call and finding goes to one of two shards.
fn shards(events: &[Event]) -> [Report; 2] {
    let mut shards = [vec![], vec![]];
    let mut calls = 0;
    for event in events {
        match event {
            Event::Called { .. } | Event::Found(_) => {
                calls += 1;
                shards[calls % 2].push(event.clone());
            }
            Event::Finished(_) => {}
            _ => shards.iter_mut().for_each(|shard| shard.push(event.clone())),
        }
    }
    halves(shards.map(|shard| report(&shard)))
}

/// Makes two reports those of the two parts of a run.
fn halves(reports: [Report; 2]) -> [Report; 2] {
    let mut part = 0;
    reports.map(|report| {
        part += 1;
        Report { shards: (part, 2).into(), ..report }
    })
}

#[test]
fn shards_are_the_whole() {
    let summary = |report: &Report, calls, stopped: Option<&str>| Summary {
        calls,
        seconds: 0.625,
        stopped: stopped.map(str::to_owned),
        operations: 3,
        ..report.summary.clone()
    };
    let mut whole = report(&run());
    let [mut a, mut b] = shards(&run());
    a.summary = summary(&a, 3, None);
    b.summary = summary(&b, 1, Some("it was interrupted"));
    whole.summary = Summary {
        stopped: Some("it was interrupted".to_owned()),
        cases: 0,
        unconfirmed: Vec::new(),
        uncallable: Vec::new(),
        ..whole.summary
    };
    assert_eq!(merge([a.clone(), b.clone()]).unwrap(), whole);
    assert_eq!(merge([b, a]).unwrap(), whole);
}

#[test]
fn operations_come_in_the_order_of_the_document() {
    let part = |keep: fn(usize) -> bool| {
        let mut part = report(&run());
        let mut at = 0;
        let mut kept = || {
            at += 1;
            keep(at - 1)
        };
        part.operations.retain(|_| kept());
        let mut at = 0;
        part.coverage.operations.retain(|_| {
            at += 1;
            keep(at - 1)
        });
        part
    };
    let joined = merge(halves([part(|at| at == 2), part(|at| at != 2)])).unwrap();
    let whole = report(&run());
    let names = |report: &Report| -> Vec<String> {
        let tested = report.operations.iter().map(|tested| tested.operation.clone());
        tested.chain(report.coverage.operations.iter().map(|o| o.operation.clone())).collect()
    };
    assert_eq!(names(&joined), names(&whole));
    assert_eq!(joined.coverage.totals, whole.coverage.totals);
}

#[test]
fn of_one_finding_the_smaller_reproduction_is_shown() {
    let with = |steps: usize, severity, count| {
        let steps = vec![ReplayStep::default(); steps];
        let reproduce = Reproduction { curl: String::new(), steps };
        let base = finding("f", 0, Check::ServerError, severity);
        report(&[
            started(),
            found(Finding { reproduce, count, message: format!("{count}"), ..base }),
        ])
    };
    for reports in [
        [with(2, Severity::Error, 5), with(1, Severity::Warning, 3)],
        [with(1, Severity::Warning, 3), with(2, Severity::Error, 5)],
    ] {
        let joined = merge(halves(reports)).unwrap();
        let [finding] = &joined.findings[..] else { panic!("{:?}", joined.findings) };
        assert_eq!((finding.count, finding.severity, &*finding.message), (8, Severity::Error, "3"));
        assert_eq!((joined.summary.errors, joined.summary.warnings), (1, 0));
    }
}

#[test]
fn reports_of_different_runs_are_not_joined() {
    let ours = report(&run());
    assert_eq!(merge([]), Err(Unmergeable::Nothing));
    let seed = Report { seed: 8, ..ours.clone() };
    assert_eq!(merge([ours.clone(), seed]), Err(Unmergeable::Seeds(7, 8)));
    let document = Report { document: "Pets 1".to_owned(), ..ours.clone() };
    let expected = Unmergeable::Documents("Users 1".to_owned(), "Pets 1".to_owned());
    assert_eq!(merge([ours.clone(), document]), Err(expected));
    let version = Report { counterpart: "9".to_owned(), ..ours.clone() };
    assert!(matches!(merge([ours.clone(), version]), Err(Unmergeable::Versions(..))));
    let part = |part, of| Report { shards: (part, of).into(), ..ours.clone() };
    for (one, other, expected) in [
        (part(1, 1), part(1, 1), Some(("1/1", "1/1"))),
        (part(2, 3), part(2, 3), Some(("2/3", "2/3"))),
        (part(1, 2), part(2, 3), Some(("1/2", "2/3"))),
        (part(1, 3), part(3, 3), None),
    ] {
        let expected =
            expected.map(|(one, other)| Unmergeable::Shards(one.to_owned(), other.to_owned()));
        assert_eq!(merge([one, other]).err(), expected);
    }
    let joined = merge([part(1, 3), part(3, 3)]).unwrap();
    assert_eq!((joined.shards.to_string().as_str(), joined.shards.missing()), ("1,3/3", vec![2]));
    assert_eq!(merge([joined, part(2, 3)]).unwrap().shards, crate::Shards::default());
}
