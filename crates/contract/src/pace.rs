//! When the next call may be made: not more often than was asked for, and not before the server wants it.
//!
//! One for a whole run: what one worker hears holds all of them back.

mod retry_after;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use counterpart_exchange::Response;
use tokio::time::{Instant, sleep_until};

use retry_after::retry_after;

/// How long is waited where a server does not say how long (RFC 6585 §4), and at least.
const UNTOLD: Duration = Duration::from_secs(1);
const LEAST: Duration = Duration::from_millis(100);

/// The longest that is waited at once, whatever the server says: it may speak of days.
const LONGEST: Duration = Duration::from_mins(1);

/// How long is waited in all while no call that was held back gets through.
const PATIENCE: Duration = Duration::from_mins(2);

/// The pace of a run.
#[derive(Debug)]
pub(crate) struct Pace {
    rate: Option<u32>,
    /// When the run is over: nothing is waited for beyond it.
    end: Option<Instant>,
    gate: Mutex<Gate>,
}

#[derive(Debug)]
struct Gate {
    /// When the next call may be made.
    next: Instant,
    /// How long was waited since a call got through that was held back.
    waited: Duration,
}

impl Pace {
    /// Lets so many calls through in a second, if there is a limit.
    pub(crate) fn new(rate: Option<u32>, end: Option<Instant>) -> Self {
        let gate = Mutex::new(Gate { next: Instant::now(), waited: Duration::ZERO });
        Self { rate, end, gate }
    }

    /// Waits until the next call may be made.
    pub(crate) async fn turn(&self) {
        let turn = {
            let mut gate = self.gate();
            let turn = gate.next.max(Instant::now());
            if let Some(rate) = self.rate {
                gate.next = turn + Duration::from_secs(1) / rate.max(1);
            }
            turn
        };
        if turn > Instant::now() {
            sleep_until(turn).await;
        }
    }

    /// Holds all calls back for as long as a response wants it; `false` where the time for that is over.
    pub(crate) fn hold(&self, response: &Response) -> bool {
        let wait = retry_after(&response.headers).unwrap_or(UNTOLD).clamp(LEAST, LONGEST);
        let now = Instant::now();
        let until = now + wait;
        let mut gate = self.gate();
        if gate.waited >= PATIENCE || self.end.is_some_and(|end| until >= end) {
            return false;
        }
        // Those who hear it at once wait together.
        let from = gate.next.max(now);
        if until > from {
            gate.waited += until - from;
            gate.next = until;
        }
        true
    }

    /// Hears that a call got through that was held back.
    pub(crate) fn passed(&self) {
        self.gate().waited = Duration::ZERO;
    }

    fn gate(&self) -> MutexGuard<'_, Gate> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
