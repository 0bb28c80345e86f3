//! The arguments; their comments are the help texts.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;

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
    Mock(MockOptions),
}

#[derive(Debug, Args)]
pub(crate) struct MockOptions {
    /// The OpenAPI documents, YAML or JSON; all are served on one port, each below its base path.
    #[arg(required = true, value_name = "DOCUMENT")]
    pub(crate) documents: Vec<PathBuf>,
    /// The port to listen on; 0 picks a free one.
    #[arg(long, default_value_t = 4010)]
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
    /// Which requests are told of on standard error.
    #[arg(long, value_enum, default_value_t = LogChoice::Refusals)]
    pub(crate) log: LogChoice,
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
