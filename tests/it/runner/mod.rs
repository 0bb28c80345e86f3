//! `counterpart test` as a user runs it, against our mock and against small servers of its own.

mod access;
mod config;
mod credentials;
mod desk;
mod exits;
mod hosted;
mod hostile;
mod kept;
mod limited;
mod replays;
mod server;
mod shards;
mod signals;
mod workers;

use crate::support::{Folder, Process, path};
use server::Server;

/// The document of these tests.
const NOTES: &str = "fixtures/runner/notes.yaml";

/// A mock of it that keeps it, and one that fails at one operation.
fn good() -> Process {
    Process::start(&["mock", NOTES])
}

fn broken() -> Process {
    Process::start(&["mock", NOTES, "--fault", "readPreference=500"])
}

/// How a run ended: its code, and what it printed.
struct Ran {
    code: Option<i32>,
    output: String,
    errors: String,
}

/// Runs `counterpart` in a folder; `NOTES` is the document's whole path.
fn run(folder: &Folder, arguments: &[&str]) -> Ran {
    run_with(folder, arguments, &[])
}

fn run_with(folder: &Folder, arguments: &[&str], environment: &[(&str, &str)]) -> Ran {
    let notes = path(NOTES).display().to_string();
    let arguments: Vec<_> =
        arguments.iter().map(|a| if *a == NOTES { notes.as_str() } else { a }).collect();
    let ended = Process::run_in(folder.path(), &arguments, environment);
    Ran { code: ended.code, output: ended.output, errors: ended.errors }
}

impl Ran {
    #[track_caller]
    fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.output, self.errors);
        self
    }

    #[track_caller]
    fn says(self, text: &str) -> Self {
        assert!(
            self.output.contains(text) || self.errors.contains(text),
            "no `{text}` in:\n{}\n{}",
            self.output,
            self.errors
        );
        self
    }

    #[track_caller]
    fn never_says(self, text: &str) -> Self {
        assert!(
            !self.output.contains(text) && !self.errors.contains(text),
            "`{text}` in:\n{}\n{}",
            self.output,
            self.errors
        );
        self
    }
}
