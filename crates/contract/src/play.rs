//! Plays a scenario: one call after the other, each judged as it comes back.

use std::collections::BTreeSet;
use std::time::Duration;

use counterpart_client::Failure;
use counterpart_exchange::{Request, Response};
use serde_json::Value;
use tokio::time::{Instant, sleep};

use crate::checks::{self, Case, Suspicion};
use crate::pace::Pace;
use crate::wire::{self, Unmet};
use crate::{Below, Check, Exchanged, Model, Scenario, Settings, Step, Subject, Transport};

/// How often a call is made when no connection comes about, and how long it waits in between.
const CONNECTS: usize = 3;
const PAUSE: Duration = Duration::from_millis(200);

/// After so many calls that were not answered in time, the rest of a scenario is left out: each takes as long as there is.
const TIMEOUTS: usize = 3;

/// What plays scenarios: everything that a call needs.
#[derive(Debug)]
pub(crate) struct Player<'p> {
    pub(crate) subject: &'p Subject,
    pub(crate) settings: &'p Settings,
    pub(crate) transport: &'p dyn Transport,
    /// Shared by all that play for a run.
    pub(crate) pace: &'p Pace,
}

/// What became of a scenario.
#[derive(Debug, Default)]
pub(crate) struct Played {
    /// The calls that were made.
    pub(crate) calls: Vec<Exchanged>,
    /// What seems not to hold, with the place of the call in the scenario.
    pub(crate) suspicions: Vec<(usize, Suspicion)>,
    /// What was seen to hold.
    pub(crate) held: BTreeSet<String>,
    /// Why the first call that was not made was not.
    pub(crate) unmet: Option<Unmet>,
    /// Why the server cannot be reached any more.
    pub(crate) unreachable: Option<Failure>,
}

impl Player<'_> {
    /// Plays a scenario to its end, or until the server cannot be reached.
    pub(crate) async fn play(&self, scenario: &Scenario) -> Played {
        self.play_settled(scenario, Duration::ZERO).await
    }

    /// Plays a scenario, and waits before its last call.
    pub(crate) async fn play_settled(&self, scenario: &Scenario, pause: Duration) -> Played {
        let mut played = Played::default();
        let mut timeouts = 0;
        let mut model = Model::new(self.subject);
        for (at, step) in scenario.steps.iter().enumerate() {
            let request =
                match wire::write(self.subject, &self.settings.callers, step, &played.calls) {
                    Ok(request) => request,
                    Err(unmet) => {
                        played.unmet.get_or_insert(unmet);
                        continue;
                    }
                };
            if at + 1 == scenario.steps.len() && !pause.is_zero() {
                sleep(pause).await;
            }
            let call = self.call(at, step, request).await;
            match &call.outcome {
                Err(Failure::Target(_)) => continue,
                Err(failure @ Failure::Connect { .. }) => {
                    played.unreachable = Some(failure.clone());
                    return played;
                }
                Err(Failure::Timeout(_)) => timeouts += 1,
                _ => {}
            }
            let is_gone = model.is_gone(&call);
            self.judge(scenario, &call, is_gone, &mut played);
            let breaches = model.observe(step, &call).into_iter().map(Suspicion::from);
            let asked = breaches.filter(|suspicion| self.asks(suspicion));
            played.suspicions.extend(asked.map(|suspicion| (at, suspicion)));
            played.calls.push(call);
            if timeouts == TIMEOUTS {
                break;
            }
        }
        played.held.extend(model.held().iter().map(ToString::to_string));
        played
    }

    fn judge(&self, scenario: &Scenario, call: &Exchanged, is_gone: bool, played: &mut Played) {
        if call.is_success() && call.said().is_some() {
            played.held.insert(checks::succeeds(self.subject, call.operation));
        }
        let max_response_time = self.settings.max_response_time;
        let (step, history) = (&scenario.steps[call.step], &played.calls[..]);
        let case = Case { subject: self.subject, step, call, history, scenario, max_response_time };
        let found = checks::look(&case).into_iter().filter(|suspicion| self.asks(suspicion));
        // What was deleted is refused, by whatever status.
        let found = found.filter(|s| !is_gone || s.identity.check != Check::ValidRefused);
        played.suspicions.extend(found.map(|suspicion| (call.step, suspicion)));
    }

    fn asks(&self, suspicion: &Suspicion) -> bool {
        self.settings.asks(suspicion.identity.check, suspicion.identity.operation)
    }

    async fn call(&self, at: usize, step: &Step, request: Request) -> Exchanged {
        let reading = self.subject.read(&request);
        let below = Below::of(self.subject, step.operation, || self.transport.target());
        let mut tries = 0;
        let mut was_held = false;
        let (outcome, elapsed) = loop {
            self.pace.turn().await;
            let start = Instant::now();
            let outcome = self.transport.send(&below, &request).await;
            let elapsed = start.elapsed();
            tries += 1;
            match outcome {
                Err(Failure::Connect { .. }) if tries < CONNECTS => sleep(PAUSE).await,
                // The server has not looked at it yet (RFC 6585 §4).
                Ok(response) if response.status == 429 && self.pace.hold(&response) => {
                    was_held = true;
                }
                outcome => break (outcome, elapsed),
            }
        };
        if was_held && outcome.as_ref().is_ok_and(|response| response.status != 429) {
            self.pace.passed();
        }
        let body = outcome.as_ref().ok().and_then(json);
        let operation = step.operation;
        Exchanged { step: at, operation, below, request, reading, outcome, body, elapsed }
    }
}

/// Reads the body of a response that says that it is JSON.
pub(crate) fn json(response: &Response) -> Option<Value> {
    let media_type = response.headers.get(http::header::CONTENT_TYPE)?.to_str().ok()?;
    let range = counterpart_exchange::MediaRange::parse(media_type)?;
    range.is_json().then(|| serde_json::from_slice(&response.body).ok())?
}
