//! The runner: how many cases it checks in a second, and what memory it takes, against fast servers.
#![expect(clippy::disallowed_methods, reason = "measuring is about time and processes")]

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use serde_json::Value;

use super::server::{Server, peak};

/// How often the memory of the runner is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// A server that is held to its document.
pub(super) struct Target<'t> {
    pub(super) name: &'t str,
    pub(super) document: &'t str,
    pub(super) server: Server,
    /// What else the runner is told.
    pub(super) arguments: &'t [&'t str],
}

/// Runs the runner against each target, and prints a row for each.
pub(super) fn measure(binary: &Path, targets: &[Target<'_>], cases: u32) -> anyhow::Result<()> {
    println!(
        "| server | cases | wall, s | cases/s | µs of processor, runner | peak memory | findings |"
    );
    println!("|---|---|---|---|---|---|---|");
    for target in targets {
        let report = std::env::temp_dir().join(format!("counterpart-{}.json", std::process::id()));
        let begin = Instant::now();
        let mut child = Command::new(binary)
            .args(["test", target.document, "--quiet", "--no-replays"])
            .args(["--url", &format!("http://{}", target.server.address)])
            .args(["--cases", &cases.to_string()])
            .arg("--report")
            .arg(format!("json={}", report.display()))
            .args(target.arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let (memory, cpu) = watched(&mut child)?;
        let wall = begin.elapsed().as_secs_f64();
        let text = std::fs::read(&report).context("there is no report")?;
        let _ = std::fs::remove_file(&report);
        let report: Value = serde_json::from_slice(&text)?;
        let summary = &report["summary"];
        let cases = summary["cases"].as_f64().context("the report has no count")?;
        ensure!(cases > 0.0, "no case was run against {}", target.name);
        let findings = report["findings"].as_array().map_or(0, Vec::len);
        println!(
            "| {} | {cases:.0} | {wall:.1} | {:.0} | {:.0} | {memory:.1} MiB | {findings} |",
            target.name,
            cases / wall,
            cpu / cases * 1e6,
        );
    }
    Ok(())
}

/// Waits for a process; gives the most memory that it held, in MiB, and the processor time that it took, in seconds.
fn watched(child: &mut Child) -> anyhow::Result<(f64, f64)> {
    let mut seen = (0.0, 0.0);
    while child.try_wait()?.is_none() {
        if let Ok(now) = peak(child.id()) {
            seen = now;
        }
        std::thread::sleep(LOOK);
    }
    Ok(seen)
}
