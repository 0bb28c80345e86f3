//! One scenario, played once more: to see whether what it showed is still so.

use crate::checks::Suspicion;
use crate::pace::Pace;
use crate::plan::{Leads, Planner};
use crate::play::Played;
use crate::report::id;
use crate::{Check, Exchanged, Run, Scenario, Severity, Unrun};

/// What a scenario showed.
#[derive(Debug)]
pub struct Replayed {
    /// The calls that were made, in order.
    pub calls: Vec<Exchanged>,
    /// What does not hold.
    pub seen: Vec<Seen>,
    /// Why the first call that could not be made was not.
    pub unmade: Option<String>,
}

/// One thing that does not hold, as it was seen once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The id that a finding of the same cause has.
    pub id: String,
    /// The check that found it.
    pub check: Check,
    /// How much it weighs at most.
    pub severity: Severity,
    /// The place of the call in the scenario.
    pub step: usize,
    /// What is wrong, in one sentence.
    pub message: String,
}

impl Run {
    /// Plays a scenario; where it does not show the finding of this id, once more, as a new server may have had too few records for it. Nothing else of the plan is done.
    ///
    /// # Errors
    /// The server could not be reached.
    pub async fn again(&self, scenario: &Scenario, wanted: &str) -> Result<Replayed, Unrun> {
        let pace = Pace::new(self.settings.rate, None);
        let with = self.player(&pace);
        let mut played = reached(with.play(scenario).await)?;
        let is_it = |(_, seen): &(usize, Suspicion)| id(&self.subject, &seen.identity) == wanted;
        if !played.suspicions.iter().any(is_it) {
            let (subject, settings) = (&self.subject, &self.settings);
            let planner = Planner { subject, settings, leads: &Leads::of(subject) };
            played = reached(with.play(&planner.filled(scenario)).await)?;
        }
        let seen = played.suspicions.into_iter().map(|(step, suspicion)| Seen {
            id: id(&self.subject, &suspicion.identity),
            check: suspicion.identity.check,
            severity: suspicion.severity,
            step,
            message: suspicion.message,
        });
        Ok(Replayed {
            seen: seen.collect(),
            calls: played.calls,
            unmade: played.unmet.map(|unmet| unmet.to_string()),
        })
    }
}

fn reached(played: Played) -> Result<Played, Unrun> {
    match played.unreachable {
        Some(failure) => Err(Unrun::Unreachable(failure)),
        None => Ok(played),
    }
}
