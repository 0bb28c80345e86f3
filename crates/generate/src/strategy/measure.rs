//! A search for the least measure of a scalar at which a test still fails.
//!
//! Small measures are tried first, each twice the last, since most limits are low; then the gap is halved.

use serde_json::Value;

use crate::strategy::moves::Stage;

/// How many numbers after the wanted one are looked at for one that is kept: room for the multiples of a step.
const NEAR_NUMBERS: u64 = 100;

/// How many lengths after the wanted one are looked at.
const NEAR_LENGTHS: u64 = 4;

/// What a scalar has less of when it is simpler.
#[derive(Debug, Clone)]
pub(super) enum Measure {
    /// The distance from zero, and the sign.
    Magnitude(u64, bool),
    /// The number of letters kept from the start.
    Start(Vec<char>),
    /// The number of letters kept from the end.
    End(Vec<char>),
}

impl Measure {
    /// Finds what is searched at a stage.
    pub(super) fn of(part: &Value, stage: Stage) -> Option<Self> {
        match (part, stage) {
            (Value::Number(number), Stage::Shorten) => {
                let negative = number.as_i64().filter(|n| *n < 0).map(i64::unsigned_abs);
                let magnitude = negative.or_else(|| number.as_u64())?;
                Some(Self::Magnitude(magnitude, negative.is_some()))
            }
            (Value::String(text), Stage::Shorten) => Some(Self::Start(text.chars().collect())),
            (Value::String(text), Stage::Behead) => Some(Self::End(text.chars().collect())),
            _ => None,
        }
    }

    fn near(&self) -> u64 {
        match self {
            Self::Magnitude(..) => NEAR_NUMBERS,
            Self::Start(_) | Self::End(_) => NEAR_LENGTHS,
        }
    }

    fn whole(&self) -> u64 {
        match self {
            Self::Magnitude(magnitude, _) => *magnitude,
            Self::Start(letters) | Self::End(letters) => letters.len() as u64,
        }
    }

    fn cut(&self, to: u64) -> Value {
        let length = usize::try_from(to).unwrap_or(usize::MAX);
        match self {
            Self::Magnitude(_, false) => Value::from(to),
            // A magnitude below that of a negative number has a negative of its own.
            Self::Magnitude(_, true) => Value::from(0_i64.saturating_sub_unsigned(to)),
            Self::Start(letters) => {
                letters[..length.min(letters.len())].iter().collect::<String>().into()
            }
            Self::End(letters) => {
                letters[letters.len().saturating_sub(length)..].iter().collect::<String>().into()
            }
        }
    }
}

/// The search: below `low` nothing fails, at `high` the test fails.
#[derive(Debug, Clone)]
pub(super) struct Search {
    measure: Measure,
    low: u64,
    high: u64,
    probe: u64,
    is_doubling: bool,
}

impl Search {
    pub(super) fn new(measure: Measure) -> Self {
        let high = measure.whole();
        Self { measure, low: 0, high, probe: 0, is_doubling: true }
    }

    /// Gives the next candidate that is kept.
    pub(super) fn next(&mut self, kept: &dyn Fn(Value) -> Option<Value>) -> Option<Value> {
        while self.low < self.high {
            let middle = self.low + (self.high - self.low) / 2;
            let doubled = self.low.saturating_mul(2);
            self.is_doubling &= doubled < middle;
            let wanted = if self.is_doubling { doubled } else { middle };
            let beyond = wanted.saturating_add(self.measure.near()).min(self.high);
            for probe in wanted..beyond {
                if let Some(whole) = kept(self.measure.cut(probe)) {
                    self.probe = probe;
                    return Some(whole);
                }
            }
            // What lies nearer was not looked at, but what is kept lies mostly in runs.
            self.low = beyond;
        }
        None
    }

    pub(super) fn accepted(&mut self) {
        self.high = self.probe;
        self.is_doubling = false;
    }

    pub(super) fn rejected(&mut self) {
        self.low = self.probe.saturating_add(1);
    }
}
