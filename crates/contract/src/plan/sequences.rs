//! Sequences: lives of records, planned by what the operations are for.
//!
//! Each is of one kind, by its number: the canonical life, lists, actions, repeats, links, and calls in any order.
//! At the end the records that were made are deleted where that is possible.

mod life;
mod lists;
mod wander;

use counterpart_spec::Pointer;
use counterpart_state::{Role, Verb};

use super::calls::say_less;
use super::chain::{Chain, Made};
use super::{Planner, Unit};
use crate::model::Roles;
use crate::{Meaning, Scenario, Slot, Step, Subject};

/// How many calls a sequence has at most: what comes after is left to others.
const MAX_STEPS: usize = 60;

/// What a sequence is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Life,
    Lists,
    Actions,
    Repeats,
    Links,
    Wander,
}

/// The kinds, by the number of the sequence.
const KINDS: [Kind; 8] = [
    Kind::Life,
    Kind::Lists,
    Kind::Actions,
    Kind::Repeats,
    Kind::Links,
    Kind::Wander,
    Kind::Life,
    Kind::Wander,
];

/// Tells whether sequences start at an operation: it makes records, or lists those of which none can be made.
pub(super) fn starts(subject: &Subject, roles: &Roles, operation: usize, writes: bool) -> bool {
    let Some(role) = roles.role(operation) else { return false };
    let Some(resource) = role.resource.filter(|_| !role.is_batch) else { return false };
    let finds = role.verb == Verb::List && subject.operations()[operation].method == "GET";
    writes && makes(role) || finds && !(writes && roles.on(resource).any(|(_, other)| makes(other)))
}

/// Tells whether an operation makes one record at a time.
fn makes(role: &Role) -> bool {
    matches!(role.verb, Verb::Create | Verb::Upsert) && !role.is_batch
}

/// Plans the sequence of a unit.
pub(super) fn scenarios(planner: &Planner<'_>, unit: Unit) -> Vec<Scenario> {
    let Unit { operation, number, .. } = unit;
    let name = planner.subject.name(operation);
    let rng = &mut planner.seed().stream(&["sequences", &name, &number.to_string()]);
    let roles = planner.leads.roles();
    let Some(role) = roles.role(operation) else { return Vec::new() };
    let Some(resource) = role.resource else { return Vec::new() };
    let links = planner.leads.links();
    let mut plan = Plan {
        chain: Chain::new(planner.subject, roles, links, planner.settings.writes),
        planner,
        start: operation,
        resource,
        rng,
    };
    match KINDS[number % KINDS.len()] {
        _ if role.verb == Verb::List => plan.found(),
        Kind::Life => plan.life(),
        Kind::Lists => plan.lists(),
        Kind::Actions => plan.actions(),
        Kind::Repeats => plan.repeats(),
        Kind::Links => plan.followed(),
        Kind::Wander => plan.wander(),
    }
    plan.clean_up();
    let mut steps = plan.chain.steps;
    steps.truncate(MAX_STEPS);
    if steps.is_empty() { Vec::new() } else { vec![Scenario { steps }] }
}

/// Plans records for a list, and looks at them in every way; nothing where none can be made.
pub(super) fn filling(planner: &Planner<'_>, list: usize) -> Vec<Step> {
    let roles = planner.leads.roles();
    let resource = roles.role(list).filter(|role| role.verb == Verb::List).and_then(|r| r.resource);
    let Some(resource) = resource.filter(|_| planner.settings.writes) else { return Vec::new() };
    let maker = roles.on(resource).find(|(_, role)| makes(role));
    let Some((start, _)) = maker else { return Vec::new() };
    let name = planner.subject.name(list);
    let rng = &mut planner.seed().stream(&["filling", &name]);
    let chain = Chain::new(planner.subject, roles, planner.leads.links(), true);
    let mut plan = Plan { chain, planner, start, resource, rng };
    plan.lists();
    plan.chain.steps
}

/// Tells whether a part of a body names the record that an operation is about.
fn is_key(role: Option<&Role>, at: &Pointer) -> bool {
    let key = role.and_then(|role| role.key.as_ref());
    key.is_some_and(|key| key.place.as_ref() == Err(at))
}

/// A sequence as it is planned.
struct Plan<'p, 'r> {
    chain: Chain<'p>,
    planner: &'p Planner<'p>,
    /// The operation that it starts at.
    start: usize,
    resource: usize,
    rng: &'r mut counterpart_generate::Rng,
}

impl Plan<'_, '_> {
    /// Makes a record; what is sent is held to the document like any valid request.
    fn create(&mut self) -> Option<Made> {
        let made = self.chain.create(self.start, self.rng)?;
        self.judged(made.step);
        Some(made)
    }

    /// Calls an operation about a record.
    fn call(&mut self, operation: usize, about: &Made) -> Option<usize> {
        if self.chain.steps.len() >= MAX_STEPS {
            return None;
        }
        let step = self.chain.call(operation, Some(about), self.rng)?;
        self.judged(step);
        let role = self.chain.roles.role(operation);
        if role.is_some_and(|role| role.verb == Verb::Update && role.writes_body) {
            say_less(self.chain.subject, &mut self.chain.steps[step], self.rng);
            // What is left out is not taken from elsewhere.
            let Step { values, binds, .. } = &mut self.chain.steps[step];
            let is_said =
                |at: &Pointer| values.body.as_ref().is_some_and(|body| at.resolve(body).is_some());
            binds.retain(|bind| match &bind.slot {
                Slot::Parameter(..) => true,
                Slot::Body(at) => is_said(at) || is_key(role, at),
            });
        }
        Some(step)
    }

    /// Marks a call as one that is judged by itself, too.
    fn judged(&mut self, step: usize) {
        self.chain.steps[step].meaning = Meaning::Valid(None);
    }

    /// Makes a call once more, with what earlier calls gave it.
    fn again(&mut self, step: usize) {
        let again = self.chain.steps[step].clone();
        self.chain.push(again);
    }

    /// Lists the operations of the resource that a predicate wants, and that may be called.
    fn operations(&self, wants: impl Fn(&Role) -> bool) -> Vec<usize> {
        let roles = self.chain.roles;
        let all = roles.on(self.resource).filter(|(_, role)| wants(role) && !role.is_batch);
        let near = |operation: &usize| self.nearness(*operation);
        let mut found: Vec<_> =
            all.map(|(operation, _)| operation).filter(|o| self.planner.covers(*o)).collect();
        found.sort_by_key(|operation| std::cmp::Reverse(near(operation)));
        found
    }

    /// Counts the segments that the path of an operation shares with where the sequence starts.
    fn nearness(&self, operation: usize) -> usize {
        let operations = self.chain.subject.operations();
        let (own, start) =
            (operations[operation].path.split('/'), operations[self.start].path.split('/'));
        own.zip(start).take_while(|(own, start)| own == start).count()
    }

    fn reads(&self) -> Vec<usize> {
        self.operations(|role| role.verb == Verb::Read && role.key.is_some())
    }

    fn plain_lists(&self) -> Vec<usize> {
        self.operations(|role| role.verb == Verb::List)
    }

    fn updates(&self) -> Vec<usize> {
        self.operations(|role| {
            let writes = matches!(role.verb, Verb::Update | Verb::Replace | Verb::Upsert);
            writes && role.key.is_some() && role.writes_body
        })
    }

    fn deletes(&self) -> Vec<usize> {
        self.operations(|role| role.verb == Verb::Delete && role.key.is_some())
    }

    /// Lists the operations that stand below a record, or do something to it besides.
    fn below(&self) -> Vec<usize> {
        let roles = self.chain.roles;
        let names = |role: &Role| {
            role.names
                .iter()
                .any(|naming| naming.resource == self.resource && Some(naming) != role.key.as_ref())
        };
        let all = roles.all().filter(|(_, role)| names(role) && !role.is_batch);
        all.map(|(operation, _)| operation).filter(|o| self.planner.covers(*o)).collect()
    }

    /// Deletes what was made, the last first.
    fn clean_up(&mut self) {
        if !self.chain.writes {
            return;
        }
        let roles = self.chain.roles.clone();
        let deletes =
            |role: &Role| role.verb == Verb::Delete && role.key.is_some() && !role.is_batch;
        let made = self.chain.made.iter().rev().filter(|made| made.is_ours);
        let due = made.filter_map(|made| {
            let mut all = roles.on(made.resource).filter(|(_, role)| deletes(role));
            let (operation, _) = all.find(|(operation, _)| *operation != self.start)?;
            Some((made.clone(), operation))
        });
        let due: Vec<_> = due.collect();
        // What is asked beyond that is left out, rather than what it made left there.
        self.chain.steps.truncate(MAX_STEPS.saturating_sub(due.len()));
        for (made, operation) in due {
            let is_gone = |step: &Step| {
                step.operation == operation && step.binds.iter().any(|bind| bind.step == made.step)
            };
            let steps = &self.chain.steps;
            if made.step < steps.len() && !steps.iter().any(is_gone) {
                self.chain.call(operation, Some(&made), self.rng);
            }
        }
    }
}
