//! `counterpart report` as a user runs it.

use counterpart::contract::{
    Check, Event, Finding, Observer, Received, Reproduction, Sent, Severity, Subject, Summary,
};
use counterpart::report::{Collector, Format};

use crate::support::{Folder, Process, path};

/// Writes the report of a shard to a file, and names it.
fn shard(
    folder: &Folder,
    (name, shard): (&str, (usize, usize)),
    seed: u64,
    severity: Severity,
) -> String {
    let text = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/a: {get: {}}}\n";
    let loaded = counterpart::spec::load("t.yaml", text.into()).unwrap();
    let mut collector = Collector::new(Subject::new(loaded.spec).0);
    collector.observe(&Event::Started {
        target: "http://h".to_owned(),
        document: "T 1".to_owned(),
        seed,
        shard,
        operations: vec!["GET /a".to_owned()],
    });
    collector.observe(&Event::Found(Box::new(Finding {
        id: "f".to_owned(),
        check: Check::ServerError,
        severity,
        operation: "GET /a".to_owned(),
        message: "it fails".to_owned(),
        sent: Sent::default(),
        received: Received::Nothing("nothing".to_owned()),
        document: None,
        violated: None,
        reproduce: Reproduction { curl: String::new(), steps: Vec::new() },
        count: 2,
    })));
    collector.observe(&Event::Finished(Summary { calls: 5, ..Summary::default() }));
    let mut report = Vec::new();
    Format::Json.write(&collector.report(), &mut report).unwrap();
    folder.write(&format!("{name}.json"), std::str::from_utf8(&report).unwrap())
}

#[test]
fn shards_are_joined() {
    let folder = Folder::new("merge");
    let [a, b] =
        [("a", (1, 2)), ("b", (2, 2))].map(|part| shard(&folder, part, 1, Severity::Warning));
    let merge = |flags: &[&str]| {
        Process::run_in(folder.path(), &[&["report", "merge"], flags].concat(), &[])
    };
    let ended = merge(&[&a, &b, "--report", "json=all.json"]);
    assert_eq!((ended.code, ended.errors.as_str()), (Some(0), ""));
    let whole: counterpart::report::Report =
        serde_json::from_str(&folder.read("all.json")).unwrap();
    assert_eq!((whole.findings[0].count, whole.summary.calls), (4, 10));
    let error = shard(&folder, ("error", (2, 3)), 1, Severity::Error);
    let ended = merge(&[&error]);
    assert_eq!(ended.code, Some(1), "{}", ended.errors);
    assert!(ended.errors.contains("of 3 parts these are not here: 1, 3"), "{}", ended.errors);
    assert!(ended.output.contains("error server_error  f  ×2\n  it fails\n"), "{}", ended.output);
    for (format, start) in
        [("junit", "<?xml version"), ("sarif", "{\n  \"$schema\": "), ("html", "<!doctype html>")]
    {
        merge(&[&error, "--report", &format!("{format}=all")]);
        assert!(folder.read("all").starts_with(start), "{format}");
    }
    assert!(merge(&[&error, "--report", "github"]).output.starts_with("::error "));
}

#[test]
fn what_is_not_of_one_run_is_refused() {
    let folder = Folder::new("refused");
    let [a, b] = [("a", 1), ("b", 2)]
        .map(|(name, seed)| shard(&folder, (name, (1, 2)), seed, Severity::Warning));
    let manifest = path("Cargo.toml").display().to_string();
    for (reports, told) in [
        ([&*a, &*b], "the reports are not of one run: one has seed 1, another 2"),
        ([&*a, &*a], "the reports are not the parts of one run: one is of 1/2, another of 1/2"),
        ([&*a, "nowhere.json"], "`nowhere.json` cannot be read"),
        ([&*a, &*manifest], "Cargo.toml` is no report: expected value at line 1 column 2"),
    ] {
        let ended = Process::run(&[&["report", "merge"], &reports[..]].concat());
        assert_eq!((ended.code, ended.output.as_str()), (Some(2), ""), "{told}");
        assert!(ended.errors.contains(told), "{}", ended.errors);
    }
}
