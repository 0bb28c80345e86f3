//! A finished run on a terminal: the findings by operation, a table of the operations, the run in figures.

mod table;

use std::io::{self, Write};

use counterpart_contract::{Finding, Severity};

use crate::describe::describe;
use crate::excerpt::harmless;
use crate::report::{Report, counted, weight};

/// What a text is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    /// Whether a line may be written over: it is a terminal.
    pub animated: bool,
    /// Whether it takes colours.
    pub coloured: bool,
    /// How many characters a line has.
    pub width: usize,
}

/// Where the texts of a finding begin, in characters.
const INDENT: usize = 12;

/// How many lines of one text are shown.
const MAX_LINES: usize = 24;

/// How many operations that never succeeded are named; the table shows all.
const MAX_FAILED: usize = 10;

/// The widest rule above the findings of an operation, with its name, in characters.
const MAX_RULE: usize = 100;

/// Writes a report for people.
///
/// # Errors
/// Those of the writer.
pub fn terminal(report: &Report, screen: Screen, out: &mut dyn Write) -> io::Result<()> {
    for (operation, findings) in report.by_operation() {
        if findings.is_empty() {
            continue;
        }
        let rule = screen.width.min(MAX_RULE).saturating_sub(operation.chars().count() + 1);
        let rule = paint(screen, "2", &"─".repeat(rule));
        writeln!(out, "{} {rule}", paint(screen, "1", &harmless(operation)))?;
        findings.iter().try_for_each(|finding| one(finding, screen, out))?;
    }
    table::write(report, screen, out)?;
    summary(report, screen, out)
}

/// Writes one finding.
fn one(finding: &Finding, screen: Screen, out: &mut dyn Write) -> io::Result<()> {
    let colour = match finding.severity {
        Severity::Error => "1;31",
        Severity::Warning => "1;33",
    };
    let head = paint(screen, colour, weight(finding.severity));
    let times = if finding.count > 1 { format!("  ×{}", finding.count) } else { String::new() };
    let name = paint(screen, "1", finding.check.name());
    writeln!(
        out,
        "{head} {name}  {}",
        paint(screen, "2", &format!("{}{times}", harmless(&finding.id).replace('\n', " ")))
    )?;
    for line in wrap(&harmless(&finding.message), screen.width.saturating_sub(2)) {
        writeln!(out, "  {line}")?;
    }
    for (label, text) in describe(finding) {
        let text = harmless(&text);
        let room = screen.width.saturating_sub(INDENT).max(20);
        // What is to be copied stays as it is.
        let lines: Vec<_> = match label {
            "again" => text.lines().map(str::to_owned).collect(),
            _ => text.lines().flat_map(|line| broken(line, room)).collect(),
        };
        let most = if label == "again" { lines.len() } else { MAX_LINES };
        for (at, line) in lines.iter().take(most).enumerate() {
            let label = if at == 0 { label } else { "" };
            let gap = " ".repeat(INDENT - 2 - label.len());
            writeln!(out, "  {}{gap}{line}", paint(screen, "36", label))?;
        }
        let more = lines.len().saturating_sub(most);
        if more > 0 {
            writeln!(out, "{}… {}", " ".repeat(INDENT), counted(more, "more line"))?;
        }
    }
    writeln!(out)
}

/// Writes the run in figures.
fn summary(report: &Report, screen: Screen, out: &mut dyn Write) -> io::Result<()> {
    let summary = &report.summary;
    let indent = |text: String| wrap(&text, screen.width.saturating_sub(2)).join("\n  ");
    for (operation, why) in &summary.uncallable {
        let text = harmless(&format!("not called: {operation}: {why}"));
        writeln!(out, "{}", indent(text))?;
    }
    let failed = report.operations.iter().filter(|tested| tested.calls > 0 && !tested.succeeded());
    let failed: Vec<_> = failed.map(|tested| tested.operation.as_str()).collect();
    if !failed.is_empty() && failed.len() < report.operations.len() {
        let (shown, more) = failed.split_at(failed.len().min(MAX_FAILED));
        let more =
            if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
        let text = format!("never answered with success: {}{more}", shown.join(", "));
        writeln!(out, "{}", indent(harmless(&text)))?;
    }
    for what in &summary.unconfirmed {
        let text = harmless(&format!("seen once and not again: {what}"));
        writeln!(out, "{}", indent(text))?;
    }
    let parts = report.coverage.totals.named().into_iter().filter_map(|(name, part)| {
        Some(format!("{name} {}/{} ({} %)", part.seen, part.of, part.percent()?))
    });
    let coverage = parts.collect::<Vec<_>>().join(" · ");
    if !coverage.is_empty() {
        writeln!(out, "{}", indent(format!("coverage: {coverage}")))?;
    }
    if let Some(stopped) = &summary.stopped {
        writeln!(out, "{}", indent(harmless(&format!("stopped early: {stopped}"))))?;
    }
    verdict(report, screen, out)
}

/// Writes the line that sums a run up.
///
/// # Errors
/// See [`terminal`].
pub fn verdict(report: &Report, screen: Screen, out: &mut dyn Write) -> io::Result<()> {
    let summary = &report.summary;
    let [errors, warnings] = [Severity::Error, Severity::Warning].map(|s| report.count(s));
    let verdict = match (errors, warnings) {
        (0, 0) => paint(screen, "1;32", "nothing found"),
        (0, _) => paint(screen, "1;33", &counted(warnings, "warning")),
        (_, 0) => paint(screen, "1;31", &counted(errors, "error")),
        (..) => {
            let both = format!("{}, {}", counted(errors, "error"), counted(warnings, "warning"));
            paint(screen, "1;31", &both)
        }
    };
    let succeeded =
        format!("{} of {}", report.succeeded(), counted(summary.operations, "operation"));
    let calls = counted(usize::try_from(summary.calls).unwrap_or(usize::MAX), "call");
    writeln!(
        out,
        "{verdict} · {succeeded} answered with success · {calls} in {:.1} s · seed {}",
        summary.seconds, report.seed
    )
}

/// Paints a text (ECMA-48 SGR), where the screen takes colours.
pub(crate) fn paint(screen: Screen, code: &str, text: &str) -> String {
    if screen.coloured && !text.is_empty() {
        format!("\x1b[{code}m{text}\x1b[0m")
    } else {
        text.to_owned()
    }
}

/// Breaks a line wherever it is full.
fn broken(line: &str, width: usize) -> Vec<String> {
    let signs: Vec<_> = line.chars().collect();
    let parts = signs.chunks(width).map(|part| part.iter().collect());
    if signs.is_empty() { vec![String::new()] } else { parts.collect() }
}

/// Breaks a text into lines at its spaces; a word that is longer than a line has one of its own.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is one at the start");
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= width {
            line.extend([" ", word]);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}
