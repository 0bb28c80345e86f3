//! Ctrl-C.

use std::process::{Child, Command, Stdio};

use super::hostile::{REPORTS, WRITTEN};
use super::*;

fn start(folder: &Folder, url: &str, more: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_counterpart"));
    command.args(["test", &path(NOTES).display().to_string(), "--url", url]).args(more);
    command.current_dir(folder.path()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

fn interrupt(child: &Child) {
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-s", "INT", &pid]).status().unwrap().success());
}

#[test]
fn a_run_that_is_interrupted_writes_its_reports() {
    let folder = Folder::new("interrupted");
    let server = Server::new(|_| (500, "{}".to_owned()));
    let mut child = start(&folder, &server.url, &["--time", "10m", "--report", WRITTEN]);
    // By then something was found.
    (0..60).for_each(|_| server.wait());
    interrupt(&child);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let report: serde_json::Value = serde_json::from_str(&folder.read("r.json")).unwrap();
    assert_eq!(report["summary"]["stopped"], "it was interrupted");
    let found = report["findings"].as_array().unwrap();
    assert!(found.iter().any(|found| found["check"] == "server_error"), "{found:?}");
    assert_eq!(folder.list("counterpart.replays").len(), found.len());
    for report in ["r.har", "r.sarif"] {
        serde_json::from_str::<serde_json::Value>(&folder.read(report)).unwrap();
    }
    let events = folder.read("r.ndjson");
    let last: serde_json::Value = serde_json::from_str(events.lines().last().unwrap()).unwrap();
    assert_eq!(last["event"], "finished");
    assert!(folder.read("r.xml").contains("server_error"));
    assert!(folder.read("r.html").contains("server_error"));
    assert_eq!(REPORTS.map(|report| folder.read(report).is_empty()), [false; 6]);
}

#[test]
fn a_second_signal_ends_at_once() {
    let folder = Folder::new("at-once");
    let (open, hold) = std::sync::mpsc::channel::<()>();
    let hold = std::sync::Mutex::new(hold);
    let asked = std::sync::atomic::AtomicUsize::new(0);
    // The first answers make a suspicion; then nothing is answered any more.
    let server = Server::new(move |_| {
        if asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed) >= 40 {
            let _ = hold.lock().unwrap().recv();
        }
        (500, "{}".to_owned())
    });
    let mut child = start(&folder, &server.url, &["--time", "10m"]);
    (0..41).for_each(|_| server.wait());
    interrupt(&child);
    while child.try_wait().unwrap().is_none() {
        interrupt(&child);
        std::thread::yield_now();
    }
    assert_eq!(child.wait().unwrap().code(), Some(130));
    drop(open);
}
