//! The operations: what of each was looked at, and how fast it answered.

use std::io::{self, Write};

use super::bar;
use super::findings::name;
use crate::coverage::{OperationCoverage, Part};
use crate::latency::{self, Latency};
use crate::markup::Escaped;
use crate::report::{Report, Tested};

/// How many keywords of a list are shown: the JSON report has all.
const MAX_KEYWORDS: usize = 60;

/// The size of a histogram, in pixels.
const HEIGHT: f64 = 80.0;
/// The width of one of its bars with the gap after it.
const STEP: usize = 9;

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<section id=\"operations\">\n<h2>Operations</h2>")?;
    writeln!(
        out,
        "<p class=\"legend\">Each with its calls, the statuses that it answered (green: success, dashed: declared and not seen, red: not declared), the parameters that were given and left out, the keywords of requests that were kept and broken, and those that its answers were held to.</p>"
    )?;
    writeln!(
        out,
        "<div class=\"row heads\" aria-hidden=\"true\"><span>operation</span><span>calls</span><span>statuses</span><span>parameters</span><span>kept</span><span>broken</span><span>held to</span><span>p50</span><span>p99</span></div>"
    )?;
    for tested in &report.operations {
        let covered = report.coverage.operations.iter();
        let covered = covered.clone().find(|known| known.operation == tested.operation);
        row(tested, covered.unwrap_or(&OperationCoverage::default()), out)?;
    }
    writeln!(out, "</section>")
}

fn row(tested: &Tested, covered: &OperationCoverage, out: &mut dyn Write) -> io::Result<()> {
    let uncalled = if tested.calls == 0 { " uncalled" } else { "" };
    writeln!(out, "<details class=\"tested{uncalled}\">\n<summary class=\"row\">")?;
    writeln!(out, "<span>{}</span><span>{}</span>", name(&tested.operation), tested.calls)?;
    writeln!(out, "<span class=\"statuses\">{}</span>", statuses(covered))?;
    let parameters = Part {
        seen: covered.parameters.iter().filter(|parameter| parameter.is_covered()).count(),
        of: covered.parameters.len(),
    };
    let (request, response) = (&covered.request, &covered.response);
    let of = |of: usize, missing: &[String]| Part { seen: of.saturating_sub(missing.len()), of };
    for part in [
        parameters,
        of(request.of, &request.not_kept),
        of(request.of, &request.not_broken),
        of(response.of, &response.not_held),
    ] {
        let figure =
            if part.of == 0 { "–".to_owned() } else { format!("{}/{}", part.seen, part.of) };
        writeln!(out, "<span>{figure}{}</span>", bar(part))?;
    }
    for quantile in [0.5, 0.99] {
        let shown = match tested.latency.count() {
            0 => "–".to_owned(),
            _ => latency::shown(tested.latency.quantile(quantile)),
        };
        writeln!(out, "<span>{shown}</span>")?;
    }
    writeln!(out, "</summary>\n<div class=\"inside\">")?;
    inside(tested, covered, out)?;
    writeln!(out, "</div>\n</details>")
}

fn statuses(covered: &OperationCoverage) -> String {
    let declared = covered.statuses.iter().map(|status| {
        let is_success = status.status.starts_with('2');
        let (class, count) = match status.seen {
            0 => ("unseen", String::new()),
            seen if is_success => ("seen", format!("<small>×{seen}</small>")),
            seen => ("refused", format!("<small>×{seen}</small>")),
        };
        format!("<i class=\"chip {class}\">{}{count}</i>", Escaped(&status.status))
    });
    let undeclared = covered.undeclared.iter();
    let undeclared = undeclared.map(|(status, seen)| {
        format!("<i class=\"chip undeclared\">{status}<small>×{seen}</small></i>")
    });
    declared.chain(undeclared).collect::<Vec<_>>().join(" ")
}

/// Writes what is shown of an operation when it is opened.
fn inside(tested: &Tested, covered: &OperationCoverage, out: &mut dyn Write) -> io::Result<()> {
    if tested.latency.count() > 0 {
        histogram(&tested.latency, out)?;
    }
    if !covered.parameters.is_empty() {
        writeln!(
            out,
            "<table>\n<tr><th>parameter</th><th>in</th><th>given</th><th>left out</th></tr>"
        )?;
        for parameter in &covered.parameters {
            let mark = if parameter.is_covered() { "" } else { " class=\"missing\"" };
            writeln!(
                out,
                "<tr{mark}><td><code>{}</code>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
                Escaped(&parameter.name),
                if parameter.required { " <small>required</small>" } else { "" },
                Escaped(&parameter.location),
                parameter.given,
                parameter.left_out
            )?;
        }
        writeln!(out, "</table>")?;
    }
    keywords("Keywords that no request kept", &covered.request.not_kept, out)?;
    keywords("Keywords that no request broke", &covered.request.not_broken, out)?;
    keywords("Keywords that no answer was held to", &covered.response.not_held, out)
}

fn keywords(title: &str, pointers: &[String], out: &mut dyn Write) -> io::Result<()> {
    if pointers.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<details class=\"keywords\"><summary>{title}: {}</summary>\n<ul>",
        pointers.len()
    )?;
    for pointer in pointers.iter().take(MAX_KEYWORDS) {
        writeln!(out, "<li><code>{}</code></li>", Escaped(pointer))?;
    }
    let more = pointers.len().saturating_sub(MAX_KEYWORDS);
    if more > 0 {
        writeln!(out, "<li>… and {more} more</li>")?;
    }
    writeln!(out, "</ul></details>")
}

/// Draws how many answers took how long; a bar is a bucket, which grows by an eighth of a power of two.
fn histogram(latency: &Latency, out: &mut dyn Write) -> io::Result<()> {
    let buckets: Vec<_> = latency.buckets().collect();
    let most = buckets.iter().map(|(_, count)| *count).max().unwrap_or(1);
    let width = buckets.len() * STEP;
    writeln!(
        out,
        "<figure><svg width=\"{width}\" height=\"{HEIGHT}\" role=\"img\" aria-label=\"Latency histogram\">"
    )?;
    for (at, (end, count)) in buckets.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "a count of calls is far below 2⁵²")]
        let height = (*count as f64 / most as f64 * HEIGHT).max(1.0);
        writeln!(
            out,
            "<rect x=\"{}\" y=\"{:.1}\" width=\"{}\" height=\"{height:.1}\"><title>{count} within {}</title></rect>",
            at * STEP,
            HEIGHT - height,
            STEP - 2,
            latency::shown(*end)
        )?;
    }
    let quantiles = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99)];
    let quantiles =
        quantiles.map(|(name, q)| format!("{name} {}", latency::shown(latency.quantile(q))));
    writeln!(
        out,
        "</svg><figcaption>{} answers: {}, at most {}</figcaption></figure>",
        latency.count(),
        quantiles.join(", "),
        latency::shown(latency.max_ms())
    )
}
