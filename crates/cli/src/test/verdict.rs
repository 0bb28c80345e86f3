//! How a run ends, for whoever runs it in a script.

use counterpart_contract::Finding;
use counterpart_report::Report;

use crate::{Exit, render};

/// Says how a run ended that was not interrupted, and tells where nothing was tested.
///
/// Only of a `whole` run that is a failure: a part of one may have nothing that can succeed.
pub(crate) fn verdict(report: &Report, counts: impl Fn(&Finding) -> bool, whole: bool) -> Exit {
    let exit = if report.findings.iter().any(counts) {
        Exit::Findings
    } else if report.summary.stopped.is_some() {
        Exit::Network
    } else {
        Exit::Clean
    };
    match report.barred() {
        Some(barred) if exit == Exit::Clean && whole && report.findings.is_empty() => {
            render::error(&barred.to_string(), barred.help());
            Exit::Network
        }
        Some(barred) => {
            render::note(&format!("{barred}; {}", barred.help()));
            exit
        }
        None => exit,
    }
}
