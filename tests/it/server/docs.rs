//! The examples of `docs/control.md`, as somebody would paste them.

use std::process::{Command, Stdio};

use super::NOTES;
use crate::support::{Process, read};

#[test]
fn the_documented_commands_work() {
    let process = Process::start(&["mock", NOTES]);
    let text = read("docs/control.md");
    let blocks = text.split("```sh\n").skip(1).filter_map(|block| block.split("```").next());
    let script: String = blocks.collect();
    assert!(script.lines().count() > 30, "{script}");
    // What fails is to end the script: `curl` says so of refusals only when it is asked to.
    let script =
        script.replace("curl -s", "curl -sSf").replace("http://127.0.0.1:4010", &process.url);
    let folder = std::env::temp_dir().join(format!("counterpart-docs-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut bash = Command::new("bash");
    bash.args(["-euxc", &script]).current_dir(&folder).stdin(Stdio::null());
    let ended = bash.output().unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
}
