//! What is tried: the units of a run, each a function of the document, the seed and its number.
//!
//! A unit is planned by the worker that plays it, so that a plan of any length needs no memory.

mod base;
mod boundary;
mod calls;
mod chain;
mod examples;
mod leads;
mod links;
mod probes;
mod random;
mod sequences;

use counterpart_generate::{Seed, Uncallable};

use crate::subject::is_safe;
use crate::{Phase, Scenario, Settings, Subject};

pub(crate) use calls::{body_schema, other_body};
pub(crate) use leads::Leads;

/// One unit of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unit {
    pub(crate) phase: Phase,
    /// The operation that it is about.
    pub(crate) operation: usize,
    /// Which of the units of this phase and operation.
    pub(crate) number: usize,
}

/// What makes the scenarios of units.
#[derive(Debug)]
pub(crate) struct Planner<'p> {
    pub(crate) subject: &'p Subject,
    pub(crate) settings: &'p Settings,
    pub(crate) leads: &'p Leads,
}

impl Planner<'_> {
    /// Lists the units of a phase, in the order in which they are told; `round` counts how often the phase was run before.
    pub(crate) fn units(&self, phase: Phase, round: usize) -> Vec<Unit> {
        let operations = || {
            let all = 0..self.subject.operations().len();
            all.filter(|operation| self.covers(*operation) && self.starts(phase, *operation))
        };
        let each = |count: usize| {
            let numbers = round * count..(round + 1) * count;
            numbers.flat_map(move |number| {
                operations().map(move |operation| Unit { phase, operation, number })
            })
        };
        let count = match phase {
            Phase::Replays => return self.replays().collect(),
            Phase::Examples | Phase::Boundary => 1,
            Phase::Random => self.settings.cases.div_ceil(random::BATCH),
            Phase::Sequences => self.settings.sequences,
        };
        let (shard, shards) = self.settings.shard;
        let units = each(count).enumerate();
        units.filter(|(at, _)| at % shards == shard - 1).map(|(_, unit)| unit).collect()
    }

    /// Lists what earlier runs found, under the operation that its last call is about.
    fn replays(&self) -> impl Iterator<Item = Unit> {
        let all = self.settings.replays.iter().enumerate();
        all.filter(|(_, scenario)| self.settings.plays(self.subject, scenario)).map(
            |(number, scenario)| {
                let operation = scenario.steps.last().map_or(0, |step| step.operation);
                Unit { phase: Phase::Replays, operation, number }
            },
        )
    }

    /// Plans the scenarios of a unit.
    ///
    /// # Errors
    /// The operation cannot be called, and why.
    pub(crate) fn scenarios(&self, unit: Unit) -> Result<Vec<Scenario>, Uncallable> {
        match unit.phase {
            Phase::Examples => examples::scenarios(self, unit.operation),
            Phase::Boundary => {
                let mut scenarios = boundary::scenarios(self, unit.operation)?;
                scenarios.extend(probes::scenarios(self, unit.operation)?);
                Ok(scenarios)
            }
            Phase::Random => random::scenarios(self, unit),
            Phase::Replays => {
                let replay = &self.settings.replays[unit.number];
                Ok(vec![replay.clone(), self.filled(replay)])
            }
            Phase::Sequences => Ok(sequences::scenarios(self, unit)),
        }
    }

    /// Makes records first of what the last call of a scenario lists: on a new server there may be too few of them to show anything.
    pub(crate) fn filled(&self, scenario: &Scenario) -> Scenario {
        let last = scenario.steps.last();
        let mut steps = last.map_or_else(Vec::new, |list| sequences::filling(self, list.operation));
        let before = steps.len();
        steps.extend(scenario.steps.iter().cloned().map(|mut step| {
            step.binds.iter_mut().for_each(|bind| bind.step += before);
            step
        }));
        Scenario { steps }
    }

    /// Tells whether an operation is tested, and may be called.
    pub(crate) fn covers(&self, operation: usize) -> bool {
        let method = &self.subject.operations()[operation].method;
        let may = self.settings.writes || is_safe(method);
        may && self.settings.tests(operation)
    }

    /// Tells whether a phase starts at an operation.
    fn starts(&self, phase: Phase, operation: usize) -> bool {
        let Self { subject, settings, leads } = self;
        phase != Phase::Sequences
            || sequences::starts(subject, leads.roles(), operation, settings.writes)
    }

    fn seed(&self) -> Seed {
        self.settings.seed
    }
}
