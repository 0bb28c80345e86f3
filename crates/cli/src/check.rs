//! `counterpart check`.

mod json;
mod position;
mod report;
mod sarif;
mod text;

use std::sync::atomic::{AtomicUsize, Ordering};

use counterpart_files::deep;
use counterpart_spec::Severity;

use crate::arguments::{CheckOptions, Format};
use crate::documents::{Named, named};
use crate::{Exit, output, render};
use report::Report;

/// Says what is wrong with the documents.
pub(crate) fn run(options: &CheckOptions) -> Exit {
    let documents = named(&options.documents);
    let reports = reports(&documents, options);
    if reports.is_empty() {
        render::error("there is no OpenAPI document there", "name a file, or another folder");
        return Exit::Document;
    }
    let shown = match options.format {
        Format::Text => reports.iter().map(|report| text::tell(report, options.all)).collect(),
        Format::Json => format!("{:#}\n", json::json(&reports)),
        Format::Sarif => format!("{:#}\n", sarif::sarif(&reports)),
    };
    match output::print(&shown) {
        Ok(_) => exit(&reports, !options.deny.is_empty()),
        Err(exit) => exit,
    }
}

/// Looks at all documents, on all processors; the order is that of the documents.
fn reports(documents: &[Named], options: &CheckOptions) -> Vec<Report> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(document) = documents.get(index) else { return done };
            done.push((index, Report::of(document, options)));
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let done = deep(threads.min(documents.len()), work);
    let mut reports: Vec<_> = done.into_iter().flatten().collect();
    reports.sort_by_key(|(index, _)| *index);
    reports.into_iter().map(|(_, report)| report).collect()
}

fn exit(reports: &[Report], deny_warnings: bool) -> Exit {
    let bad = |report: &Report| {
        let worst = report.diagnostics.iter().map(|diagnostic| diagnostic.severity).max();
        worst == Some(Severity::Error) || (deny_warnings && worst.is_some())
    };
    if reports.iter().any(|report| report.size.is_none()) {
        Exit::Document
    } else if reports.iter().any(bad) {
        Exit::Findings
    } else {
        Exit::Clean
    }
}
