//! What answers look like, as snapshots that `cargo insta review` shows side by side.
//!
//! Owns which exchanges are recorded (of each operation the first success of each status that the document's examples led to) and what of them is stable (what the run showed again when it asked twice); files are read and written by whoever calls.

mod redact;

use std::collections::{BTreeMap, BTreeSet};

use counterpart_contract::{Event, Exchanged, Meaning, Observer, Phase, Subject};
use counterpart_exchange::{MediaRange, Request, Secrets};
use counterpart_spec::Pointer;
use serde_json::Value;

use self::redact::Redacted;
use crate::body::body;

/// How long a name is at most: file systems take 255 bytes, and the ending needs some.
const MAX_NAME: usize = 120;

/// Takes the exchanges of a run that are worth a snapshot.
#[derive(Debug)]
pub struct Snapshots {
    subject: Subject,
    secrets: Secrets,
    /// By operation and status.
    recorded: BTreeMap<(usize, u16), Recorded>,
}

#[derive(Debug)]
struct Recorded {
    call: Exchanged,
    /// The places of the body that differed when the same was asked again.
    unstable: BTreeSet<Pointer>,
}

/// One exchange, ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The name of the file without its ending: `get_users_id-200`.
    pub name: String,
    /// The text of the file, in the format of insta.
    pub text: String,
}

/// What becomes of a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It is as the file has it; a `.snap.new` beside it is out of date.
    Unchanged,
    /// It is written as `.snap`: there was none, or what is there is to be replaced.
    Snap,
    /// It is written as `.snap.new`, for a person to accept or refuse.
    New,
}

impl Snapshots {
    /// Records a run by a document, without what is secret.
    pub fn new(subject: Subject, secrets: Secrets) -> Self {
        Self { subject, secrets, recorded: BTreeMap::new() }
    }

    /// Writes what was recorded, in the order of the document.
    pub fn take(self) -> Vec<Snapshot> {
        let root = self.subject.places(&[Pointer::root()]).pop();
        let source = root.map(|place| place.file).unwrap_or_default();
        let mut names = BTreeSet::new();
        let recorded = self.recorded.iter().map(|((operation, status), recorded)| {
            let operation = self.subject.name(*operation);
            let mut name = named(&operation, *status);
            // Of paths that differ in nothing that a name of a file can hold, the later has a number.
            let mut number = 1;
            while !names.insert(name.clone()) {
                number += 1;
                name = format!("{}_{number}", named(&operation, *status));
            }
            let [source, expression] = [&source, &operation].map(|text| Value::from(text.as_str()));
            let head = format!("---\nsource: {source}\nexpression: {expression}\n---\n");
            Snapshot { name, text: format!("{head}{}", self.body(&operation, recorded)) }
        });
        recorded.collect()
    }

    /// Shows the body of a request: JSON and forms as what they say, of all else how much there is.
    fn sent(&self, request: &Request) -> Option<String> {
        let body = &request.body;
        if let Ok(value) = serde_json::from_slice(body) {
            return Some(Redacted::plain(value).to_string());
        }
        let range = request.header("content-type").and_then(MediaRange::parse);
        let is_form = range.is_some_and(|range| range.is_form());
        match std::str::from_utf8(body) {
            Ok(form) if is_form => Some(self.pairs(form).join("\n")),
            _ => (!body.is_empty()).then(|| format!("({} bytes)", body.len())),
        }
    }

    /// Shows the pairs of a query or a form.
    fn pairs(&self, text: &str) -> Vec<String> {
        let read = Request { query: text.to_owned(), ..Request::default() };
        let shown = read.query_pairs().into_iter().map(|(name, value)| {
            let secret = self.secrets.hides_parameter(&name).then_some("[secret]");
            let mark = secret.or_else(|| redact::looks(&name, &value));
            format!("{name}={}", mark.unwrap_or(&value))
        });
        shown.collect()
    }

    fn body(&self, operation: &str, recorded: &Recorded) -> String {
        let Recorded { call, unstable } = recorded;
        let mut text = format!("{operation}\n");
        let query = self.pairs(&call.request.query);
        text.extend(query.iter().flat_map(|pair| ["? ", pair, "\n"]));
        text.extend(self.sent(&call.request).iter().flat_map(|body| ["\n", body, "\n"]));
        let Ok(response) = &call.outcome else { return text };
        text.extend(["\n", &response.status.to_string(), "\n"]);
        if let Some(kind) = response.headers.get("content-type").and_then(|v| v.to_str().ok()) {
            text.extend(["content-type: ", kind, "\n"]);
        }
        match (body(call), std::str::from_utf8(&response.body)) {
            (Some(body), _) => {
                let schema = self.subject.answered(call);
                let shown = Redacted::of(body.into_owned(), schema.as_ref(), unstable);
                text.extend(["\n", &shown.to_string(), "\n"]);
            }
            (None, Ok("")) => {}
            (None, Ok(body)) => text.extend(["\n", body.trim_end(), "\n"]),
            (None, Err(_)) => {
                text.extend(["\n", &format!("({} bytes)", response.body.len()), "\n"]);
            }
        }
        text
    }
}

impl Observer for Snapshots {
    fn observe(&mut self, event: &Event) {
        match event {
            Event::Called {
                phase: Phase::Examples, meaning: Meaning::Valid(_), exchanged, ..
            } => {
                let Some(key) = key(exchanged) else { return };
                self.recorded.entry(key).or_insert_with(|| Recorded {
                    call: (**exchanged).clone(),
                    unstable: BTreeSet::new(),
                });
            }
            Event::Repeated { exchanged, .. } => {
                let known = key(exchanged).and_then(|key| self.recorded.get_mut(&key));
                let Some(Recorded { call, unstable }) = known else { return };
                if let (Some(ours), Some(theirs)) = (body(call), body(exchanged)) {
                    redact::differences(&ours, &theirs, &Pointer::root(), unstable);
                }
            }
            _ => {}
        }
    }
}

impl Snapshot {
    /// Decides what becomes of it, given the text of the file that is there; the head of the file counts for nothing.
    pub fn decide(&self, old: Option<&str>, update: bool) -> Written {
        match old {
            Some(old) if contents(old) == contents(&self.text) => Written::Unchanged,
            Some(_) if !update => Written::New,
            _ => Written::Snap,
        }
    }
}

/// Gives the operation and the status of a success.
fn key(call: &Exchanged) -> Option<(usize, u16)> {
    call.status().filter(|_| call.is_success()).map(|status| (call.operation, status))
}

/// Gives what stands below the head of a file, as insta compares it: whoever edits it may change the end of lines and of the file.
fn contents(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let below = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    below.map_or(text.as_str(), |(_, below)| below).trim_end().to_owned()
}

/// Makes a name that every file system takes, also those that do not tell capitals apart.
fn named(operation: &str, status: u16) -> String {
    let words = operation.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty());
    let mut name = words.collect::<Vec<_>>().join("_").to_ascii_lowercase();
    name.truncate(MAX_NAME);
    format!("{name}-{status}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_files() {
        for (operation, expected) in [
            ("GET /users/{id}", "get_users_id-200"),
            ("POST /v1/ü:batch.json", "post_v1_batch_json-200"),
            ("GET /", "get-200"),
            ("GET /../../etc/passwd", "get_etc_passwd-200"),
        ] {
            assert_eq!(named(operation, 200), expected);
        }
        assert!(named(&format!("GET /{}", "x".repeat(500)), 200).len() < 130);
    }

    #[test]
    fn what_becomes_of_a_snapshot() {
        let text = "---\nsource: \"a.yaml\"\n---\nGET /\n\n200\n".to_owned();
        let snapshot = Snapshot { name: "get-200".to_owned(), text };
        for (old, update, expected) in [
            (None, false, Written::Snap),
            (Some("---\r\nsource: b\r\n---\r\nGET /\r\n\r\n200"), false, Written::Unchanged),
            (Some("---\nsource: b\n---\nGET /\n\n201\n"), false, Written::New),
            (Some("---\nsource: b\n---\nGET /\n\n201\n"), true, Written::Snap),
            (Some("damaged"), false, Written::New),
        ] {
            assert_eq!(snapshot.decide(old, update), expected, "{old:?}");
        }
    }
}
