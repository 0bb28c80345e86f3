//! A run: plays the plan on many workers, tells of it in the order of the plan, then makes what was found small.

mod conclude;
mod pool;
mod settle;
mod streak;
mod twice;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use counterpart_client::Failure;
use tokio::sync::watch;
use tokio::time::Instant;

use streak::Streak;
use twice::Canonical;

use crate::ledger::Ledger;
use crate::pace::Pace;
use crate::plan::{Leads, Planner};
use crate::play::Player;
use crate::{Event, Observer, Phase, Settings, Subject, Summary, Transport};

/// The phases, in the order of a run, with the part of a limited time after which each must give way to the next.
const PHASES: [(Phase, f64); 5] = [
    (Phase::Replays, 0.2),
    (Phase::Examples, 0.3),
    (Phase::Boundary, 0.5),
    (Phase::Random, 0.7),
    (Phase::Sequences, 0.9),
];

/// A run that is to be made.
#[derive(Debug)]
pub struct Run {
    /// What the document says.
    pub subject: Subject,
    /// What may be done.
    pub settings: Settings,
    /// The way to the server.
    pub transport: Arc<dyn Transport>,
}

/// Why a run gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unrun {
    /// Nobody answers there.
    #[error("{0}")]
    Unreachable(Failure),
}

/// What goes on while the run goes on.
#[derive(Debug, Default)]
struct Progress {
    summary: Summary,
    ledger: Ledger,
    /// The operations that were answered with success.
    succeeded: BTreeSet<usize>,
    streak: Streak,
    canonical: Canonical,
    /// Why the server cannot be reached any more.
    unreachable: Option<Failure>,
    /// Why no more is asked of it.
    given_up: Option<String>,
}

impl Progress {
    fn is_lost(&self) -> bool {
        self.unreachable.is_some() || self.given_up.is_some()
    }
}

impl Run {
    /// Makes the run; whoever sends `true` through `stop` ends it early, and what was found is told all the same.
    ///
    /// # Errors
    /// The server could not be reached at all.
    pub async fn go(
        self,
        observer: &mut dyn Observer,
        stop: watch::Receiver<bool>,
    ) -> Result<Summary, Unrun> {
        let start = Instant::now();
        let run = Arc::new(self);
        let over = run.settings.time.map(|time| start + time);
        let pace = Arc::new(Pace::new(run.settings.rate, over));
        let leads = Arc::new(Leads::of(&run.subject));
        let planner = Planner { subject: &run.subject, settings: &run.settings, leads: &leads };
        let mut progress = Progress::default();
        let operations = 0..run.subject.operations().len();
        progress.summary.operations = operations.filter(|o| planner.covers(*o)).count();
        observer.observe(&run.started(&planner));
        let mut round = 0;
        'rounds: loop {
            let mut is_planned = false;
            for (phase, share) in PHASES {
                let fixed = matches!(phase, Phase::Replays | Phase::Examples | Phase::Boundary);
                if !run.settings.phases.contains(&phase) || (fixed && round > 0) {
                    continue;
                }
                // What is left of the time after the first round is shared by what is random.
                let end = run.settings.time.map(|time| {
                    let all = if round == 0 { share } else { 0.9 };
                    start + Duration::from_secs_f64(time.as_secs_f64() * all)
                });
                let units = planner.units(phase, round);
                if units.is_empty() {
                    continue;
                }
                is_planned = true;
                observer.observe(&Event::Phase(phase, units.len()));
                let limits = pool::Limits { end, stop: stop.clone() };
                let crew = pool::Crew { run: &run, leads: &leads, pace: &pace };
                crew.play(phase, units, limits, &mut progress, observer).await;
                let canonical = std::mem::take(&mut progress.canonical);
                canonical.again(&run, &pace, (end, &stop), &mut progress, observer).await;
                if progress.is_lost() || *stop.borrow() {
                    break 'rounds;
                }
            }
            round += 1;
            let is_over =
                |time: Duration| start.elapsed().as_secs_f64() >= 0.9 * time.as_secs_f64();
            // A round without a unit, as of a small part of a small plan, would be one without end.
            if !is_planned || run.settings.time.is_none_or(is_over) || !run.is_endless() {
                break;
            }
        }
        if let Some(failure) = &progress.unreachable {
            if progress.summary.calls == 0 {
                return Err(Unrun::Unreachable(failure.clone()));
            }
            progress.summary.stopped = Some(failure.to_string());
        } else if let Some(reason) = &progress.given_up {
            progress.summary.stopped = Some(reason.clone());
        } else if *stop.borrow() {
            progress.summary.stopped = Some("it was interrupted".to_owned());
        }
        conclude::conclude(&run, &pace, over, &stop, &mut progress, observer).await;
        let mut summary = progress.summary;
        summary.succeeded = progress.succeeded.len();
        summary.seconds = start.elapsed().as_secs_f64();
        observer.observe(&Event::Finished(summary.clone()));
        Ok(summary)
    }

    fn started(&self, planner: &Planner<'_>) -> Event {
        let spec = self.subject.spec();
        let operations = (0..spec.operations.len()).filter(|operation| planner.covers(*operation));
        Event::Started {
            target: self.transport.target(),
            document: format!("{} {}", spec.title, spec.version).trim_end().to_owned(),
            seed: self.settings.seed.0,
            shard: self.settings.shard,
            operations: operations.map(|operation| self.subject.name(operation)).collect(),
        }
    }

    /// Tells whether there is more to try, however much was tried.
    fn is_endless(&self) -> bool {
        [Phase::Random, Phase::Sequences].iter().any(|p| self.settings.phases.contains(p))
    }

    pub(crate) fn player<'r>(&'r self, pace: &'r Pace) -> Player<'r> {
        let Self { subject, settings, transport } = self;
        Player { subject, settings, transport: &**transport, pace }
    }
}
