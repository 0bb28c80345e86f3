//! How long responses took: a histogram whose buckets grow by an eighth of a power of two.
//!
//! A quantile is therefore at most 9 % too large, over any number of calls in little memory.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Into how many buckets each power of two is divided.
const PARTS: f64 = 8.0;

/// Durations, counted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Latency {
    /// How many durations fall below the end of each bucket, and not into the one before.
    buckets: BTreeMap<u16, u64>,
    /// In microseconds.
    max: u64,
}

/// The form of reports: milliseconds; the quantiles follow from the buckets.
#[derive(Serialize, Deserialize)]
struct Written {
    count: u64,
    p50_ms: f64,
    p90_ms: f64,
    p99_ms: f64,
    max_ms: f64,
    buckets: Vec<(f64, u64)>,
}

impl Latency {
    /// Adds a duration.
    pub fn add(&mut self, duration: Duration) {
        let micros = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        *self.buckets.entry(bucket(ms(micros))).or_default() += 1;
        self.max = self.max.max(micros);
    }

    /// Adds what another one counted.
    pub fn merge(&mut self, other: &Self) {
        for (bucket, count) in &other.buckets {
            *self.buckets.entry(*bucket).or_default() += count;
        }
        self.max = self.max.max(other.max);
    }

    /// Gives how many durations were added.
    pub fn count(&self) -> u64 {
        self.buckets.values().sum()
    }

    /// Gives the longest, in milliseconds.
    pub fn max_ms(&self) -> f64 {
        ms(self.max)
    }

    /// Gives the duration that a part of all does not exceed, in milliseconds; 0 where there are none.
    pub fn quantile(&self, part: f64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a count of calls is far below 2⁵²")]
        let wanted = part * self.count() as f64;
        let mut below = 0.0;
        for (bucket, count) in &self.buckets {
            #[expect(clippy::cast_precision_loss, reason = "a count of calls is far below 2⁵²")]
            let count = *count as f64;
            below += count;
            if below >= wanted {
                return end(*bucket).min(self.max_ms());
            }
        }
        self.max_ms()
    }

    /// Lists the ends of the buckets in milliseconds, with how many durations each holds.
    pub fn buckets(&self) -> impl Iterator<Item = (f64, u64)> {
        self.buckets.iter().map(|(bucket, count)| (end(*bucket), *count))
    }
}

#[expect(clippy::cast_precision_loss, reason = "2⁵² microseconds are 142 years")]
fn ms(micros: u64) -> f64 {
    micros as f64 / 1000.0
}

/// Finds the bucket of a duration in milliseconds; the first ends at a microsecond.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and 64 powers of two"
)]
fn bucket(ms: f64) -> u16 {
    ((ms * 1000.0).max(1.0).log2() * PARTS).ceil() as u16
}

/// Gives the end of a bucket in milliseconds, to the nanosecond.
fn end(bucket: u16) -> f64 {
    ((f64::from(bucket) / PARTS).exp2() * 1000.0).round() / 1_000_000.0
}

impl From<Latency> for Written {
    fn from(latency: Latency) -> Self {
        Self {
            count: latency.count(),
            p50_ms: latency.quantile(0.5),
            p90_ms: latency.quantile(0.9),
            p99_ms: latency.quantile(0.99),
            max_ms: latency.max_ms(),
            buckets: latency.buckets().collect(),
        }
    }
}

impl From<Written> for Latency {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float becomes the nearest integer there is"
    )]
    fn from(written: Written) -> Self {
        let mut buckets = BTreeMap::new();
        for (end, count) in written.buckets {
            // The end was rounded, so the bucket is the nearest one.
            let bucket = ((end * 1000.0).max(1.0).log2() * PARTS).round() as u16;
            *buckets.entry(bucket).or_default() += count;
        }
        Self { buckets, max: (written.max_ms * 1000.0).round() as u64 }
    }
}

/// Writes a duration in milliseconds as people read it: `0.42 ms`, `12 ms`, `3.1 s`.
pub(crate) fn shown(ms: f64) -> String {
    match ms {
        ms if ms < 0.995 => format!("{ms:.2} ms"),
        ms if ms < 9.95 => format!("{ms:.1} ms"),
        ms if ms < 999.5 => format!("{ms:.0} ms"),
        ms => format!("{:.1} s", ms / 1000.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_near_and_survive_being_written() {
        let mut latency = Latency::default();
        assert_eq!((latency.quantile(0.5), latency.count()), (0.0, 0));
        for micros in 1..=10_000 {
            latency.add(Duration::from_micros(micros));
        }
        for (part, exact) in [(0.5, 5.0), (0.9, 9.0), (0.99, 9.9), (1.0, 10.0)] {
            let near = latency.quantile(part);
            assert!((exact..=exact * 1.1).contains(&near), "{part}: {near}");
        }
        latency.add(Duration::MAX);
        assert!(latency.max_ms() > 1e15);
        let mut small = Latency::default();
        for micros in [0, 1, 3, 17, 250, 999_999, 60_000_000] {
            small.add(Duration::from_micros(micros));
        }
        let text = serde_json::to_string(&small).unwrap();
        let again: Latency = serde_json::from_str(&text).unwrap();
        assert_eq!(again, small, "{text}");
        again.buckets().for_each(|(end, _)| assert!(end > 0.0));
        let mut twice = again;
        twice.merge(&small);
        assert_eq!((twice.count(), twice.max_ms()), (14, 60_000.0));
    }

    #[test]
    fn durations_are_short_to_read() {
        let shown: Vec<_> = [0.0, 0.44, 9.94, 9.96, 999.4, 999.6, 61_000.0].map(shown).into();
        assert_eq!(shown, ["0.00 ms", "0.44 ms", "9.9 ms", "10 ms", "999 ms", "1.0 s", "61.0 s"]);
    }
}
