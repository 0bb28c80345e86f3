//! The arguments; their comments are the help texts.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;
use serde::Deserialize;

use crate::documents::LoadOptions;
use crate::edges::EdgeOptions;
use crate::guide;
use crate::replay::ReplayOptions;
use crate::report::ReportCommand;
use crate::server::ServerOptions;
use crate::test::TestOptions;

/// Both halves of an API contract from one OpenAPI document.
#[derive(Debug, Parser)]
#[command(name = "counterpart", version, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve documents as a mock that keeps state.
    Mock(Box<MockOptions>),
    /// Say what is wrong with documents.
    ///
    /// Findings go to standard error, one line for each document to standard output.
    /// Ends with 0 when all can be used, with at most warnings; with 1 when parts are wrong; with 3 when a document is refused.
    Check(CheckOptions),
    /// Print what requests, responses or values of a document look like.
    Sample(SampleOptions),
    /// Print what an API is taken to remember, as an Overlay with a reason for each line.
    ///
    /// Edit it, and give it back with `--overlay`.
    State(StateOptions),
    /// Hold a live server to a document.
    ///
    /// Ends with 0 when it keeps it, with at most warnings; with 1 when it does not; with 4 when it cannot be reached.
    Test(Box<TestOptions>),
    /// Look again for what earlier runs found: each file says which calls show it.
    ///
    /// Ends with 1 when one of them still shows it.
    Replay(Box<ReplayOptions>),
    /// Work with reports of runs.
    #[command(subcommand)]
    Report(ReportCommand),
}

#[derive(Debug, Args)]
pub(crate) struct MockOptions {
    /// The OpenAPI documents, YAML or JSON, or folders of them; all are served on one port, each below its base path.
    #[arg(required = true, value_name = "DOCUMENT")]
    pub(crate) documents: Vec<PathBuf>,
    /// The port to listen on; 0 picks a free one.
    #[arg(short, long, default_value_t = 4010)]
    pub(crate) port: u16,
    /// The address to listen on; anything but the loopback lets other machines in.
    #[arg(long, default_value = "127.0.0.1", value_parser = address)]
    pub(crate) host: IpAddr,
    /// The seed of all data: the same seed gives the same data at every start.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// The time the mock lives in: `real`, or a moment such as 2025-01-15T09:00:00Z at which it stands still.
    #[arg(long, default_value = "real", value_name = "real|INSTANT")]
    pub(crate) clock: ClockChoice,
    /// Remember only what the documents say in `x-state`, and infer nothing.
    #[arg(long)]
    pub(crate) no_inference: bool,
    /// Answer with generated data, as if every request said `Prefer: dynamic=true`: documented examples and what is remembered are not shown unless a request says `Prefer: dynamic=false`.
    #[arg(short, long)]
    pub(crate) dynamic: bool,
    /// Which requests are told of on standard error.
    #[arg(long, value_enum, default_value_t = LogChoice::Refusals)]
    pub(crate) log: LogChoice,
    #[command(flatten)]
    pub(crate) server: ServerOptions,
    #[command(flatten)]
    pub(crate) edges: EdgeOptions,
    #[command(flatten)]
    pub(crate) load: LoadOptions,
}

#[derive(Debug, Args)]
pub(crate) struct CheckOptions {
    /// The OpenAPI documents, YAML or JSON; folders, of which all documents are meant; or `-` for standard input.
    #[arg(required = true, value_name = "DOCUMENT")]
    pub(crate) documents: Vec<PathBuf>,
    /// How the findings are written; all but text goes to standard output.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// End with 1 for these, too.
    #[arg(long, value_enum)]
    pub(crate) deny: Vec<Denied>,
    /// Leave out a finding, such as W0241.
    #[arg(long, value_name = "CODE", value_parser = guide::code)]
    pub(crate) allow: Vec<&'static str>,
    /// Show all findings, not only the first ten of each code.
    #[arg(long)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) load: LoadOptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For programs; docs/check.md says what is in it.
    Json,
    /// SARIF 2.1.0, for code hosts and editors.
    Sarif,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Denied {
    /// Warnings.
    Warnings,
}

#[derive(Debug, Args)]
pub(crate) struct SampleOptions {
    /// The OpenAPI document, YAML or JSON; or `-` for standard input.
    #[arg(value_name = "DOCUMENT")]
    pub(crate) document: PathBuf,
    /// Only this operation: its `operationId`, or its method and path such as `GET /messages`.
    #[arg(long, value_name = "ID", conflicts_with = "schema")]
    pub(crate) operation: Option<String>,
    /// Values of this schema: its name in `components.schemas`, or a pointer such as `#/components/schemas/Message`.
    #[arg(long, value_name = "NAME")]
    pub(crate) schema: Option<String>,
    /// How many samples of each.
    #[arg(short = 'n', long = "number", default_value_t = 1, value_name = "N")]
    pub(crate) number: usize,
    /// The seed of all data: the same seed gives the same data.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// How requests and responses are written; values of a schema are lines of JSON.
    #[arg(long, value_enum, default_value_t = SampleFormat::Http)]
    pub(crate) format: SampleFormat,
    /// Only requests or only responses; for a schema, which way its values travel.
    #[arg(long, value_enum)]
    pub(crate) direction: Option<DirectionChoice>,
    #[command(flatten)]
    pub(crate) load: LoadOptions,
}

#[derive(Debug, Args)]
pub(crate) struct StateOptions {
    /// The OpenAPI document, YAML or JSON; or `-` for standard input.
    #[arg(value_name = "DOCUMENT")]
    pub(crate) document: PathBuf,
    #[command(flatten)]
    pub(crate) load: LoadOptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SampleFormat {
    /// As they travel.
    Http,
    /// One line of JSON for each pair.
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DirectionChoice {
    /// What clients send.
    Request,
    /// What the API answers.
    Response,
}

fn address(text: &str) -> Result<IpAddr, String> {
    match text {
        "localhost" => Ok(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        _ => text.parse().map_err(|_| "expected an IP address or `localhost`".to_owned()),
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum ClockChoice {
    Real,
    Fixed(Timestamp),
}

impl FromStr for ClockChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "real" {
            return Ok(Self::Real);
        }
        text.parse().map(Self::Fixed).map_err(|_| {
            "expected `real` or an RFC 3339 moment such as `2025-01-15T09:00:00Z`".to_owned()
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogChoice {
    /// None.
    Off,
    /// Those that were refused, with the reason.
    Refusals,
    /// All.
    All,
}
