//! `counterpart report`: reports that were written before.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use counterpart_contract::Severity;
use counterpart_report::{Report, Screen, merge, terminal};

use crate::output::print;
use crate::{Exit, render};

/// How wide a line is where nobody says.
const WIDTH: usize = 100;

#[derive(Debug, Args)]
pub(crate) struct ReportOptions {
    #[command(subcommand)]
    command: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Join the JSON reports of shards: together they are what one run finds.
    ///
    /// Ends with 1 when there are errors among the findings.
    Merge(MergeOptions),
}

#[derive(Debug, Args)]
struct MergeOptions {
    /// The JSON reports.
    #[arg(required = true, value_name = "REPORT")]
    reports: Vec<PathBuf>,
    /// How the whole is written to standard output.
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// As docs/report.schema.json describes it.
    Json,
    /// XML as test runners write it.
    Junit,
    /// SARIF 2.1.0, for code hosts and editors.
    Sarif,
    /// Annotations of GitHub's workflows.
    Github,
    /// One page that needs nothing else.
    Html,
}

/// Does what is to be done with reports.
pub(crate) fn run(options: &ReportOptions) -> Exit {
    let Action::Merge(options) = &options.command;
    joined(options).unwrap_or_else(|exit| exit)
}

fn joined(options: &MergeOptions) -> Result<Exit, Exit> {
    let reports: Vec<_> =
        options.reports.iter().map(|path| read(path)).collect::<Result<_, _>>()?;
    let report = merge(reports).map_err(|why| {
        render::error(&why.to_string(), "join what the shards of one run wrote");
        Exit::Usage
    })?;
    print(&written(&report, options.format))?;
    Ok(if report.count(Severity::Error) > 0 { Exit::Findings } else { Exit::Clean })
}

fn read(path: &Path) -> Result<Report, Exit> {
    let name = path.display();
    let bytes = std::fs::read(path).map_err(|error| {
        render::error(&format!("`{name}` cannot be read: {error}"), "name a JSON report");
        Exit::Usage
    })?;
    serde_json::from_slice(&bytes).map_err(|error| {
        let help = "give JSON reports of this version; docs/report.schema.json describes them";
        render::error(&format!("`{name}` is no report: {error}"), help);
        Exit::Usage
    })
}

fn written(report: &Report, format: Format) -> String {
    let mut text = Vec::new();
    let written = match format {
        Format::Text => terminal(report, screen(), &mut text),
        Format::Json => counterpart_report::Format::Json.write(report, &mut text),
        Format::Junit => counterpart_report::Format::Junit.write(report, &mut text),
        Format::Sarif => counterpart_report::Format::Sarif.write(report, &mut text),
        Format::Github => counterpart_report::Format::Github.write(report, &mut text),
        Format::Html => counterpart_report::Format::Html.write(report, &mut text),
    };
    written.expect("memory takes whatever is written");
    String::from_utf8(text).expect("all formats are texts")
}

/// Looks at what standard output is.
fn screen() -> Screen {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    Screen {
        animated: io::stdout().is_terminal(),
        coloured: render::is_coloured(&io::stdout()),
        width: columns.unwrap_or(WIDTH),
    }
}
