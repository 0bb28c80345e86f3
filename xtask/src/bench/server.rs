//! A server under load: its process, and what it costs.
#![expect(clippy::disallowed_methods, reason = "measuring is about time and processes")]

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;

/// Ticks of the processor's clock in a second, as Linux counts them for user space.
const TICKS: f64 = 100.0;

/// A process that listens.
pub(super) struct Server {
    child: Child,
    pub(super) address: SocketAddr,
    /// From the start of the process until it listened.
    pub(super) start: Duration,
}

impl Server {
    /// Starts a command, and waits until it says `listening on http://…`.
    pub(super) fn start(command: &mut Command) -> anyhow::Result<Self> {
        let begin = Instant::now();
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let out = child.stdout.take().context("no output")?;
        let mut lines = BufReader::new(out).lines();
        let address = loop {
            let line = lines.next().context("the server ended before it listened")??;
            if let Some((_, address)) = line.split_once("http://") {
                break address
                    .trim_end_matches('/')
                    .split(' ')
                    .next()
                    .unwrap_or_default()
                    .parse()?;
            }
        };
        let start = begin.elapsed();
        // Whoever listens to nobody may be stopped by a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self { child, address, start })
    }

    /// Gives the processor time it has used, in seconds.
    pub(super) fn cpu(&self) -> anyhow::Result<f64> {
        cpu(self.child.id())
    }

    /// Gives the memory it holds, in MiB.
    pub(super) fn memory(&self) -> anyhow::Result<f64> {
        memory(self.child.id(), "VmRSS:")
    }
}

/// Gives the most memory that a process held, in MiB, and the processor time that it has used, in seconds.
pub(super) fn peak(process: u32) -> anyhow::Result<(f64, f64)> {
    Ok((memory(process, "VmHWM:")?, cpu(process)?))
}

fn cpu(process: u32) -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let fields: Vec<_> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| -> anyhow::Result<f64> {
        Ok(fields.get(at).context("no such field")?.parse::<f64>()?)
    };
    Ok((ticks(11)? + ticks(12)?) / TICKS)
}

fn memory(process: u32, what: &str) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(what));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()).context("no memory")?;
    Ok(kilobytes.parse::<f64>()? / 1024.0)
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
