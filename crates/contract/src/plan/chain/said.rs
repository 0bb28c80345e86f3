//! What the document says itself: its links, where what is made is found, and which records a body names.

use counterpart_exchange::RuntimeExpression;
use counterpart_generate::Rng;
use counterpart_spec::{Location, Pointer};

use super::{Chain, bind};
use crate::plan::calls::plain;
use crate::plan::links::Linked;
use crate::{Bind, Slot, Source, Step};

impl Chain<'_> {
    /// Tells whether an operation declares where what it makes is found.
    pub(super) fn is_located(&self, operation: usize) -> bool {
        let operation = &self.subject.operations()[operation];
        operation.successes().into_iter().any(|(_, index)| {
            let headers = &operation.responses[index].headers;
            headers.iter().any(|header| header.name.eq_ignore_ascii_case("location"))
        })
    }

    /// Leads to an operation as a link says.
    pub(super) fn linked(&mut self, operation: usize, depth: usize, rng: &mut Rng) -> Vec<Bind> {
        let is_allowed = |linked: &&Linked| {
            let method = self.subject.operations()[linked.from].method.as_str();
            linked.to == operation && linked.from != operation && (self.writes || method == "GET")
        };
        let links = self.links;
        let Some(linked) = links.iter().find(is_allowed).filter(|_| depth > 0) else {
            return Vec::new();
        };
        let known = self.steps.iter().rposition(|step| step.operation == linked.from);
        let step = if let Some(step) = known {
            step
        } else {
            let Some(mut step) = plain(self.subject, linked.from, rng) else { return Vec::new() };
            step.binds = self.needs(linked.from, None, depth - 1, rng);
            self.push(step)
        };
        let bind = |(slot, expression): &(Slot, RuntimeExpression)| Bind {
            slot: slot.clone(),
            step,
            source: Source::Expression(expression.clone()),
        };
        linked.gives.iter().map(bind).collect()
    }

    /// Leads to an operation by the `Location` of what the operation above it on the path makes (RFC 9110 §10.2.2).
    pub(super) fn located(
        &mut self,
        operation: usize,
        known: &[Bind],
        depth: usize,
        rng: &mut Rng,
    ) -> Option<Bind> {
        let operations = self.subject.operations();
        let (above, last) = operations[operation].path.rsplit_once('/')?;
        let name = last.strip_prefix('{')?.strip_suffix('}')?;
        let slot = Slot::Parameter(Location::Path, name.to_owned());
        if !self.writes || depth == 0 || known.iter().any(|bind| bind.slot == slot) {
            return None;
        }
        let is_above = |other: &usize| {
            let other = &operations[*other];
            other.path == above && other.method == "POST"
        };
        let maker = (0..operations.len()).find(is_above).filter(|maker| self.is_located(*maker))?;
        let mut step = plain(self.subject, maker, rng)?;
        step.binds = self.needs(maker, None, depth - 1, rng);
        Some(Bind { slot, step: self.push(step), source: Source::Located(name.to_owned()) })
    }

    /// Leads to the records that the body of a call names by their keys.
    pub(super) fn referred(&mut self, step: &Step, depth: usize, rng: &mut Rng) -> Vec<Bind> {
        let roles = self.roles.clone();
        let role = roles.role(step.operation);
        let Some(resource) = role.filter(|role| role.writes_body).and_then(|role| role.resource)
        else {
            return Vec::new();
        };
        let mut binds = Vec::new();
        for (field, other) in roles.model().refers(resource) {
            let sent = step.values.body.as_ref().and_then(|body| body.get(field));
            if !sent.is_some_and(|sent| sent.is_string() || sent.is_number()) || *other == resource
            {
                continue;
            }
            let made = depth.checked_sub(1);
            let made = made.and_then(|depth| self.there_is(*other, step.operation, depth, rng));
            let slot = Slot::Body(Pointer::root().join(field));
            binds.extend(made.and_then(|made| bind(slot, &made)));
        }
        binds
    }
}
