//! One page that needs nothing else: findings, coverage, latency.
//!
//! Reads without its script, which only filters; loads nothing, and forbids browsers to.
//! Every text of the run is escaped: a server that is tested writes nothing into the page.

mod findings;
mod operations;

use std::fmt::Display;
use std::io::{self, Write};

use counterpart_contract::Severity;

use crate::coverage::Part;
use crate::markup::Escaped;
use crate::report::{Report, counted};

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// Nothing is loaded; what is allowed stands in the page.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// Writes a report.
pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let title = Escaped(&report.document);
    writeln!(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">")?;
    writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
    writeln!(out, "<meta name=\"color-scheme\" content=\"light dark\">")?;
    writeln!(
        out,
        "<title>{title} – counterpart</title>\n<style>\n{STYLE}</style>\n</head>\n<body>"
    )?;
    header(report, out)?;
    writeln!(out, "<main>")?;
    totals(report, out)?;
    findings::write(report, out)?;
    operations::write(report, out)?;
    notes(report, out)?;
    writeln!(out, "</main>\n<script>\n{SCRIPT}</script>\n</body>\n</html>")
}

fn header(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let summary = &report.summary;
    let calls = counted(usize::try_from(summary.calls).unwrap_or(usize::MAX), "call");
    writeln!(out, "<header>\n<h1>{}</h1>", Escaped(&report.document))?;
    writeln!(
        out,
        "<p><code>{}</code> · {calls} in {:.1} s · seed {} · counterpart {}</p>\n</header>",
        Escaped(&report.target),
        summary.seconds,
        report.seed,
        Escaped(&report.counterpart)
    )
}

/// Writes the figures that are looked at first.
fn totals(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let [errors, warnings] = [Severity::Error, Severity::Warning].map(|s| report.count(s));
    let summary = &report.summary;
    writeln!(out, "<section class=\"tiles\" aria-label=\"Figures\">")?;
    tile(out, if errors > 0 { "bad" } else { "good" }, errors, "errors")?;
    tile(out, if warnings > 0 { "odd" } else { "good" }, warnings, "warnings")?;
    let succeeded = format!("{}<small>/{}</small>", report.succeeded(), summary.operations);
    tile(out, "", succeeded, "operations succeeded")?;
    for (name, part) in report.coverage.totals.named() {
        let percent = part.percent().map_or_else(|| "–".to_owned(), |percent| percent.to_string());
        let figure = format!("{percent}<small> %</small>{}", bar(part));
        tile(out, "", figure, &format!("{name}, {} of {}", part.seen, part.of))?;
    }
    writeln!(out, "</section>")
}

fn tile(out: &mut dyn Write, class: &str, figure: impl Display, name: &str) -> io::Result<()> {
    writeln!(out, "<div class=\"tile {class}\"><b>{figure}</b><span>{name}</span></div>")
}

/// Draws a part of a whole.
fn bar(part: Part) -> String {
    match part.percent() {
        Some(percent) => format!("<i class=\"bar\"><i style=\"width:{percent}%\"></i></i>"),
        None => String::new(),
    }
}

/// Writes what is said of the run itself.
fn notes(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let summary = &report.summary;
    let stopped = summary.stopped.iter().map(|why| format!("The run ended early: {why}"));
    let uncallable =
        summary.uncallable.iter().map(|(operation, why)| format!("Not called: {operation}: {why}"));
    let unconfirmed =
        summary.unconfirmed.iter().map(|what| format!("Seen once, and not again: {what}"));
    let notes: Vec<_> = stopped.chain(uncallable).chain(unconfirmed).collect();
    if notes.is_empty() {
        return Ok(());
    }
    writeln!(out, "<section>\n<h2>Notes</h2>\n<ul>")?;
    for note in notes {
        writeln!(out, "<li>{}</li>", Escaped(&note))?;
    }
    writeln!(out, "</ul>\n</section>")
}
