//! Broken and dangerous documents: each is refused with one readable message, or works but for its broken part; in time, and in little memory.

#![expect(clippy::disallowed_methods, reason = "the corpus says what to expect")]

use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::support::corpus;

/// How many seconds of work any document may take, which the shell limits; the clock would count what else the machine does.
const SECONDS: u64 = 5 * if cfg!(debug_assertions) { SLOWER } else { 1 };
/// How much slower the program is when it is not optimised, as tests are built.
const SLOWER: u64 = 4;
/// How much memory any document may take, in KiB of address space, which the shell limits: 500 MB, and what the program and the stacks of its threads reserve without using it.
const MEMORY: u64 = 700 * 1024;
/// What a foreign file has that no message may show.
const FOREIGN: [&str; 2] = ["root:", "/bin/"];

#[test]
fn hostile_documents_behave() {
    let Some(folder) = corpus("hostile") else { return };
    let table = std::fs::read_to_string(folder.join("expected.tsv")).unwrap();
    let rows = table.lines().skip(1).filter_map(|row| {
        let mut cells = row.split('\t');
        Some((cells.next()?, cells.next()?))
    });
    let mut failures = Vec::new();
    let mut count = 0;
    for (file, expected) in rows {
        count += 1;
        let path = folder.join(file);
        if let Err(reason) = judge(&check(&path), expected, file) {
            failures.push(format!("{file}: {reason}"));
        }
    }
    assert!(count > 0, "`expected.tsv` has no rows");
    assert!(failures.is_empty(), "{} of {count}:\n{}", failures.len(), failures.join("\n"));
}

/// Runs `counterpart check` with limited time and memory.
fn check(document: &Path) -> Output {
    let script = format!("ulimit -v {MEMORY} && ulimit -t {SECONDS} && exec \"$0\" check \"$1\"");
    let mut command = Command::new("bash");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_counterpart")]).arg(document);
    command.stdin(Stdio::null()).output().unwrap()
}

fn judge(done: &Output, expected: &str, file: &str) -> Result<(), String> {
    let errors = String::from_utf8_lossy(&done.stderr);
    if let Some(shown) = FOREIGN.iter().find(|foreign| errors.contains(**foreign)) {
        return Err(format!("shows `{shown}` of a foreign file"));
    }
    match (expected, done.status.code()) {
        ("works", Some(0 | 1)) => Ok(()),
        ("clear-error", Some(3)) => {
            let [_] = errors.matches("error[").collect::<Vec<_>>()[..] else {
                return Err(format!("is refused with more than one message:\n{errors}"));
            };
            let name = file.rsplit('/').next().unwrap_or(file);
            let helps = errors.contains("help:") || errors.contains(&format!("{name}:"));
            if helps {
                Ok(())
            } else {
                Err(format!("says neither where nor what to do:\n{errors}"))
            }
        }
        (_, code) => Err(format!("should be `{expected}`, and ends with {code:?}:\n{errors}")),
    }
}
