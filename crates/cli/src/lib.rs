//! The command line: arguments, rendering of diagnostics, exit codes.
//!
//! The only crate that prints, reads files and asks for the time; everything below it gets these as arguments.
#![expect(
    clippy::disallowed_methods,
    reason = "time, files and the environment enter here, and nowhere else"
)]

mod arguments;
mod check;
mod documents;
mod edges;
mod exit;
mod guide;
mod mock;
mod named;
mod output;
mod plural;
mod reload;
mod render;
mod replay;
mod report;
mod sample;
mod server;
mod state;
mod stop;
mod test;
mod watch;

use std::process::ExitCode;

use clap::Parser;

pub use exit::Exit;

/// Runs the command that the arguments name.
pub fn main() -> ExitCode {
    let arguments = arguments::Arguments::parse();
    let run = || match &arguments.command {
        arguments::Command::Mock(options) => mock::run(options),
        arguments::Command::Check(options) => check::run(options),
        arguments::Command::Sample(options) => sample::run(options),
        arguments::Command::State(options) => state::run(options),
        arguments::Command::Test(options) => test::run(options),
        arguments::Command::Replay(options) => replay::run(options),
        arguments::Command::Report(report::ReportCommand::Merge(options)) => report::merge(options),
    };
    counterpart_files::deep(1, run).swap_remove(0).into()
}
