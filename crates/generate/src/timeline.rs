//! The moments of one record, in the order in which such things happen.

use jiff::{SignedDuration, Timestamp};
use rand::RngExt;

use crate::seed::Rng;

/// How far in seconds each stage is at most behind the one before: created, updated, seen, ended.
/// Short, so that records made a moment apart do not overlap much.
const LAG: [i64; 4] = [0, 20 * 60, 40 * 60, 3 * 60 * 60];

/// How old in years whoever is born on a date is.
const AGES: std::ops::Range<i64> = 20..70;

/// The moments of one record.
#[derive(Debug, Clone)]
pub(crate) struct Timeline {
    stages: [Timestamp; 4],
    birth: Timestamp,
}

impl Timeline {
    /// Lays out what happens to a record that comes to be at a moment.
    pub(crate) fn new(moment: Timestamp, rng: &mut Rng) -> Self {
        let mut last = moment;
        let stages = LAG.map(|lag| {
            let seconds = if lag == 0 { 0 } else { rng.random_range(lag / 10..=lag) };
            last = after(last, seconds);
            last
        });
        let days = rng.random_range(AGES.start * 365..AGES.end * 365);
        Self { stages, birth: after(moment, -days * 24 * 60 * 60) }
    }

    /// Gives the moment that a property stands for.
    pub(crate) fn at(&self, stage: Stage) -> Timestamp {
        match stage {
            Stage::Birth => self.birth,
            Stage::Life(stage) => self.stages[stage],
        }
    }
}

/// Which moment of a record is meant.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Stage {
    /// When somebody was born.
    Birth,
    /// One of the stages that [`LAG`] lists.
    Life(usize),
}

impl Stage {
    /// Finds the moment that the words of a name mean.
    pub(crate) fn of(words: &[String]) -> Self {
        let is_birth = |word: &String| {
            matches!(word.as_str(), "birth" | "birthday" | "birthdate" | "born" | "dob")
        };
        if words.iter().any(is_birth) {
            return Self::Birth;
        }
        Self::Life(words.iter().map(|word| stage(word)).max().unwrap_or(0))
    }
}

/// Tells whether a name says that its value is a moment.
pub(crate) fn is_moment(words: &[String]) -> bool {
    let ends = words.last().is_some_and(|word| {
        matches!(
            word.as_str(),
            "at" | "birthday" | "birthdate" | "date" | "datetime" | "dob" | "timestamp"
        )
    });
    ends && (words.len() > 1 || words.first().is_some_and(|word| word != "at"))
}

fn stage(word: &str) -> usize {
    match word {
        "changed" | "edited" | "last" | "modified" | "update" | "updated" => 1,
        "accessed" | "delivered" | "login" | "read" | "seen" | "visited" => 2,
        "archived" | "cancelled" | "canceled" | "closed" | "completed" | "deleted" | "due"
        | "end" | "ended" | "ends" | "expire" | "expired" | "expires" | "expiration" | "expiry"
        | "finished" | "resolved" | "stop" | "stopped" | "to" | "until" => 3,
        _ => 0,
    }
}

/// Adds seconds; a moment at the end of time stays there.
fn after(moment: Timestamp, seconds: i64) -> Timestamp {
    moment.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(moment)
}
