//! The end of a run: what is suspected is tried again, made small, and told once for each cause.

use std::collections::BTreeSet;
use std::mem::take;

use tokio::sync::watch;
use tokio::time::Instant;

use super::settle::{Waiting, late};
use super::{Progress, Run};
use crate::checks::Suspicion;
use crate::display::visible;
use crate::ledger::Entry;
use crate::pace::Pace;
use crate::play::Played;
use crate::shrink::{Shown, Shrinker};
use crate::{Check, Event, Finding, Identity, Mask, Observer, Scenario, Severity};

/// A suspicion that was seen again.
struct Confirmed {
    entry: Entry,
    shown: Shown,
}

/// Confirms what was entered, and tells of what remains.
pub(super) async fn conclude(
    run: &Run,
    pace: &Pace,
    end: Option<Instant>,
    stop: &watch::Receiver<bool>,
    progress: &mut Progress,
    observer: &mut dyn Observer,
) {
    let player = run.player(pace);
    let mask = run.settings.callers.mask(&run.subject);
    let mut confirmed: Vec<Confirmed> = Vec::new();
    let mut is_lost = progress.given_up.is_some();
    let out_of_time = || *stop.borrow() || end.is_some_and(|end| Instant::now() >= end);
    for mut entry in progress.ledger.take() {
        settle(&mut entry.suspicion, &progress.ledger.held);
        // A server that is gone shows nothing again.
        let budget = if out_of_time() || progress.unreachable.is_some() {
            0
        } else {
            run.settings.shrinking
        };
        let identity = entry.suspicion.identity.clone();
        let mut shrinker = Shrinker::new(&player, &identity, budget);
        let shown = if is_lost { None } else { again(&mut shrinker, &entry).await };
        progress.summary.calls += shrinker.calls;
        let is_taken = shrinker.is_taken;
        if let Some(failure) = shrinker.lost {
            is_lost = true;
            progress.summary.stopped.get_or_insert_with(|| failure.to_string());
        }
        // That a call under way had no response is how a server that is gone was lost.
        let is_told = identity.check == Check::NoResponse && progress.given_up.is_none();
        let as_seen = || (is_lost && !is_told).then(|| as_seen(&mut entry));
        let Some(shown) = shown.or_else(as_seen) else {
            // That was no mistake.
            if is_taken {
                continue;
            }
            progress.summary.unconfirmed.push(unconfirmed(run, &mask, &entry, ""));
            continue;
        };
        // What the small one shows is what is told.
        let mut suspicions = shown.played.suspicions.iter();
        if let Some((_, seen)) = suspicions.find(|(_, seen)| seen.identity == identity) {
            entry.suspicion = seen.clone();
            settle(&mut entry.suspicion, &progress.ledger.held);
        }
        confirmed.push(Confirmed { entry, shown });
    }
    let causes: Vec<_> = confirmed.iter().filter_map(Confirmed::lets_in).collect();
    confirmed.retain(|confirmed| !causes.iter().any(|cause| confirmed.follows(cause)));
    let shown: Vec<_> = confirmed.iter().filter_map(Confirmed::shows).collect();
    confirmed.retain(|confirmed| !shown.iter().any(|shown| confirmed.is_told_by(shown)));
    let pages: Vec<_> = confirmed.iter().filter_map(Confirmed::has_too_long_a_page).collect();
    confirmed.retain(|confirmed| !pages.iter().any(|page| confirmed.is_too_long_by(*page)));
    if !is_lost && !out_of_time() {
        let waiting: Vec<_> = confirmed.iter().filter_map(Confirmed::waits).collect();
        let (late, calls) = late(&player, run.settings.settle, &waiting).await;
        progress.summary.calls += calls;
        let mut late = late.into_iter();
        confirmed.retain(|confirmed| {
            let is_late = confirmed.waits().is_some() && late.next() == Some(true);
            if is_late {
                let told = "; a moment later it was as it should be";
                let told = unconfirmed(run, &mask, &confirmed.entry, told);
                progress.summary.unconfirmed.push(told);
            }
            !is_late
        });
    }
    let promises = confirmed.iter().map(|confirmed| {
        let Suspicion { promise, identity, .. } = &confirmed.entry.suspicion;
        promise
            .clone()
            .unwrap_or_else(|| run.subject.operations()[identity.operation].pointer.clone())
    });
    let places = run.subject.places(&promises.collect::<Vec<_>>());
    let mut findings = Vec::new();
    for (Confirmed { entry, shown }, place) in confirmed.into_iter().zip(places) {
        Finding::of(run, &mask, &entry, &shown, place).enter(&mut findings);
    }
    for finding in findings {
        match finding.severity {
            Severity::Error => progress.summary.errors += 1,
            Severity::Warning => progress.summary.warnings += 1,
        }
        observer.observe(&Event::Found(Box::new(finding)));
    }
}

/// Says what was seen once only, and what else is known of it.
fn unconfirmed(run: &Run, mask: &Mask, entry: &Entry, more: &str) -> String {
    let Suspicion { identity, message, .. } = &entry.suspicion;
    let (operation, check) = (run.subject.name(identity.operation), identity.check.name());
    visible(&mask.text(&format!("{operation}: {check}: {message}{more}")))
}

/// Decides how much a suspicion weighs, now that it is known what the server was seen to do.
fn settle(suspicion: &mut Suspicion, held: &BTreeSet<String>) {
    if suspicion.law.as_ref().is_some_and(|law| !held.contains(law)) {
        suspicion.severity = Severity::Warning;
    }
}

/// Tells of what was seen once, where a server is lost that could show it again.
fn as_seen(entry: &mut Entry) -> Shown {
    entry.suspicion.message += "; that was not tried again, as the server was lost";
    let scenario = entry.witnesses[0].clone();
    let at = scenario.steps.len() - 1;
    let (calls, suspicions) = (take(&mut entry.calls), vec![(at, entry.suspicion.clone())]);
    Shown { scenario, at, played: Played { calls, suspicions, ..Played::default() } }
}

/// Plays what showed a suspicion until it shows it again, and makes that small.
async fn again(shrinker: &mut Shrinker<'_>, entry: &Entry) -> Option<Shown> {
    let roles = shrinker.player.subject.roles();
    let may_miss = |scenario: &&Scenario| scenario.steps.last().is_some_and(|s| s.may_miss(roles));
    let is_missing =
        entry.calls.last().is_some_and(|call| matches!(call.status(), Some(404 | 410)));
    let mut witnesses: Vec<_> = entry.witnesses.iter().collect();
    // What makes its own records shows it on any server, as does what is missing anyway.
    if !is_missing {
        witnesses.sort_by_key(may_miss);
    }
    for scenario in witnesses {
        if let Some(shown) = shrinker.shows(scenario.clone()).await {
            return Some(shrinker.shrink(shown).await);
        }
    }
    None
}

impl Confirmed {
    /// Gives what may come right with time: what the server remembers.
    fn waits(&self) -> Option<Waiting<'_>> {
        let identity = &self.entry.suspicion.identity;
        identity.check.is_remembered().then_some((identity, &self.shown))
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

    /// Says which list shows more than was asked for.
    fn has_too_long_a_page(&self) -> Option<usize> {
        let Identity { check, operation, .. } = &self.entry.suspicion.identity;
        (*check == Check::ListPage).then_some(*operation)
    }

    /// Tells whether a list is longer than its schema has it, which its page tells already.
    fn is_too_long_by(&self, page: usize) -> bool {
        let Suspicion { identity, violated, .. } = &self.entry.suspicion;
        identity.check == Check::ResponseBody
            && identity.operation == page
            && violated.as_ref().is_some_and(|violated| violated.keyword == "maxItems")
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
