//! The workers: they take units in order, play them side by side, and what they saw is told in order.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use counterpart_generate::Uncallable;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::{JoinError, JoinSet};
use tokio::time::Instant;

use super::{Progress, Run};
use crate::pace::Pace;
use crate::plan::{Leads, Planner, Unit};
use crate::play::{Played, Player};
use crate::{Event, Observer, Phase, Scenario};

/// How many units each worker may be ahead of the one that is told: what they saw waits in memory.
const AHEAD: usize = 3;

/// When a phase ends before all its units were played.
#[derive(Debug, Clone)]
pub(super) struct Limits {
    pub(super) end: Option<Instant>,
    pub(super) stop: watch::Receiver<bool>,
}

impl Limits {
    fn is_over(&self) -> bool {
        *self.stop.borrow() || self.end.is_some_and(|end| Instant::now() >= end)
    }
}

/// What a worker saw of one unit.
type Seen = Result<Vec<(Scenario, Played)>, Uncallable>;

/// What all phases of a run are played with.
pub(super) struct Crew<'r> {
    pub(super) run: &'r Arc<Run>,
    pub(super) leads: &'r Arc<Leads>,
    pub(super) pace: &'r Arc<Pace>,
}

impl Crew<'_> {
    /// Plays units; what was seen is told and entered in their order.
    pub(super) async fn play(
        &self,
        phase: Phase,
        units: Vec<Unit>,
        limits: Limits,
        progress: &mut Progress,
        observer: &mut dyn Observer,
    ) {
        let Self { run, leads, pace } = self;
        let workers = run.settings.workers.max(1);
        let mut stop = limits.stop.clone();
        let room = Arc::new(Semaphore::new(workers * AHEAD));
        let (tell, mut told) = mpsc::channel(workers);
        // The crew goes when this does.
        let work = Arc::new(Work {
            run: Arc::clone(run),
            leads: Arc::clone(leads),
            pace: Arc::clone(pace),
            units,
            next: AtomicUsize::new(0),
            limits,
        });
        let mut crew = JoinSet::new();
        for _ in 0..workers {
            crew.spawn(Arc::clone(&work).work(Arc::clone(&room), tell.clone()));
        }
        drop(tell);
        let mut waiting = BTreeMap::<usize, Seen>::new();
        let mut turn = 0;
        loop {
            let (at, seen) = tokio::select! {
                told = told.recv() => match told {
                    Some(told) => told,
                    None => break,
                },
                // A unit that is never told of would be waited for without end.
                Some(Err(ended)) = crew.join_next() => {
                    go_on(ended);
                    continue;
                }
                // What is under way may never end.
                Ok(_) = stop.wait_for(|stopped| *stopped) => return,
            };
            waiting.insert(at, seen);
            while let Some(seen) = waiting.remove(&turn) {
                enter(run, phase, work.units[turn], seen, progress, observer);
                observer.observe(&Event::Progressed(phase));
                room.add_permits(1);
                turn += 1;
                if progress.is_lost() {
                    return;
                }
            }
        }
        // Nobody tells any more: all are done, or the last has failed.
        while let Some(done) = crew.join_next().await {
            done.unwrap_or_else(go_on);
        }
    }
}

/// Goes on without a worker, unless it ended by a fault of ours.
fn go_on(ended: JoinError) {
    if let Ok(panic) = ended.try_into_panic() {
        std::panic::resume_unwind(panic);
    }
}

/// What the workers share.
struct Work {
    run: Arc<Run>,
    leads: Arc<Leads>,
    pace: Arc<Pace>,
    units: Vec<Unit>,
    next: AtomicUsize,
    limits: Limits,
}

impl Work {
    /// Plays units until there is none left, or no time.
    async fn work(self: Arc<Self>, room: Arc<Semaphore>, tell: mpsc::Sender<(usize, Seen)>) {
        let Run { subject, settings, .. } = &*self.run;
        let planner = Planner { subject, settings, leads: &self.leads };
        let player = self.run.player(&self.pace);
        loop {
            let Ok(permit) = room.acquire().await else { return };
            permit.forget();
            let at = self.next.fetch_add(1, Ordering::Relaxed);
            if at >= self.units.len() || self.limits.is_over() {
                return;
            }
            let seen = self.seen(&planner, &player, self.units[at]).await;
            if tell.send((at, seen)).await.is_err() {
                return;
            }
        }
    }

    async fn seen(&self, planner: &Planner<'_>, with: &Player<'_>, unit: Unit) -> Seen {
        let mut seen = Vec::new();
        for scenario in planner.scenarios(unit)? {
            if self.limits.is_over() {
                break;
            }
            let mut played = with.play(&scenario).await;
            // Whoever observes reads bodies himself, if at all: here they would only take room.
            played.calls.iter_mut().for_each(|call| call.body = None);
            let is_over = played.unreachable.is_some();
            seen.push((scenario, played));
            if is_over {
                break;
            }
        }
        Ok(seen)
    }
}

/// Tells of what was seen of a unit, and enters what is suspected.
fn enter(
    run: &Run,
    phase: Phase,
    unit: Unit,
    seen: Seen,
    progress: &mut Progress,
    observer: &mut dyn Observer,
) {
    let summary = &mut progress.summary;
    let seen = match seen {
        Ok(seen) => seen,
        Err(reason) => {
            let operation = run.subject.name(unit.operation);
            if !summary.uncallable.iter().any(|(known, _)| *known == operation) {
                summary.uncallable.push((operation, reason.to_string()));
            }
            return;
        }
    };
    for (scenario, played) in seen {
        progress.ledger.held.extend(played.held);
        for (at, suspicion) in played.suspicions {
            progress.ledger.enter(&scenario, at, suspicion, &played.calls);
        }
        for call in played.calls {
            summary.calls += 1;
            let step = &scenario.steps[call.step];
            if step.meaning != crate::Meaning::Lead {
                summary.cases += 1;
            }
            let tested = summary.operations;
            progress.given_up = progress.given_up.take().or(progress.streak.count(&call, tested));
            if run.settings.twice && phase == Phase::Examples {
                progress.canonical.enter(&scenario, &call);
            }
            if call.is_success() {
                progress.succeeded.insert(call.operation);
            }
            observer.observe(&Event::Called {
                phase,
                operation: run.subject.name(call.operation).into(),
                meaning: step.meaning.clone(),
                exchanged: Arc::new(call),
            });
        }
        progress.unreachable = played.unreachable.or(progress.unreachable.take());
    }
}
