//! How long an answer is held back.

use std::str::FromStr;
use std::time::Duration;

use rand::RngExt;

use super::duration::parse;
use counterpart_generate::Rng;

/// A time, or a span from which one is drawn: `200ms`, `50ms..300ms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Latency {
    from: Duration,
    to: Duration,
}

impl FromStr for Latency {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (from, to) = text.split_once("..").unwrap_or((text, text));
        let (from, to) = (parse(from.trim(), None)?, parse(to.trim(), None)?);
        if from > to {
            return Err(format!("`{text}` ends before it begins; write the shorter time first"));
        }
        Ok(Self { from, to })
    }
}

impl Latency {
    /// Takes always the same time.
    pub fn fixed(time: Duration) -> Self {
        Self { from: time, to: time }
    }

    /// Draws a time, in whole microseconds.
    pub(super) fn draw(self, rng: &mut Rng) -> Duration {
        if self.from == self.to {
            return self.from;
        }
        let micros = |time: Duration| u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        Duration::from_micros(rng.random_range(micros(self.from)..=micros(self.to)))
    }
}
