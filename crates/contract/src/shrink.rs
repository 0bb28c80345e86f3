//! Makes what fails small: fewer calls, then less in each.
//!
//! A smaller scenario counts only if it shows the same thing again when it is played.

mod taken;

use std::sync::Arc;

use counterpart_client::Failure;
use counterpart_exchange::{Decoded, Refusal};
use counterpart_generate::JsonTree;
use proptest::strategy::ValueTree;
use serde_json::{Map, Value};

use crate::checks::Suspicion;
use crate::play::{Played, Player};
use crate::replay::LOCATIONS;
use crate::subject::is_safe;
use crate::{Exchanged, Identity, Reading, Scenario, Step, idempotency, wire};

/// What a call costs that is not answered in time, in calls.
const TIMEOUT: usize = 50;

/// A scenario that shows a suspicion, played.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) scenario: Scenario,
    pub(crate) played: Played,
    /// The call that shows it.
    pub(crate) at: usize,
}

/// What makes one scenario small.
pub(crate) struct Shrinker<'s> {
    pub(crate) player: &'s Player<'s>,
    pub(crate) identity: &'s Identity,
    /// How many calls may still be made.
    pub(crate) budget: usize,
    /// How many were made.
    pub(crate) calls: u64,
    /// Why the server cannot be reached any more.
    pub(crate) lost: Option<Failure>,
    /// Whether something was seen again that only says that a value is taken.
    pub(crate) is_taken: bool,
}

impl<'s> Shrinker<'s> {
    /// Makes ready to look for one suspicion, by so many calls.
    pub(crate) fn new(player: &'s Player<'s>, identity: &'s Identity, budget: usize) -> Self {
        Self { player, identity, budget, calls: 0, lost: None, is_taken: false }
    }

    /// Plays a scenario, and tells whether it shows what is suspected.
    pub(crate) async fn shows(&mut self, scenario: Scenario) -> Option<Shown> {
        if self.lost.is_some() {
            return None;
        }
        let turn = self.calls.to_string();
        let rng = &mut self.player.settings.seed.stream(&["keys", &self.identity.key, &turn]);
        let mut scenario = idempotency::renewed(self.player.subject, &scenario, rng);
        let played = self.play(&scenario).await;
        let is_it = |(_, found): &&(usize, Suspicion)| found.identity == *self.identity;
        let places = played.suspicions.iter().filter(is_it).map(|(at, _)| *at);
        for at in places.collect::<Vec<_>>() {
            if self.may_be_taken(&scenario, &played, at).await {
                self.is_taken = true;
                continue;
            }
            scenario.steps.truncate(at + 1);
            return Some(Shown { scenario, played, at });
        }
        None
    }

    /// Plays a scenario, at the cost of the budget.
    async fn play(&mut self, scenario: &Scenario) -> Played {
        let played = self.player.play(scenario).await;
        let is_late = |call: &&Exchanged| matches!(call.outcome, Err(Failure::Timeout(_)));
        let late = played.calls.iter().filter(is_late).count();
        self.calls += played.calls.len() as u64;
        self.budget = self.budget.saturating_sub(scenario.steps.len() + late * TIMEOUT);
        self.lost.clone_from(&played.unreachable);
        if self.lost.is_some() {
            self.budget = 0;
        }
        played
    }

    /// Makes a scenario that shows it as small as the budget allows.
    pub(crate) async fn shrink(&mut self, mut best: Shown) -> Shown {
        best = self.without_calls(best).await;
        best = self.without_edits(best).await;
        // The call that fails first: what leads to it is smaller then.
        for at in (0..best.scenario.steps.len()).rev() {
            best = self.smaller_call(best, at).await;
        }
        best
    }

    /// Leaves out what is not needed: first all at once, then ever shorter stretches, the last first.
    async fn without_calls(&mut self, mut best: Shown) -> Shown {
        let needed = needed(&best.scenario, best.at);
        let written = self.with_writes(&best.scenario, &needed);
        for kept in [needed, written] {
            if kept.len() < best.scenario.steps.len()
                && let Some(shown) = self.shows(only(&best.scenario, &kept)).await
            {
                best = shown;
                break;
            }
        }
        let mut length = best.scenario.steps.len() / 2;
        while length > 0 {
            let mut end = best.scenario.steps.len() - 1;
            while end > 0 && self.budget > 0 {
                let start = end.saturating_sub(length);
                if let Some(rest) = without(&best.scenario, start, end)
                    && let Some(shown) = self.shows(only(&best.scenario, &rest)).await
                {
                    best = shown;
                }
                end = start.min(best.scenario.steps.len() - 1);
            }
            length /= 2;
        }
        best
    }

    /// Leaves alone what was written, where that is not what fails: what differs only by it is one finding.
    async fn without_edits(&mut self, mut best: Shown) -> Shown {
        for edit in (0..best.scenario.steps[best.at].edits.len()).rev() {
            let mut scenario = best.scenario.clone();
            scenario.steps[best.at].edits.remove(edit);
            if self.budget > 0
                && let Some(shown) = self.shows(scenario).await
            {
                best = shown;
            }
        }
        best
    }

    /// Adds to some calls those that change what they make.
    fn with_writes(&self, scenario: &Scenario, needed: &[usize]) -> Vec<usize> {
        let operations = self.player.subject.operations();
        let last = needed.last().copied().unwrap_or_default();
        let writes = |at: &usize| {
            let step = &scenario.steps[*at];
            let is_safe = is_safe(&operations[step.operation].method);
            let is_about =
                !step.binds.is_empty() && step.binds.iter().all(|b| needed.contains(&b.step));
            needed.contains(at) || is_about && !is_safe
        };
        (0..=last).filter(writes).collect()
    }

    /// Makes the values of one call smaller.
    async fn smaller_call(&mut self, mut best: Shown, at: usize) -> Shown {
        if at >= best.scenario.steps.len() {
            return best;
        }
        let step = best.scenario.steps[at].clone();
        let keeps = self.keeps(&step, &best);
        let mut tree = JsonTree::new(values(&step), keeps);
        while self.budget > 0 && tree.simplify() {
            loop {
                let smaller = with_values(&step, &tree.current());
                let mut scenario = best.scenario.clone();
                for other in &mut scenario.steps {
                    // What is asked again stays the same.
                    if *other == best.scenario.steps[at] {
                        other.clone_from(&smaller);
                    }
                }
                if let Some(shown) = self.shows(scenario).await {
                    best = shown;
                    break;
                }
                if self.budget == 0 || !tree.complicate() {
                    return best;
                }
            }
        }
        best
    }

    /// Tells which values may be tried: those that are still read as what they were, and have what is bound.
    fn keeps(&self, step: &Step, best: &Shown) -> counterpart_generate::Keeps {
        let (subject, callers) =
            (self.player.subject.clone(), self.player.settings.callers.clone());
        let history = best.played.calls.clone();
        let step = step.clone();
        let wanted = wire::write(&subject, &callers, &step, &history)
            .map(|request| kind(&subject.read(&request)))
            .ok();
        Arc::new(move |candidate: &Value| {
            let smaller = with_values(&step, candidate);
            let request = wire::write(&subject, &callers, &smaller, &history);
            request.is_ok_and(|request| Some(kind(&subject.read(&request))) == wanted)
        })
    }
}

/// Says what a reading is, as far as it must stay: valid, or broken in the same keywords at the same places.
fn kind(reading: &Reading) -> Vec<String> {
    match reading {
        Reading::Operation(index, read) => {
            let mut kind = vec![index.to_string()];
            match &**read {
                Ok(_) => kind.push("valid".to_owned()),
                Err(Refusal::Invalid(broken)) => {
                    let key = |v: &counterpart_exchange::Violation| {
                        format!("{} {:?} {} {:?}", v.site, v.schema, v.keyword, v.property)
                    };
                    kind.extend(broken.iter().map(key));
                    kind.sort();
                    kind.dedup();
                }
                Err(other) => kind.push(format!("{:?}", std::mem::discriminant(other))),
            }
            kind
        }
        Reading::MethodNotAllowed(_) => vec!["method".to_owned()],
        Reading::Unknown => vec!["unknown".to_owned()],
    }
}

/// Lists the calls that one needs: itself, and those that it takes something from.
fn needed(scenario: &Scenario, at: usize) -> Vec<usize> {
    let mut needed = vec![at];
    let mut next = 0;
    while let Some(&at) = needed.get(next) {
        next += 1;
        for bind in &scenario.steps[at].binds {
            if !needed.contains(&bind.step) {
                needed.push(bind.step);
            }
        }
    }
    needed.sort_unstable();
    needed
}

/// Lists the calls but for a stretch, and those that take something from it; `None` where the last one does.
fn without(scenario: &Scenario, start: usize, end: usize) -> Option<Vec<usize>> {
    let mut kept: Vec<usize> = Vec::new();
    for (at, step) in scenario.steps.iter().enumerate() {
        let is_out = (start..end).contains(&at);
        if !is_out && step.binds.iter().all(|bind| kept.contains(&bind.step)) {
            kept.push(at);
        }
    }
    kept.contains(&(scenario.steps.len() - 1)).then_some(kept)
}

/// Makes a scenario of some calls of another, in order; what is bound to them follows.
fn only(scenario: &Scenario, kept: &[usize]) -> Scenario {
    let step = |at: &usize| {
        let mut step = scenario.steps[*at].clone();
        for bind in &mut step.binds {
            bind.step = kept.iter().position(|kept| *kept == bind.step).unwrap_or(bind.step);
        }
        step
    };
    Scenario { steps: kept.iter().map(step).collect() }
}

/// Gives all that a call says as one value.
fn values(step: &Step) -> Value {
    let mut all = Map::new();
    for location in LOCATIONS {
        all.insert(location.as_str().to_owned(), Value::Object(step.values.part(location).clone()));
    }
    if let Some(body) = &step.values.body {
        all.insert("body".to_owned(), body.clone());
    }
    Value::Object(all)
}

/// Makes a call say other values.
fn with_values(step: &Step, all: &Value) -> Step {
    let mut values = Decoded { body: all.get("body").cloned(), ..Decoded::default() };
    for location in LOCATIONS {
        if let Some(Value::Object(part)) = all.get(location.as_str()) {
            values.part_mut(location).clone_from(part);
        }
    }
    let media_type = step.media_type.clone().filter(|_| values.body.is_some());
    Step { values, media_type, ..step.clone() }
}
