//! What servers send stays text.

use counterpart_contract::{Check, Finding, Meaning, Received, Sent, Severity, Violated};
use serde_json::Value;

use super::build::{called, finding, finished, found, report, started, written};
use crate::{Format, Screen, terminal};

/// Everything that means something somewhere.
const EVIL: &str = "</script><script>alert(1)</script>]]>\"'<!--&amp;\u{0}\u{1}\u{1b}[2J\r\n::error::x%0A\u{202e}\u{fffe}";

fn evil() -> Finding {
    Finding {
        id: EVIL.to_owned(),
        message: EVIL.to_owned(),
        sent: Sent {
            method: "GET".to_owned(),
            url: format!("http://h/{EVIL}"),
            headers: vec![(EVIL.to_owned(), EVIL.to_owned())],
            body: Some(EVIL.to_owned()),
        },
        received: Received::Response {
            status: 200,
            headers: vec![("location".to_owned(), EVIL.to_owned())],
            body: Some(EVIL.repeat(1_000)),
            elapsed_ms: 1.0,
        },
        violated: Some(Violated { pointer: EVIL.to_owned(), keyword: EVIL.to_owned() }),
        ..finding("x", 0, Check::ResponseBody, Severity::Error)
    }
}

fn all() -> Vec<(Format, String)> {
    let call = called(0, Meaning::Lead, b"GET /users", Ok(b"200\n\n\xff\x00"));
    let report = report(&[started(), call, found(evil()), finished()]);
    Format::ALL.map(|format| (format, written(|out| format.write(&report, out)))).into()
}

#[test]
fn no_format_is_broken_by_what_was_sent() {
    for (format, text) in all() {
        match format {
            Format::Json | Format::Sarif => {
                let value: Value = serde_json::from_str(&text).unwrap();
                assert!(value.to_string().contains("alert(1)"));
            }
            Format::Junit | Format::Html => {
                let scripts = usize::from(format == Format::Html);
                assert_eq!(text.matches("<script").count(), scripts, "{text}");
                assert!(!text.contains("]]>") && !text.contains("<!--"));
                let is_odd = |c: char| c.is_control() && c != '\n' && c != '\t';
                assert!(!text.contains(is_odd) && !text.contains('\u{fffe}'));
            }
            Format::Github => {
                let begins =
                    |line: &str| line.starts_with("::error file=") || line.starts_with("::notice ");
                assert_eq!(text.lines().count(), 2, "{text}");
                assert!(text.lines().all(begins) && !text.contains('\r'), "{text}");
            }
        }
    }
}

#[test]
fn no_terminal_is_moved_by_what_was_sent() {
    let report = report(&[started(), found(evil()), finished()]);
    let screen = Screen { animated: true, coloured: false, width: 80 };
    let text = written(|out| terminal(&report, screen, out));
    assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text}");
    assert!(!text.contains('\u{202e}'), "{text}");
}
