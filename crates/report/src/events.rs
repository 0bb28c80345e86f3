//! The events of a run as they come, a JSON object on each line (NDJSON).

use std::fmt;
use std::io::{self, Write};

use counterpart_contract::{Event, Exchanged, Observer, Received, Sent};
use counterpart_exchange::Secrets;
use serde_json::{Value, json};

/// Writes each event when it is told; secrets are masked.
pub struct Events {
    out: Box<dyn Write + Send>,
    secrets: Secrets,
    target: String,
    /// What the writer said first; nothing is written after it.
    failed: Option<io::Error>,
}

impl Events {
    /// Writes to a writer, without what is secret.
    pub fn new(out: Box<dyn Write + Send>, secrets: Secrets) -> Self {
        Self { out, secrets, target: String::new(), failed: None }
    }

    /// Ends the stream.
    ///
    /// # Errors
    /// The first that the writer had.
    pub fn finish(mut self) -> io::Result<()> {
        match self.failed.take() {
            Some(error) => Err(error),
            None => self.out.flush(),
        }
    }

    fn line(&self, event: &Event) -> Value {
        match event {
            Event::Started { target, document, seed, shard, operations } => json!({
                "event": "started",
                "target": target,
                "document": document,
                "seed": seed,
                "shard": shard,
                "operations": operations,
            }),
            Event::Phase(phase, units) => {
                json!({ "event": "phase", "phase": phase, "units": units })
            }
            Event::Called { phase, operation, meaning, exchanged } => {
                let Exchanged { below, request, outcome, elapsed, .. } = &**exchanged;
                json!({
                    "event": "called",
                    "phase": phase,
                    "operation": **operation,
                    "meaning": meaning.name(),
                    "about": meaning.about().map(ToString::to_string),
                    "sent": Sent::of(below.url(&self.target), request, &self.secrets),
                    "received": Received::of(outcome, *elapsed, &self.secrets),
                })
            }
            Event::Repeated { operation, exchanged } => {
                let Exchanged { request, outcome, elapsed, .. } = &**exchanged;
                json!({
                    "event": "repeated",
                    "operation": **operation,
                    "sent": Sent::of(&self.target, request, &self.secrets),
                    "received": Received::of(outcome, *elapsed, &self.secrets),
                })
            }
            Event::Progressed(phase) => json!({ "event": "progressed", "phase": phase }),
            Event::Found(finding) => json!({ "event": "found", "finding": finding }),
            Event::Finished(summary) => json!({ "event": "finished", "summary": summary }),
        }
    }
}

impl Observer for Events {
    fn observe(&mut self, event: &Event) {
        if let Event::Started { target, .. } = event {
            self.target.clone_from(target);
        }
        if self.failed.is_none() {
            self.failed = writeln!(self.out, "{}", self.line(event)).err();
        }
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").field("failed", &self.failed).finish_non_exhaustive()
    }
}
