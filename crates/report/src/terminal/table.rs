//! The table of operations: how often each was called, what it answered, how fast, and what was found.

use std::io::{self, Write};

use counterpart_contract::Severity;

use super::{Screen, paint};
use crate::excerpt::{cut, harmless, middle};
use crate::latency;
use crate::report::{Report, Tested, counted};

/// How long a list of statuses is, in characters, before it is cut.
const MAX_STATUSES: usize = 27;

/// What an operation's name gets of a line before the statuses get more than they need to show one, in characters.
const NAME: usize = 36;

/// The least that an operation's name gets of a narrow line.
const MIN_NAME: usize = 16;

/// How long one status is with its count, in characters.
const ONE_STATUS: usize = 9;

/// The words above the columns, but the first.
const HEADS: [&str; 5] = ["calls", "statuses", "p50", "p99", "findings"];

/// Writes the table.
pub(super) fn write(report: &Report, screen: Screen, out: &mut dyn Write) -> io::Result<()> {
    if report.operations.is_empty() {
        return Ok(());
    }
    let mut rows: Vec<_> = report.operations.iter().map(|tested| row(report, tested)).collect();
    let mut widths = HEADS.map(|head| head.chars().count());
    for (_, cells, _) in &rows {
        for (width, cell) in widths.iter_mut().zip(cells) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let longest = rows.iter().map(|(name, ..)| name.chars().count()).max().unwrap_or_default();
    let others: usize = widths.iter().map(|width| width + 2).sum();
    let lacking = (others + longest.min(NAME)).saturating_sub(screen.width);
    if let spare @ 1.. = lacking.min(widths[1].saturating_sub(ONE_STATUS)) {
        widths[1] -= spare;
        for (_, cells, _) in &mut rows {
            cells[1] = cut(&cells[1], widths[1]);
        }
    }
    let others: usize = widths.iter().map(|width| width + 2).sum();
    let room = screen.width.saturating_sub(others).max(MIN_NAME);
    let name_width = longest.max("operation".len()).min(room);
    let head = line("operation", name_width, &HEADS.map(str::to_owned), &widths);
    writeln!(out, "{}", paint(screen, "2", head.trim_end()))?;
    for (name, cells, colour) in &rows {
        let line = line(&middle(name, name_width), name_width, cells, &widths);
        writeln!(out, "{}", paint(screen, colour, line.trim_end()))?;
    }
    writeln!(out)
}

/// Aligns a row: texts to the left, figures to the right.
fn line(name: &str, name_width: usize, row: &[String; 5], widths: &[usize; 5]) -> String {
    let [calls, statuses, median, slowest, findings] = row;
    let [a, b, c, d, _] = widths;
    format!(
        "{name:<name_width$}  {calls:>a$}  {statuses:<b$}  {median:>c$}  {slowest:>d$}  {findings}"
    )
}

fn row(report: &Report, tested: &Tested) -> (String, [String; 5], &'static str) {
    let statuses = tested.statuses.iter().map(|(status, count)| format!("{status}×{count}"));
    let statuses = cut(&statuses.collect::<Vec<_>>().join(" "), MAX_STATUSES);
    let time = |part| match tested.latency.count() {
        0 => String::new(),
        _ => latency::shown(tested.latency.quantile(part)),
    };
    let own = report.findings.iter().filter(|finding| finding.operation == tested.operation);
    let [mut errors, mut warnings] = [0, 0];
    for finding in own {
        match finding.severity {
            Severity::Error => errors += 1,
            Severity::Warning => warnings += 1,
        }
    }
    let told = [(errors, "error"), (warnings, "warning")].into_iter().filter(|(n, _)| *n > 0);
    let findings = told.map(|(n, noun)| counted(n, noun)).collect::<Vec<_>>().join(", ");
    let colour = match (errors, warnings, tested.calls) {
        (1.., ..) => "31",
        (0, 1.., _) => "33",
        (.., 0) => "2",
        _ => "0",
    };
    let cells = [tested.calls.to_string(), statuses, time(0.5), time(0.99), findings];
    (harmless(&tested.operation), cells, colour)
}
