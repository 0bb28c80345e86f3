//! Measures over the corpus how what is inferred behaves, and prints it as a table.

use std::process::{Command, ExitCode};

use anyhow::ensure;

use crate::bench::cargo;

/// Runs the test that holds the laws, over everything, and lets its table through.
pub(crate) fn run() -> anyhow::Result<ExitCode> {
    let test =
        ["test", "--quiet", "--release", "--test", "corpus", "records_live", "--", "--nocapture"];
    let output = Command::new(cargo()).args(test).env("COUNTERPART_CORPUS_ALL", "1").output()?;
    let out = String::from_utf8_lossy(&output.stdout);
    let told = String::from_utf8_lossy(&output.stderr);
    let table: Vec<_> = out.lines().filter(|line| line.starts_with('|')).collect();
    ensure!(!table.is_empty(), "nothing was measured:\n{out}{told}");
    println!("{}", table.join("\n"));
    Ok(if output.status.success() {
        ExitCode::SUCCESS
    } else {
        println!("{told}");
        ExitCode::FAILURE
    })
}
