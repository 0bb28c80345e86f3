//! Runs the terminal sessions of the README: what is printed there is what happens.

use std::process::Command;

use crate::support::{Process, path, read};

/// The address that the README's sessions speak to.
const ADDRESS: &str = "http://127.0.0.1:4010";

#[test]
fn the_readme_session_is_true() {
    let readme = read("README.md");
    let sessions: Vec<_> = blocks(&readme).collect();
    let mock = sessions
        .iter()
        .flat_map(|block| block.lines())
        .find_map(|line| line.strip_prefix("$ cargo run --release -- "));
    let arguments: Vec<_> = mock.expect("the command that starts the mock").split(' ').collect();
    let arguments = expanded(&arguments);
    let mut process = Process::start(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    let mut shown = vec![process.url.replace(&process.url, ADDRESS)];
    shown.extend(process.lines(4));
    let printed: Vec<_> =
        shown.iter().map(|line| line.trim_start_matches("listening on ")).collect();
    for line in printed {
        assert!(readme.contains(line), "the README does not show `{line}`");
    }
    let mut ran = 0;
    for (command, expected) in sessions.iter().flat_map(|block| exchanges(block)) {
        if !command.starts_with("curl") {
            continue;
        }
        let done = Command::new("bash")
            .args(["-c", &command.replace(ADDRESS, &process.url)])
            .output()
            .expect("bash and curl");
        assert!(done.status.success(), "{command}: {}", String::from_utf8_lossy(&done.stderr));
        assert_eq!(String::from_utf8_lossy(&done.stdout).trim_end(), expected, "{command}");
        ran += 1;
    }
    assert!(ran >= 6, "only {ran} commands were run");
}

/// Expands `openapi/*.yaml` as a shell does.
fn expanded(arguments: &[&str]) -> Vec<String> {
    let expand = |argument: &&str| match argument.split_once('*') {
        Some((folder, ending)) => crate::support::files(folder.trim_end_matches('/'), ending),
        None => vec![(*argument).to_owned()],
    };
    assert!(path("README.md").exists());
    arguments.iter().flat_map(expand).collect()
}

fn blocks(text: &str) -> impl Iterator<Item = &str> {
    text.split("```console\n").skip(1).filter_map(|rest| rest.split("\n```").next())
}

/// Splits a session into commands and what they print.
fn exchanges(block: &str) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for line in block.lines() {
        match (line.strip_prefix("$ "), out.last_mut()) {
            (Some(command), _) => out.push((command.to_owned(), String::new())),
            (None, Some((command, printed))) => {
                if command.ends_with('\\') {
                    command.truncate(command.len() - 1);
                    command.push_str(line.trim_start());
                } else {
                    printed.push_str(if printed.is_empty() { "" } else { "\n" });
                    printed.push_str(line);
                }
            }
            (None, None) => {}
        }
    }
    out
}
