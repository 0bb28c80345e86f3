//! Developer commands.
//!
//! `cargo xtask openapi` writes the documents of `crates/apis` into `openapi/`; with `--check` it writes nothing and shows what would change.
//! `cargo xtask bench mock` measures the mock beside a bare axum handler, `cargo xtask corpus` how inferred state behaves over the corpus.
#![expect(clippy::print_stdout, reason = "a command line tool speaks on standard output")]

mod bench;
mod corpus;
mod openapi;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Developer commands of the workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the vendor documents into openapi/
    Openapi {
        /// Write nothing; show what differs and fail if anything does
        #[arg(long)]
        check: bool,
    },
    /// Measure how fast it is
    #[command(subcommand)]
    Bench(bench::Bench),
    /// Measure how inferred state behaves over the corpus
    Corpus,
}

fn main() -> anyhow::Result<ExitCode> {
    match Arguments::parse().command {
        Command::Openapi { check: true } => openapi::check(),
        Command::Openapi { check: false } => openapi::write(),
        Command::Bench(bench) => bench::run(bench),
        Command::Corpus => corpus::run(),
    }
}
