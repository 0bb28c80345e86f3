//! The findings, by operation.

use std::io::{self, Write};

use counterpart_contract::{Finding, Received};
use serde_json::Value;

use crate::excerpt::cut;
use crate::latency;
use crate::markup::{Escaped, Sentence};
use crate::report::{Report, counted, weight};
use crate::rules::rule;

/// How much of a body is shown, in characters: the JSON report has all.
const MAX_BODY: usize = 4_000;

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<section id=\"findings\">\n<h2>Findings</h2>")?;
    if report.findings.is_empty() {
        return writeln!(out, "<p class=\"none\">Nothing was found.</p>\n</section>");
    }
    filter(report, out)?;
    for (operation, findings) in report.by_operation() {
        if findings.is_empty() {
            continue;
        }
        let count = counted(findings.len(), "finding");
        writeln!(out, "<section class=\"operation\">")?;
        writeln!(out, "<h3>{} <small>{count}</small></h3>", name(operation))?;
        findings.iter().try_for_each(|finding| one(finding, out))?;
        writeln!(out, "</section>")?;
    }
    writeln!(out, "</section>")
}

/// Writes what the script filters by; without one it is not shown.
fn filter(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<form class=\"filter\" hidden>")?;
    writeln!(out, "<input type=\"search\" placeholder=\"Filter\" aria-label=\"Filter by text\">")?;
    writeln!(out, "<select aria-label=\"Check\"><option value=\"\">all checks</option>")?;
    for check in report.checks() {
        writeln!(out, "<option>{}</option>", check.name())?;
    }
    writeln!(
        out,
        "</select>\n<select aria-label=\"Severity\"><option value=\"\">errors and warnings</option>"
    )?;
    writeln!(
        out,
        "<option value=\"error\">errors</option><option value=\"warning\">warnings</option></select>"
    )?;
    writeln!(out, "<output></output>\n</form>")
}

fn one(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let (severity, check) = (weight(finding.severity), finding.check.name());
    writeln!(
        out,
        "<details class=\"finding {severity}\" data-check=\"{check}\" data-severity=\"{severity}\" id=\"{}\">",
        Escaped(&finding.id)
    )?;
    let times = if finding.count > 1 {
        format!(" <small>×{}</small>", finding.count)
    } else {
        String::new()
    };
    writeln!(
        out,
        "<summary><span class=\"check\" title=\"{}\">{check}</span> <span>{}{times}</span></summary>",
        Escaped(rule(finding.check)),
        Sentence(&finding.message)
    )?;
    writeln!(out, "<dl>")?;
    sent(finding, out)?;
    received(finding, out)?;
    if let Some(violated) = &finding.violated {
        let text = violated.to_string();
        writeln!(out, "<dt>violated</dt><dd><code>{}</code></dd>", Escaped(&text))?;
    }
    if let Some(place) = &finding.document {
        let at = format!("{}:{}:{}", place.file, place.line, place.column);
        writeln!(
            out,
            "<dt>document</dt><dd><code>{}</code> <code class=\"pointer\">{}</code></dd>",
            Escaped(&at),
            Escaped(&place.pointer)
        )?;
    }
    if !finding.reproduce.curl.is_empty() {
        writeln!(out, "<dt>again</dt><dd><pre>{}</pre></dd>", Escaped(&finding.reproduce.curl))?;
    }
    writeln!(out, "</dl>\n</details>")
}

fn sent(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let sent = &finding.sent;
    let first = format!("{} {}", sent.method, sent.url);
    message("sent", &first, &sent.headers, sent.body.as_deref(), out)
}

fn received(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    match &finding.received {
        Received::Nothing(why) => message("received", &format!("nothing: {why}"), &[], None, out),
        Received::Response { status, headers, body, elapsed_ms } => {
            let first = format!("{status} after {}", latency::shown(*elapsed_ms));
            message("received", &first, headers, body.as_deref(), out)
        }
    }
}

fn message(
    label: &str,
    first: &str,
    headers: &[(String, String)],
    body: Option<&str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    write!(out, "<dt>{label}</dt><dd><pre><b>{}</b>", Escaped(first))?;
    for (name, value) in headers {
        write!(out, "\n<span>{}:</span> {}", Escaped(name), Escaped(value))?;
    }
    if let Some(body) = body {
        write!(out, "\n\n{}", Escaped(&cut(&indented(body), MAX_BODY)))?;
    }
    writeln!(out, "</pre></dd>")
}

/// Gives a body of JSON with a line for each value, and any other as it is.
fn indented(body: &str) -> String {
    let value = serde_json::from_str::<Value>(body);
    let value = value.ok().filter(|value| value.is_array() || value.is_object());
    let text = value.and_then(|value| serde_json::to_string_pretty(&value).ok());
    text.unwrap_or_else(|| body.to_owned())
}

/// Writes the name of an operation, its method apart.
pub(super) fn name(operation: &str) -> String {
    match operation.split_once(' ') {
        Some((method, path)) => {
            format!("<b class=\"method\">{}</b> <code>{}</code>", Escaped(method), Escaped(path))
        }
        None => format!("<code>{}</code>", Escaped(operation)),
    }
}
