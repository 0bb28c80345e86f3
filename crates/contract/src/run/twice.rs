//! Asks again: what the examples led to is played once more, to see what of the answers stays.
//!
//! A scenario is played whole, so that a call that writes has a record of its own both times.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::watch;
use tokio::time::Instant;

use super::{Progress, Run};
use crate::pace::Pace;
use crate::{Event, Exchanged, Meaning, Observer, Scenario, idempotency};

/// Of each operation and status, the scenario of the first success that was judged.
#[derive(Debug, Default)]
pub(super) struct Canonical(BTreeMap<(usize, u16), Scenario>);

impl Canonical {
    /// Keeps the calls up to one, if it is the first of its kind.
    pub(super) fn enter(&mut self, scenario: &Scenario, call: &Exchanged) {
        let is_judged = matches!(scenario.steps[call.step].meaning, Meaning::Valid(_));
        let Some(status) = call.status().filter(|_| is_judged && call.is_success()) else { return };
        self.0
            .entry((call.operation, status))
            .or_insert_with(|| Scenario { steps: scenario.steps[..=call.step].to_vec() });
    }

    /// Plays each once more, one after the other, and tells of those that are answered alike.
    pub(super) async fn again(
        self,
        run: &Run,
        pace: &Pace,
        (end, stop): (Option<Instant>, &watch::Receiver<bool>),
        progress: &mut Progress,
        observer: &mut dyn Observer,
    ) {
        let with = run.player(pace);
        for ((operation, status), scenario) in self.0 {
            if *stop.borrow() || end.is_some_and(|end| Instant::now() >= end) {
                return;
            }
            let keys = &mut run.settings.seed.stream(&["twice", &run.subject.name(operation)]);
            let scenario = idempotency::renewed(&run.subject, &scenario, keys);
            let played = with.play(&scenario).await;
            progress.summary.calls += played.calls.len() as u64;
            progress.unreachable = played.unreachable;
            if progress.is_lost() {
                return;
            }
            let last = played.calls.into_iter().next_back();
            let is_last = |call: &Exchanged| call.step + 1 == scenario.steps.len();
            // Of what there can be only one, another status speaks.
            if let Some(call) = last.filter(|call| is_last(call) && call.status() == Some(status)) {
                let operation = run.subject.name(operation).into();
                observer.observe(&Event::Repeated { operation, exchanged: Arc::new(call) });
            }
        }
    }
}
