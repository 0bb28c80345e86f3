//! `counterpart report`.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use counterpart_contract::Severity;
use counterpart_report::{Report, merge as joined};

use crate::test::{Look, ReportTo, Whole, verdict};
use crate::{Exit, named, render};

#[derive(Debug, Subcommand)]
pub(crate) enum ReportCommand {
    /// Join the JSON reports of the parts of a run.
    ///
    /// Ends as the whole run would: with 1 when there are errors.
    Merge(MergeOptions),
}

#[derive(Debug, Args)]
pub(crate) struct MergeOptions {
    /// The JSON reports of all parts.
    #[arg(required = true, value_name = "FILE")]
    reports: Vec<PathBuf>,
    /// Reports to write: `json=F`, `junit=F`, `html=F`, `sarif=F`, and `github` for annotations on standard output.
    #[arg(long, value_name = "FORMAT=FILE", value_delimiter = ',')]
    report: Vec<ReportTo>,
    /// Print only the line that sums the results up.
    #[arg(long)]
    quiet: bool,
    /// Print no colours.
    #[arg(long)]
    no_color: bool,
}

/// Joins the reports, prints them as one, and writes what is asked for.
pub(crate) fn merge(options: &MergeOptions) -> Exit {
    merged(options).unwrap_or_else(|exit| exit)
}

fn merged(options: &MergeOptions) -> Result<Exit, Exit> {
    if options.report.iter().any(|report| !report.is_whole()) {
        let message = "`har` and `ndjson` are written while a run goes on, not from reports";
        render::error(message, "write them with `counterpart test`");
        return Err(Exit::Usage);
    }
    let reports = options.reports.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
    let report = joined(reports).map_err(|error| {
        render::error(&error.to_string(), "name the reports of all parts of one run");
        Exit::Usage
    })?;
    let missing = report.shards.missing();
    if !missing.is_empty() {
        let missing: Vec<_> = missing.iter().map(ToString::to_string).collect();
        let of = report.shards.of;
        render::note(&format!("of {of} parts these are not here: {}", missing.join(", ")));
    }
    Whole::open(&options.report)?.write(&report)?;
    Look::new(options.quiet, options.no_color).print(&report)?;
    Ok(verdict(&report, |finding| finding.severity == Severity::Error, true))
}

fn read(path: &Path) -> Result<Report, Exit> {
    serde_json::from_slice(&named::read(path)?).map_err(|error| {
        let help = "name a file that `--report json=FILE` wrote";
        render::error(&format!("`{}` is no report: {error}", path.display()), help);
        Exit::Usage
    })
}
