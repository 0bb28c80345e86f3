//! The time that a mock lives in: it runs, or it stands still.

use std::fmt;
use std::sync::{Arc, RwLock};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp, Unit};

use crate::lock::{read, write};

/// A clock that can be set; clones are the same clock.
#[derive(Clone)]
pub struct Clock {
    source: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    reading: Arc<RwLock<Reading>>,
}

/// How the clock differs from its source.
#[derive(Debug, Clone, Copy)]
enum Reading {
    /// It runs, this far ahead.
    Running(SignedDuration),
    /// It stands still.
    Standing(Timestamp),
}

impl Clock {
    /// Makes a clock that tells what `source` does until it is set.
    pub fn new(source: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        let reading = Arc::new(RwLock::new(Reading::Running(SignedDuration::ZERO)));
        Self { source: Arc::new(source), reading }
    }

    /// Makes a clock that tells the system's time, to the microsecond, as servers do.
    #[expect(
        clippy::disallowed_methods,
        reason = "a user of the library gives no clock: real time enters here"
    )]
    pub fn real() -> Self {
        Self::new(|| {
            let now = Timestamp::now();
            now.round(Unit::Microsecond).unwrap_or(now)
        })
    }

    /// Makes a clock that stands still.
    pub fn standing(moment: Timestamp) -> Self {
        Self::new(move || moment)
    }

    /// Tells the time.
    pub fn now(&self) -> Timestamp {
        match *read(&self.reading) {
            Reading::Standing(moment) => moment,
            Reading::Running(ahead) => {
                let now = (self.source)();
                now.checked_add(ahead).unwrap_or(now)
            }
        }
    }

    /// Tells whether it was set to a moment.
    pub fn is_standing(&self) -> bool {
        matches!(*read(&self.reading), Reading::Standing(_))
    }

    /// Sets it to a moment, at which it stands still.
    pub fn set(&self, moment: Timestamp) {
        *write(&self.reading) = Reading::Standing(moment);
    }

    /// Puts it forward, or back by a negative span; days are of 24 hours, months and years those of the calendar in UTC. Running or standing, it stays so.
    ///
    /// # Errors
    /// The moment would be before the year -9999 or after 9999.
    pub fn advance(&self, by: Span) -> Result<Timestamp, jiff::Error> {
        let mut reading = write(&self.reading);
        let source = (self.source)();
        let now = match *reading {
            Reading::Standing(moment) => moment,
            Reading::Running(ahead) => source.checked_add(ahead)?,
        };
        let later = now.to_zoned(TimeZone::UTC).checked_add(by)?.timestamp();
        *reading = match *reading {
            Reading::Standing(_) => Reading::Standing(later),
            Reading::Running(_) => Reading::Running(later.duration_since(source)),
        };
        Ok(later)
    }

    /// Lets it tell what its source does, as at the start.
    pub fn run(&self) {
        *write(&self.reading) = Reading::Running(SignedDuration::ZERO);
    }

    /// Makes a clock of its own that starts out alike.
    pub(crate) fn fork(&self) -> Self {
        let reading = *read(&self.reading);
        Self { source: Arc::clone(&self.source), reading: Arc::new(RwLock::new(reading)) }
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clock").field("reading", &self.reading).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_runs_stands_and_goes_on() {
        let noon: Timestamp = "2025-01-31T12:00:00Z".parse().unwrap();
        let clock = Clock::standing(noon);
        let told = |clock: &Clock| clock.now().to_string();
        clock.advance("P1M".parse().unwrap()).unwrap();
        assert_eq!(told(&clock), "2025-02-28T12:00:00Z");
        let fork = clock.fork();
        clock.set(noon);
        clock.advance("-PT1H".parse().unwrap()).unwrap();
        assert_eq!((told(&clock), clock.is_standing()), ("2025-01-31T11:00:00Z".into(), true));
        assert_eq!((told(&fork), fork.is_standing()), ("2025-02-28T12:00:00Z".into(), false));
        clock.run();
        assert_eq!(clock.now(), noon);
        assert!(clock.advance("P9000Y".parse().unwrap()).is_err());
        assert_eq!(clock.now(), noon);
    }
}
