//! The parts of a run find together what one run finds.

use std::collections::BTreeSet;

use counterpart::contract::{Finding, Settings, Severity};
use counterpart::report::{Report, merge};

use super::desk::{DEFECTS, settings, whole};

#[test]
fn four_shards_find_what_one_run_finds() {
    let run = |shard| whole(DEFECTS.into_iter().collect(), Settings { shard, ..settings() });
    let ids = |report: &Report| -> BTreeSet<String> {
        let name = |f: &Finding| format!("{} {} {}", f.id, f.check.name(), f.operation);
        report.findings.iter().map(name).collect()
    };
    let all = run((1, 1));
    let shards: Vec<_> = (1..=4).map(|shard| run((shard, 4))).collect();
    let sum = |of: fn(&Report) -> u64| shards.iter().map(of).sum::<u64>();
    let (calls, cases) = (sum(|r| r.summary.calls), sum(|r| r.summary.cases));
    let joined = merge(shards).unwrap();
    assert_eq!(ids(&joined), ids(&all));
    let summary = &joined.summary;
    assert_eq!((summary.calls, summary.cases), (calls, cases));
    assert_eq!(summary.cases, all.summary.cases);
    assert_eq!(summary.errors, joined.count(Severity::Error));
    assert_eq!((summary.errors, summary.warnings), (all.summary.errors, all.summary.warnings));
    assert_eq!(summary.succeeded, all.summary.succeeded);
}

#[test]
fn a_part_of_nothing_ends() {
    // Time is left, and there is nothing to fill it with.
    let time = Some(std::time::Duration::from_hours(1));
    let [first, other] = [0, 1].map(|operation| {
        let operations = [operation].into();
        let phases = [counterpart::contract::Phase::Random].into();
        let settings = Settings { operations, phases, cases: 1, shard: (8, 8), time, ..settings() };
        whole(counterpart_planted::Defects::NONE, settings)
    });
    assert_eq!((first.summary.calls, other.summary.calls), (0, 0));
}
