//! What goes on while a run goes on: one line on a terminal, written over and over.
//!
//! Where nobody watches, a line for each phase is enough.

use std::collections::BTreeSet;
use std::fmt;
use std::io::Write;
use std::time::Duration;

use counterpart_contract::{Event, Observer, Phase};

use crate::report::counted;
use crate::terminal::{Screen, paint};

/// How often the line is written at most: more often nobody can read it.
const PAUSE: Duration = Duration::from_millis(80);

/// How wide the bar is at most, in characters.
const BAR: usize = 24;

/// How much of a line the rest takes: a line that is wrapped cannot be written over.
const REST: usize = 64;

/// Shows how far a run is.
pub struct Progress {
    out: Box<dyn Write + Send>,
    screen: Screen,
    /// Tells how long ago the run was started.
    clock: Box<dyn Fn() -> Duration + Send>,
    phase: Option<Phase>,
    began: Duration,
    done: usize,
    units: usize,
    calls: u64,
    findings: usize,
    drawn: Option<Duration>,
    /// The phases that came already: a run that is given time goes through some of them again and again.
    told: BTreeSet<Phase>,
}

impl Progress {
    /// Writes to a writer; the clock tells how long ago the run was started.
    pub fn new(
        out: Box<dyn Write + Send>,
        screen: Screen,
        clock: Box<dyn Fn() -> Duration + Send>,
    ) -> Self {
        Self {
            out,
            screen,
            clock,
            phase: None,
            began: Duration::ZERO,
            done: 0,
            units: 0,
            calls: 0,
            findings: 0,
            drawn: None,
            told: BTreeSet::new(),
        }
    }

    fn draw(&mut self) {
        let now = (self.clock)();
        if !self.screen.animated || self.drawn.is_some_and(|drawn| now < drawn + PAUSE) {
            return;
        }
        self.drawn = Some(now);
        let line = self.line(now);
        // Nobody may be reading; a run is not less worth for it.
        let _ = write!(self.out, "\r\x1b[2K{line}");
        let _ = self.out.flush();
    }

    fn line(&self, now: Duration) -> String {
        let Some(phase) = self.phase else { return String::new() };
        let width = self.screen.width.saturating_sub(REST).clamp(BAR / 4, BAR);
        let filled = (self.done * width).checked_div(self.units).unwrap_or(0).min(width);
        let bar = format!("{}{}", "━".repeat(filled), "─".repeat(width - filled));
        let bar = paint(self.screen, "36", &bar);
        #[expect(clippy::cast_precision_loss, reason = "a count of calls is far below 2⁵²")]
        let rate = self.calls as f64 / now.as_secs_f64().max(0.001);
        let found = counted(self.findings, "finding");
        let found = if self.findings > 0 { paint(self.screen, "31", &found) } else { found };
        let left = self.left(now).map_or_else(String::new, |left| format!("  {left} left"));
        format!(
            "{:<9} {bar} {}/{}  {} calls  {rate:.0}/s  {found}{left}",
            name(phase),
            self.done,
            self.units,
            self.calls
        )
    }

    /// Guesses how long the phase still takes, by how long it took so far.
    fn left(&self, now: Duration) -> Option<String> {
        let spent = now.saturating_sub(self.began);
        if self.done == 0 || self.done >= self.units || spent < Duration::from_secs(1) {
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "a count of units is far below 2⁵²")]
        let left = spent.as_secs_f64() * (self.units - self.done) as f64 / self.done as f64;
        let seconds = Duration::from_secs_f64(left.min(359_999.0)).as_secs();
        Some(format!("{}:{:02}", seconds / 60, seconds % 60))
    }

    fn clear(&mut self) {
        if self.screen.animated && self.drawn.take().is_some() {
            let _ = write!(self.out, "\r\x1b[2K");
            let _ = self.out.flush();
        }
    }
}

impl Observer for Progress {
    fn observe(&mut self, event: &Event) {
        match event {
            Event::Phase(phase, units) => {
                self.phase = Some(*phase);
                (self.done, self.units) = (0, *units);
                self.began = (self.clock)();
                if self.screen.animated {
                    self.drawn = None;
                    self.draw();
                } else if self.told.insert(*phase) {
                    let _ = writeln!(self.out, "{}: {}", name(*phase), counted(*units, "unit"));
                }
            }
            Event::Progressed(_) => {
                self.done += 1;
                self.draw();
            }
            Event::Called { .. } | Event::Repeated { .. } => self.calls += 1,
            Event::Found(_) => {
                self.findings += 1;
                self.draw();
            }
            Event::Finished(_) => self.clear(),
            Event::Started { .. } => {}
        }
    }
}

/// Names a phase.
fn name(phase: Phase) -> &'static str {
    match phase {
        Phase::Replays => "replays",
        Phase::Examples => "examples",
        Phase::Boundary => "boundary",
        Phase::Random => "random",
        Phase::Sequences => "sequences",
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress").field("phase", &self.phase).finish_non_exhaustive()
    }
}
