//! What a run may do, and how much of it.

use std::collections::BTreeSet;
use std::time::Duration;

use counterpart_generate::Seed;

use crate::scenario::Edit;
use crate::subject::is_safe;
use crate::{Callers, Check, Phase, Scenario, Step, Subject};

/// What a run may do, and how much of it.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What everything by chance is drawn from.
    pub seed: Seed,
    /// How many cases by chance each operation gets.
    pub cases: usize,
    /// How many cases at edges each operation gets at most.
    pub boundaries: usize,
    /// How many sequences start at each operation that makes records.
    pub sequences: usize,
    /// How long the run takes; where time is left at the end of the plan, there is more by chance.
    pub time: Option<Duration>,
    /// How many scenarios are played at once.
    pub workers: usize,
    /// How many calls there are in a second at most.
    pub rate: Option<u32>,
    /// Which part of the plan is run: the first number of the second, from 1.
    pub shard: (usize, usize),
    /// Whether anything is sent but safe methods (RFC 9110 §9.2.1).
    pub writes: bool,
    /// Whether the successes that examples lead to are asked for once more, to see what of them stays.
    pub twice: bool,
    /// The operations that are tested, by their index; the others are called only where these need it.
    pub operations: BTreeSet<usize>,
    /// The phases that are run.
    pub phases: BTreeSet<Phase>,
    /// What earlier runs found, to be looked at first; not split between shards.
    pub replays: Vec<Scenario>,
    /// The checks that are not made, of all operations or of one.
    pub silent: BTreeSet<(Check, Option<usize>)>,
    /// Who calls.
    pub callers: Callers,
    /// The longest that a response may take.
    pub max_response_time: Option<Duration>,
    /// How long a server gets to show everywhere what was written, before a finding is told that says that it does not.
    pub settle: Duration,
    /// How many calls may be spent on making one finding small.
    pub shrinking: usize,
}

impl Default for Settings {
    /// The whole plan for all operations, with everything allowed, as two cores do it.
    fn default() -> Self {
        Self {
            seed: Seed(1),
            cases: 100,
            boundaries: 400,
            sequences: 10,
            time: None,
            workers: 8,
            rate: None,
            shard: (1, 1),
            writes: true,
            twice: false,
            operations: BTreeSet::new(),
            phases: Phase::ALL.into(),
            replays: Vec::new(),
            silent: BTreeSet::new(),
            callers: Callers::default(),
            max_response_time: None,
            settle: Duration::from_secs(1),
            shrinking: 300,
        }
    }
}

impl Settings {
    /// Tells whether a check is made of an operation.
    pub(crate) fn asks(&self, check: Check, operation: usize) -> bool {
        !self.silent.contains(&(check, None)) && !self.silent.contains(&(check, Some(operation)))
    }

    /// Tells whether what an earlier run found may be played: it is of an operation that is tested, and sends nothing that is kept from this run.
    pub fn plays(&self, subject: &Subject, scenario: &Scenario) -> bool {
        let method = |step: &Step| {
            let edited = step.edits.iter().find_map(|edit| match edit {
                Edit::Method(method) => Some(method.clone()),
                _ => None,
            });
            edited.unwrap_or_else(|| subject.operations()[step.operation].method.clone())
        };
        let is_tested = scenario.steps.last().is_some_and(|last| self.tests(last.operation));
        is_tested && (self.writes || scenario.steps.iter().all(|step| is_safe(&method(step))))
    }

    /// Tells whether an operation is tested: where none is named, all are.
    pub(crate) fn tests(&self, operation: usize) -> bool {
        self.operations.is_empty() || self.operations.contains(&operation)
    }
}
