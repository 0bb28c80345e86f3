//! What is written while a run goes on.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use counterpart_contract::{Event, Meaning, Observer, Phase};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::build::{Shared, called, finished, run, secrets, started};
use crate::{Events, Har, Progress, Screen};

fn har(events: &[Event]) -> Value {
    let out = Shared::default();
    let now = || Timestamp::from_second(1_000_000_000).unwrap();
    let mut har = Har::new(Box::new(out.clone()), secrets(), Box::new(now));
    for event in events {
        har.observe(event);
    }
    har.finish().unwrap();
    let text = out.text();
    assert!(!text.contains("s3cret"), "{text}");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn archives() {
    let log = &har(&run())["log"];
    assert_eq!((&log["version"], &log["comment"]), (&json!("1.2"), &json!("")));
    let entries = log["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 4);
    let expected = json!({
        "startedDateTime": "2001-09-09T01:46:39.998Z",
        "time": 2.5,
        "request": {
            "method": "GET",
            "url": "http://127.0.0.1:8080/v1/users?limit=2&key=***",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": [
                { "name": "x-trace", "value": "t" },
                { "name": "authorization", "value": "***" },
            ],
            "queryString": [{ "name": "limit", "value": "2" }, { "name": "key", "value": "***" }],
            "headersSize": -1,
            "bodySize": 0,
        },
        "response": {
            "status": 200,
            "statusText": "OK",
            "httpVersion": "HTTP/1.1",
            "cookies": [{ "name": "sid", "value": "***" }],
            "headers": [
                { "name": "content-type", "value": "application/json" },
                { "name": "set-cookie", "value": "***" },
            ],
            "content": {
                "size": 26,
                "mimeType": "application/json",
                "text": "[{\"id\":1,\"name\":\"abcdef\"}]",
            },
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": 26,
        },
        "cache": {},
        "timings": { "blocked": -1, "dns": -1, "connect": -1, "ssl": -1, "send": 0, "wait": 2.5, "receive": 0 },
        "comment": "GET /users, valid",
    });
    assert_eq!(entries[0], expected);
    assert_eq!(entries[3]["response"]["status"], 0);
    assert_eq!(entries[3]["comment"], "POST /users, lead: there was no whole response within 1s");
    assert_eq!(entries[2]["request"]["postData"]["text"], "{\"id\":1,\"name\":\"ab\"}");
}

#[test]
fn bytes_that_are_no_text_are_archived_in_base64() {
    let sent = b"POST /users?key=s3cret\ncookie: a=s3cret; b=s3cret\n\n\xff\xfe";
    let log = har(&[started(), called(1, Meaning::Lead, sent, Ok(b"201\n\n\xff"))]);
    let entry = &log["log"]["entries"][0];
    assert_eq!(
        entry["request"]["postData"],
        json!({ "mimeType": "x-unknown", "text": "//4=", "comment": "in base64" })
    );
    let content =
        json!({ "size": 1, "mimeType": "x-unknown", "text": "/w==", "encoding": "base64" });
    assert_eq!(entry["response"]["content"], content);
    let cookies = json!([{ "name": "a", "value": "***" }, { "name": "b", "value": "***" }]);
    assert_eq!(entry["request"]["cookies"], cookies);
}

#[test]
fn archives_end_at_their_limit() {
    let large = [&b"200\n\n"[..], &vec![b'x'; 40 * 1024 * 1024]].concat();
    let call = called(0, Meaning::Lead, b"GET /users", Ok(&large));
    let log = har(&[started(), call.clone(), call.clone(), call]);
    assert_eq!(log["log"]["entries"].as_array().unwrap().len(), 1);
    assert_eq!(log["log"]["comment"], "2 more calls were made and are not here");
    // An archive of nothing is one too.
    assert_eq!(har(&[started()])["log"]["entries"], json!([]));
}

#[test]
fn events_are_lines() {
    let out = Shared::default();
    let mut events = Events::new(Box::new(out.clone()), secrets());
    for event in run() {
        events.observe(&event);
    }
    events.finish().unwrap();
    let text = out.text();
    assert!(!text.contains("s3cret"), "{text}");
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let names: Vec<_> = lines.iter().map(|line| line["event"].as_str().unwrap()).collect();
    let called = ["called", "called", "progressed"];
    let expected =
        [&["started", "phase"], &called[..], &called[..], &["found", "found", "finished"]];
    assert_eq!(names, expected.concat());
    let sent = json!({
        "method": "GET",
        "url": "http://127.0.0.1:8080/v1/users?limit=2&key=***",
        "headers": [["x-trace", "t"], ["authorization", "***"]],
        "body": null,
    });
    assert_eq!((&lines[2]["meaning"], &lines[2]["sent"]), (&json!("valid"), &sent));
}

/// Refuses everything.
struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn what_cannot_be_written_is_told_at_the_end() {
    let mut events = Events::new(Box::new(Full), secrets());
    let mut har = Har::new(Box::new(Full), secrets(), Box::new(Timestamp::default));
    for event in run() {
        events.observe(&event);
        har.observe(&event);
    }
    assert_eq!(events.finish().unwrap_err().kind(), io::ErrorKind::StorageFull);
    assert_eq!(har.finish().unwrap_err().kind(), io::ErrorKind::StorageFull);
}

/// Shows a run of four units, each a second and ten calls long.
fn progress(animated: bool, width: usize) -> String {
    let out = Shared::default();
    let seconds = Arc::new(AtomicU64::new(0));
    let clock = Arc::clone(&seconds);
    let clock = move || Duration::from_secs(clock.load(Ordering::Relaxed));
    let screen = Screen { animated, coloured: false, width };
    let mut progress = Progress::new(Box::new(out.clone()), screen, Box::new(clock));
    progress.observe(&Event::Phase(Phase::Boundary, 4));
    if !animated {
        progress.observe(&Event::Phase(Phase::Boundary, 9));
    }
    let call = called(0, Meaning::Lead, b"GET /users", Ok(b"200"));
    for _ in 0..4 {
        (0..10).for_each(|_| progress.observe(&call));
        seconds.fetch_add(1, Ordering::Relaxed);
        progress.observe(&Event::Progressed(Phase::Boundary));
    }
    progress.observe(&finished());
    out.text()
}

#[test]
fn a_line_is_written_over_and_over() {
    let text = progress(true, 100);
    let lines: Vec<_> = text.split("\r\x1b[2K").collect();
    assert_eq!(lines.len(), 7, "{lines:?}");
    let bar = format!("{}{}", "━".repeat(12), "─".repeat(12));
    assert_eq!(lines[3], format!("boundary  {bar} 2/4  20 calls  10/s  0 findings  0:02 left"));
    // Nothing of it stays.
    assert_eq!(lines[6], "");
    assert_eq!(progress(false, 100), "boundary: 4 units\n");
    // On a narrow one it gives way, so that nothing is wrapped.
    let narrow = progress(true, 80);
    let longest = narrow.split("\r\x1b[2K").map(|line| line.chars().count()).max();
    assert!(longest.is_some_and(|longest| longest < 80), "{narrow}");
}
