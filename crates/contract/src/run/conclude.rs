//! The end of a run: what is suspected is tried again, made small, and told once for each cause.

use std::collections::BTreeSet;

use tokio::sync::watch;
use tokio::time::Instant;

use super::{Progress, Run};
use crate::checks::Suspicion;
use crate::ledger::Entry;
use crate::shrink::{Shown, Shrinker};
use crate::{Check, Event, Finding, Observer, Severity, Step};

/// A suspicion that was seen again.
struct Confirmed {
    entry: Entry,
    shown: Shown,
}

/// Confirms what was entered, and tells of what remains.
pub(super) async fn conclude(
    run: &Run,
    end: Option<Instant>,
    stop: &watch::Receiver<bool>,
    progress: &mut Progress,
    observer: &mut dyn Observer,
) {
    let player = run.player();
    let mut confirmed: Vec<Confirmed> = Vec::new();
    for mut entry in progress.ledger.take() {
        settle(&mut entry.suspicion, &progress.ledger.held);
        let out_of_time = *stop.borrow() || end.is_some_and(|end| Instant::now() >= end);
        // A server that is gone shows nothing again.
        let budget =
            if out_of_time || progress.unreachable.is_some() { 0 } else { run.settings.shrinking };
        let identity = entry.suspicion.identity.clone();
        let mut shrinker = Shrinker { player: &player, identity: &identity, budget };
        let shown = again(&mut shrinker, &entry).await;
        progress.summary.calls += (budget - shrinker.budget) as u64;
        match shown {
            Some(shown) => {
                // What the small one shows is what is told.
                if let Some((_, seen)) =
                    shown.played.suspicions.iter().find(|(_, s)| s.identity == identity)
                {
                    entry.suspicion = seen.clone();
                    settle(&mut entry.suspicion, &progress.ledger.held);
                }
                enter(&mut confirmed, Confirmed { entry, shown });
            }
            None => progress.summary.unconfirmed.push(format!(
                "{}: {}: {}",
                run.subject.name(identity.operation),
                identity.check.name(),
                entry.suspicion.message
            )),
        }
    }
    let causes: Vec<_> = confirmed.iter().filter_map(Confirmed::lets_in).collect();
    confirmed.retain(|confirmed| !causes.iter().any(|cause| confirmed.follows(cause)));
    let shown: Vec<_> = confirmed.iter().filter_map(Confirmed::shows).collect();
    confirmed.retain(|confirmed| !shown.iter().any(|shown| confirmed.is_told_by(shown)));
    let promises = confirmed.iter().map(|confirmed| {
        let Suspicion { promise, identity, .. } = &confirmed.entry.suspicion;
        promise
            .clone()
            .unwrap_or_else(|| run.subject.operations()[identity.operation].pointer.clone())
    });
    let places = run.subject.places(&promises.collect::<Vec<_>>());
    for (Confirmed { entry, shown }, place) in confirmed.into_iter().zip(places) {
        let finding = Finding::of(run, &entry, &shown, place);
        match finding.severity {
            Severity::Error => progress.summary.errors += 1,
            Severity::Warning => progress.summary.warnings += 1,
        }
        observer.observe(&Event::Found(Box::new(finding)));
    }
}

/// Decides how much a suspicion weighs, now that it is known what the server was seen to do.
fn settle(suspicion: &mut Suspicion, held: &BTreeSet<String>) {
    if suspicion.law.as_ref().is_some_and(|law| !held.contains(law)) {
        suspicion.severity = Severity::Warning;
    }
}

/// Plays what showed a suspicion until it shows it again, and makes that small.
async fn again(shrinker: &mut Shrinker<'_>, entry: &Entry) -> Option<Shown> {
    for scenario in &entry.witnesses {
        if let Some(shown) = shrinker.shows(scenario.clone()).await {
            return Some(shrinker.shrink(shown).await);
        }
    }
    None
}

/// Adds what was confirmed, unless the same call shows the same thing already.
fn enter(confirmed: &mut Vec<Confirmed>, new: Confirmed) {
    let like = |known: &&mut Confirmed| {
        let (a, b) = (&known.entry.suspicion.identity, &new.entry.suspicion.identity);
        a.check == b.check && a.operation == b.operation && known.is_same(&new)
    };
    match confirmed.iter_mut().find(like) {
        Some(known) => known.entry.count += new.entry.count,
        None => confirmed.push(new),
    }
}

impl Confirmed {
    fn last(&self) -> &Step {
        &self.shown.scenario.steps[self.shown.at]
    }

    /// Tells whether the calls are the same, whatever they were sent for.
    fn is_same(&self, other: &Self) -> bool {
        // What a response says wrong is told by its keyword, not by what was asked.
        let by_call = [Check::ServerError, Check::ValidRefused, Check::NoResponse];
        let (a, b) = (self.last(), other.last());
        by_call.contains(&self.entry.suspicion.identity.check)
            && a.values == b.values
            && a.edits == b.edits
            && self.shown.scenario.steps.len() == other.shown.scenario.steps.len()
    }

    /// Says which property a server takes though it breaks which keyword: what it then shows breaks it too.
    fn lets_in(&self) -> Option<(String, String)> {
        let suspicion = &self.entry.suspicion;
        let accepts = suspicion.identity.check == Check::InvalidAccepted;
        let violated = suspicion.violated.as_ref().filter(|_| accepts)?;
        Some((name(&violated.pointer).to_owned(), violated.keyword.clone()))
    }

    /// Says which property an operation shows otherwise than its schema has it.
    fn shows(&self) -> Option<(usize, String)> {
        let Suspicion { identity, violated, .. } = &self.entry.suspicion;
        let violated = violated.as_ref().filter(|_| identity.check == Check::ResponseBody)?;
        Some((identity.operation, name(&violated.pointer).to_owned()))
    }

    /// Tells whether a filter is broken only because what it goes by is shown wrongly.
    fn is_told_by(&self, (operation, property): &(usize, String)) -> bool {
        let Suspicion { identity, violated, .. } = &self.entry.suspicion;
        identity.check == Check::ListFilter
            && identity.operation == *operation
            && violated.as_ref().is_some_and(|violated| name(&violated.pointer) == property)
    }

    fn follows(&self, (property, keyword): &(String, String)) -> bool {
        let suspicion = &self.entry.suspicion;
        suspicion.identity.check == Check::ResponseBody
            && suspicion.violated.as_ref().is_some_and(|violated| {
                violated.keyword == *keyword && name(&violated.pointer) == property
            })
    }
}

/// Gives the innermost name of a place.
fn name(place: &str) -> &str {
    let mut names = place.split(['/', ' ']).filter(|name| name.parse::<usize>().is_err());
    names.next_back().unwrap_or_default()
}
