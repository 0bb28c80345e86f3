//! Servers that break HTTP itself: every run ends, says what it saw, and writes its reports.

use counterpart_planted::hostile::Hostile;
use counterpart_planted::{API_KEY, TOKENS};
use serde_json::Value;

use super::hosted::Hosted;
use super::*;

const DESK: &str = "fixtures/planted/openapi.yaml";

/// All reports that are files.
pub(super) const REPORTS: [&str; 6] = ["r.json", "r.xml", "r.html", "r.sarif", "r.har", "r.ndjson"];
pub(super) const WRITTEN: &str =
    "json=r.json,junit=r.xml,html=r.html,sarif=r.sarif,har=r.har,ndjson=r.ndjson";

/// Runs the examples of the desk's document against a server, and gives the JSON report beside.
fn test(name: &str, kind: Hostile, more: &[&str]) -> (Ran, Value, Folder) {
    let (folder, server) = (Folder::new(name), Hosted::hostile(kind));
    let document = path(DESK).display().to_string();
    let (bearer, key) = (format!("token={}", TOKENS[0]), format!("key={API_KEY}"));
    let flags = ["test", &document, "--url", &server.url, "--bearer", &bearer, "--api-key", &key];
    let ran = run(&folder, &[&flags, &["--report", WRITTEN][..], more].concat());
    for report in REPORTS {
        assert!(!folder.read(report).is_empty(), "{kind:?}: {report}");
    }
    let report = serde_json::from_str(&folder.read("r.json")).unwrap();
    serde_json::from_str::<Value>(&folder.read("r.har")).unwrap();
    (ran, report, folder)
}

/// Lists what was found, as check and message.
fn found(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings.map(|f| format!("{}: {}", f["check"].as_str().unwrap(), f["message"])).collect()
}

#[test]
fn no_server_makes_a_run_hang() {
    let quick = ["--timeout", "200ms"];
    for (kind, flags, expected) in [
        (Hostile::Hangs, &quick[..], "no whole response within 200ms"),
        (Hostile::Resets, &[], "gave no whole response: Connection reset"),
        (Hostile::SpeaksGarbage, &[], "gave no whole response: invalid HTTP version"),
        (Hostile::Truncates, &[], "gave no whole response: "),
        (Hostile::NeverEnds, &["--max-body", "1KiB"], "larger than 1024 bytes"),
        (Hostile::Bombs(1), &["--max-body", "64KiB"], "larger than 65536 bytes"),
        (Hostile::Floods, &quick, "no whole response"),
        (Hostile::Drips, &quick, "no whole response within 200ms"),
    ] {
        let (ran, report, folder) = test("hostile", kind, flags);
        ran.ends(1).says("stopped early").says(expected);
        let stopped = report["summary"]["stopped"].as_str().unwrap();
        assert!(stopped.starts_with("the last 50 calls had no whole response"), "{stopped}");
        let found = found(&report);
        assert!(!found.is_empty());
        for found in &found {
            assert!(found.starts_with("no_response: ") && found.contains(expected), "{found}");
        }
        assert_eq!(folder.list("counterpart.replays").len(), found.len());
    }
}

#[test]
fn a_server_that_forgets_to_say_that_it_closes_keeps_its_contract() {
    let (ran, report, _folder) = test("forgets", Hostile::Forgets, &["--phases", "examples"]);
    ran.ends(0);
    assert_eq!(found(&report), [""; 0]);
}

#[test]
fn a_server_that_dies_is_lost_and_what_was_found_is_not() {
    for answers in [1, 30] {
        // Several at once may all find it gone, and then there is no run.
        let one = ["--workers", "1"];
        let (ran, report, _folder) = test("dies", Hostile::DiesAfter(answers), &one);
        ran.ends(4).says("stopped early: there is no connection to");
        assert_eq!((found(&report), &report["summary"]["errors"]), (Vec::new(), &0.into()));
    }
    // The first answers are too late for what is asked, and that is told still.
    let late = ["--max-response-time", "0ms", "--workers", "1"];
    let (ran, report, folder) = test("found", Hostile::DiesAfter(60), &late);
    ran.ends(1).says("stopped early: there is no connection to").says("as the server was lost");
    let found = found(&report);
    assert!(found.iter().any(|found| found.starts_with("response_time")), "{found:?}");
    assert!(folder.read("r.xml").contains("response_time"));
    assert_eq!(folder.list("counterpart.replays").len(), found.len());
}
