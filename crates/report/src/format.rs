//! The formats that a finished report is written in.

use std::io::{self, Write};

use crate::report::Report;
use crate::{github, html, junit, sarif};

/// A format of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Everything, as `docs/report.schema.json` describes it.
    Json,
    /// XML as test runners write it.
    Junit,
    /// The Static Analysis Results Interchange Format 2.1.0.
    Sarif,
    /// Annotations of GitHub's workflows.
    Github,
    /// One page that needs nothing else.
    Html,
}

impl Format {
    /// Lists all formats.
    pub const ALL: [Self; 5] = [Self::Json, Self::Junit, Self::Sarif, Self::Github, Self::Html];

    /// Gives the name that flags use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Junit => "junit",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::Html => "html",
        }
    }

    /// Writes a report.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Json => {
                serde_json::to_writer_pretty(&mut *out, report)?;
                writeln!(out)
            }
            Self::Junit => junit::write(report, out),
            Self::Sarif => sarif::write(report, out),
            Self::Github => github::write(report, out),
            Self::Html => html::write(report, out),
        }
    }
}
