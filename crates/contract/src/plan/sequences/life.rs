//! The life of a record: created, read, listed, changed, deleted, and gone; with what happens besides.

use counterpart_exchange::{RuntimeExpression, Source as Part};
use counterpart_generate::fake;
use counterpart_spec::Parameter;
use counterpart_state::{Role, Verb};
use serde_json::Value;

use super::super::calls::say_more;
use super::super::chain::Made;
use super::Plan;
use crate::{Bind, Slot, Source, idempotency};

/// How many operations of one sort a life has.
const SOME: usize = 3;

/// How often each update is made: every time it says something else.
const UPDATES: usize = 2;

impl Plan<'_, '_> {
    /// Creates, reads, lists, updates, deletes, and uses what was deleted.
    pub(super) fn life(&mut self) {
        let Some(record) = self.create() else { return };
        self.findable(&record);
        let (reads, lists) = (self.reads(), self.plain_lists());
        self.each(&reads, SOME, &record);
        self.each(&lists, SOME, &record);
        self.looked_for(&lists, &record);
        for _ in 0..UPDATES {
            for update in self.updates().into_iter().take(SOME) {
                self.call(update, &record);
                self.each(&reads, 1, &record);
            }
            self.each(&lists, 1, &record);
        }
        self.looked_for(&lists, &record);
        let second = self.create();
        self.each(&reads, 1, &record);
        if let Some(second) = &second {
            self.each(&reads, 1, second);
        }
        let below = self.below();
        for delete in self.deletes().into_iter().take(1) {
            self.call(delete, &record);
            self.each(&reads, SOME, &record);
            let updates = self.updates();
            self.each(&updates, SOME, &record);
            self.each(&below, SOME, &record);
            self.each(&lists, SOME, &record);
            self.looked_for(&lists, &record);
            self.call(delete, &record);
            if let Some(second) = &second {
                self.each(&reads, 1, second);
            }
        }
    }

    /// Asks the nearest list for a record by what it says.
    fn looked_for(&mut self, lists: &[usize], record: &Made) {
        if let Some(list) = lists.first() {
            self.filtered(*list, record);
        }
    }

    /// Calls some operations about a record, one after the other.
    pub(super) fn each(&mut self, operations: &[usize], count: usize, about: &Made) {
        for operation in operations.iter().take(count) {
            self.call(*operation, about);
        }
    }

    /// Calls what changes a record besides updates, between two looks at it.
    pub(super) fn actions(&mut self) {
        let Some(record) = self.create() else { return };
        let (reads, lists) = (self.reads(), self.plain_lists());
        let roles = self.chain.roles.clone();
        let resource = self.resource;
        let acts = |role: &Role| {
            let is_about = role.resource == Some(resource) || role.effects.contains(&resource);
            let acts = !role.effects.is_empty() || !role.sets.is_empty();
            is_about && acts && !role.is_batch && !matches!(role.verb, Verb::Create | Verb::Delete)
        };
        let actions: Vec<_> = roles.all().filter(|(_, role)| acts(role)).map(|(o, _)| o).collect();
        let actions = actions.into_iter().filter(|operation| self.planner.covers(*operation));
        for action in actions.collect::<Vec<_>>() {
            self.each(&reads, 1, &record);
            if let Some(step) = self.call(action, &record) {
                say_more(self.chain.subject, &mut self.chain.steps[step], self.rng);
            }
            if self.each_or_first(&reads, &record).is_none() {
                self.each(&lists, SOME, &record);
            }
        }
        // What others do must leave it as it is.
        let below = self.below();
        self.each(&below, SOME, &record);
        self.each(&reads, 1, &record);
    }

    fn each_or_first(&mut self, operations: &[usize], about: &Made) -> Option<usize> {
        let first = *operations.first()?;
        self.call(first, about)
    }

    /// Asks twice what must not have another effect the second time.
    pub(super) fn repeats(&mut self) {
        let key = fake("id.uuid", self.rng, counterpart_generate::REFERENCE);
        let Some(record) = self.create() else { return };
        let start = &self.chain.subject.operations()[self.start];
        let name = idempotency::parameter(start).map(Parameter::key).zip(key);
        let is_idempotent = start.method == "PUT";
        if is_idempotent || name.is_some() {
            self.chain.steps[record.step].values.header.extend(name);
            self.again(record.step);
        }
        let reads = self.reads();
        for operation in self.updates() {
            let method = &self.chain.subject.operations()[operation].method;
            let is_idempotent = method == "PUT";
            let Some(step) = self.call(operation, &record) else { continue };
            if is_idempotent {
                self.again(step);
            }
            self.each(&reads, 1, &record);
        }
        for read in reads.iter().chain(&self.plain_lists()).take(SOME) {
            if let Some(step) = self.call(*read, &record) {
                self.again(step);
            }
        }
        for delete in self.deletes().into_iter().take(1) {
            if let Some(step) = self.call(delete, &record) {
                self.again(step);
            }
        }
    }

    /// Follows the links that the answer of the creation has.
    pub(super) fn followed(&mut self) {
        let Some(record) = self.create() else { return };
        let (links, start) = (self.chain.links, self.start);
        for linked in links.iter().filter(|linked| linked.from == start) {
            if !self.planner.covers(linked.to) {
                continue;
            }
            let Some(step) = self.call(linked.to, &record) else { continue };
            for (slot, expression) in &linked.gives {
                let step = &mut self.chain.steps[step];
                step.binds.retain(|bind| bind.slot != *slot);
                let source = Source::Expression(expression.clone());
                step.binds.push(Bind { slot: slot.clone(), step: record.step, source });
            }
        }
        let reads = self.reads();
        self.each(&reads, SOME, &record);
    }

    /// Takes what a creation was sent, else what its answer shows, as the value of a parameter.
    pub(super) fn value_of(&self, record: &Made, field: &str, slot: Slot) -> Option<Bind> {
        let step = &self.chain.steps[record.step];
        let is_scalar =
            |value: &Value| value.is_string() || value.is_number() || value.is_boolean();
        let sent = step.values.body.as_ref().and_then(|body| body.get(field));
        let at = counterpart_spec::Pointer::root().join(field);
        let source = if sent.is_some_and(is_scalar) {
            RuntimeExpression::Request(Part::Body(at))
        } else {
            let showing = &self.chain.roles.role(step.operation)?.showing;
            let item = showing.item.clone().or(showing.items.as_ref().map(|at| at.join(0)))?;
            RuntimeExpression::Response(Part::Body(item.join(field)))
        };
        Some(Bind { slot, step: record.step, source: Source::Expression(source) })
    }
}
