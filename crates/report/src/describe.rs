//! A finding in words, for every format that is read as text.

use counterpart_contract::{Finding, Received, Sent};

use crate::excerpt::excerpt;
use crate::latency;

/// How much of a body is shown, in characters.
const MAX_BODY: usize = 480;

/// The headers of requests that say nothing of a finding.
const DULL: [&str; 5] = ["accept", "accept-encoding", "content-length", "host", "user-agent"];

/// The headers of responses that may say something of a finding.
const TELLING: [&str; 7] =
    ["allow", "content-type", "etag", "location", "retry-after", "set-cookie", "www-authenticate"];

/// Describes a finding below its message: labels with their texts, of one or more lines.
pub(crate) fn describe(finding: &Finding) -> Vec<(&'static str, String)> {
    let mut rows = vec![("sent", sent(finding)), ("received", received(finding))];
    if let Some(violated) = &finding.violated {
        rows.push(("violated", violated.to_string()));
    }
    if let Some(place) = &finding.document {
        let at = format!("{}:{}:{}", place.file, place.line, place.column);
        rows.push(("document", format!("{at}\n{}", place.pointer)));
    }
    if !finding.reproduce.curl.is_empty() {
        rows.push(("again", finding.reproduce.curl.clone()));
    }
    rows
}

/// Writes a finding as one text.
pub(crate) fn plain(finding: &Finding) -> String {
    let mut text = finding.message.clone();
    for (label, rows) in describe(finding) {
        let rows = rows.replace('\n', "\n    ");
        text.extend(["\n\n", label, ":\n    ", &rows]);
    }
    text
}

fn sent(finding: &Finding) -> String {
    let Sent { method, url, headers, body } = &finding.sent;
    let headers = headers.iter().filter(|(name, _)| !DULL.contains(&name.as_str()));
    let lines = headers.map(|(name, value)| format!("{name}: {value}"));
    let body = body.as_ref().map(|body| excerpt(body, finding.violated.as_ref(), MAX_BODY));
    let first = [format!("{method} {url}")].into_iter();
    first.chain(lines).chain(body).collect::<Vec<_>>().join("\n")
}

fn received(finding: &Finding) -> String {
    match &finding.received {
        Received::Nothing(why) => format!("nothing: {why}"),
        Received::Response { status, headers, body, elapsed_ms } => {
            let headers = headers.iter().filter(|(name, _)| TELLING.contains(&name.as_str()));
            let lines = headers.map(|(name, value)| format!("{name}: {value}"));
            let body = body.as_ref().map(|body| excerpt(body, finding.violated.as_ref(), MAX_BODY));
            let first = [format!("{status} after {}", latency::shown(*elapsed_ms))].into_iter();
            first.chain(lines).chain(body).collect::<Vec<_>>().join("\n")
        }
    }
}
