//! One call after the other: what it should have done, what it did, and what is remembered from then on.

use std::collections::BTreeSet;

use counterpart_state::{Done, Handle, Memory, Prediction, Role, Verb};
use serde_json::{Map, Value};

use super::facts::{Fact, Facts, Source, is_sent, is_set_by};
use super::idempotent::Repeats;
use super::list::Pages;
use super::place;
use super::roles::is_kept_by_server;
use super::{Breach, Law, Roles, mark};
use crate::{Check, Exchanged, Meaning, Shown, Step, Subject};

/// What a server should remember of one scenario.
#[derive(Debug, Clone)]
pub struct Model {
    pub(super) subject: Subject,
    pub(super) roles: Roles,
    pub(super) memory: Memory,
    pub(super) facts: Facts,
    pub(super) repeats: Repeats,
    pub(super) pages: Pages,
    /// Records whose keys were given twice.
    pub(super) tainted: BTreeSet<Handle>,
    held: BTreeSet<Law>,
    /// What was told, so that each cause is told once.
    told: BTreeSet<(Check, usize, String)>,
}

/// One call, as the model sees it.
pub(super) struct Call<'c> {
    pub(super) role: &'c Role,
    pub(super) resource: usize,
    pub(super) exchanged: &'c Exchanged,
    pub(super) prediction: &'c Prediction,
    pub(super) done: &'c Done,
}

impl Model {
    /// Starts to observe a scenario, knowing nothing of the server.
    pub fn new(subject: &Subject) -> Self {
        let roles = subject.roles();
        Self {
            subject: subject.clone(),
            memory: roles.model().memory(),
            roles: roles.clone(),
            facts: Facts::default(),
            repeats: Repeats::default(),
            pages: Pages::default(),
            tainted: BTreeSet::new(),
            held: BTreeSet::new(),
            told: BTreeSet::new(),
        }
    }

    /// Gives the laws that were seen to hold.
    pub fn held(&self) -> &BTreeSet<Law> {
        &self.held
    }

    /// Looks at one call, in the order of the scenario; gives what does not hold.
    pub fn observe(&mut self, step: &Step, exchanged: &Exchanged) -> Vec<Breach> {
        let roles = self.roles.clone();
        let Some(role) = roles.role(exchanged.operation) else { return Vec::new() };
        let prediction = roles.model().predict(&self.memory, &exchanged.request);
        let asks = matches!(step.meaning, Meaning::Lead | Meaning::Valid(_));
        let is_plain = asks && step.shown == Shown::Own && exchanged.said().is_some();
        // What is accepted and not done yet (RFC 9110 §15.3.3) may come about at any time.
        let is_open = exchanged.status().is_none_or(|status| status == 202 || status >= 500);
        let Some(prediction) = prediction.filter(|_| is_plain && !is_open) else {
            self.lose(exchanged, role);
            return Vec::new();
        };
        let mut breaches = self.repeated(role, exchanged);
        if exchanged.is_success() {
            breaches.extend(self.succeeded(role, exchanged, &prediction));
        } else {
            breaches.extend(self.refused(role, exchanged, &prediction));
        }
        self.repeats.note(exchanged);
        breaches.retain(|breach| {
            self.told.insert((breach.check, breach.operation, breach.key.clone()))
        });
        breaches
    }

    fn succeeded(
        &mut self,
        role: &Role,
        exchanged: &Exchanged,
        prediction: &Prediction,
    ) -> Vec<Breach> {
        if let Some(breach) = self.used_after_delete(role, exchanged) {
            return breach.into_iter().collect();
        }
        // What an action is about is told by what it writes.
        let writes = prediction.done.as_ref().and_then(|done| done.writes.first());
        let resource = role.resource.or(writes.map(|write| write.handle.resource));
        let (Some(done), Some(resource)) = (&prediction.done, resource) else {
            self.roles.model().apply(&mut self.memory, prediction, None);
            self.forget_unknown();
            return Vec::new();
        };
        let call = Call { role, resource, exchanged, prediction, done };
        match role.verb {
            _ if role.is_batch => {
                self.write(&call, None);
                Vec::new()
            }
            Verb::List => self.listed(&call),
            Verb::Delete | Verb::None => {
                self.write(&call, None);
                Vec::new()
            }
            Verb::Create => self.created(&call),
            Verb::Read | Verb::Update | Verb::Replace | Verb::Upsert => self.shown(&call),
        }
    }

    /// Remembers what a call wrote, whose key the server gave; gives the record that was created.
    pub(super) fn write(&mut self, call: &Call<'_>, key: Option<&Value>) -> Option<Handle> {
        let roles = self.roles.clone();
        let created = roles.model().apply(&mut self.memory, call.prediction, key);
        if let Some(handle) = &created {
            self.facts.forget(handle);
        }
        for write in &call.done.writes {
            let handle = match (&created, write.is_keyless) {
                (Some(created), true) => created.clone(),
                (None, true) => continue,
                (_, false) => write.handle.clone(),
            };
            let Some(after) = &write.after else { continue };
            let is_new = write.before.is_none();
            if is_new {
                self.facts.open(&handle);
            }
            self.believe(call, &handle, (write.before.as_ref(), after));
        }
        self.forget_unknown();
        created
    }

    /// Takes down what a write says of the fields of a record.
    fn believe(
        &mut self,
        call: &Call<'_>,
        handle: &Handle,
        (before, after): (Option<&counterpart_state::Expected>, &counterpart_state::Expected),
    ) {
        let Call { role, exchanged, .. } = call;
        let body = exchanged.said().and_then(|said| said.body.as_ref());
        let key = self.roles.model().key(handle.resource).to_owned();
        let is_main = role.resource == Some(handle.resource);
        let changes = |field: &str, expected: &counterpart_state::Expected| {
            before.is_none_or(|before| before.field(field).as_ref() != Some(expected))
        };
        let mut written = Vec::new();
        for (field, expected) in after.fields() {
            if field == key || is_kept_by_server(field) {
                continue;
            }
            let said = is_main && is_sent(body, field, &expected);
            let is_sendable = self.roles.is_sendable(handle.resource, field);
            let source = match (said && is_sendable, before) {
                (true, None) => Source::Created,
                (true, Some(_)) => Source::Updated,
                (false, None) if role.is_declared && !said => Source::Set,
                (false, Some(_)) if changes(field, &expected) && is_set_by(role, field) => {
                    Source::Set
                }
                _ => continue,
            };
            written.push(field.to_owned());
            let (by, certain) = (exchanged.operation, role.is_declared);
            let fact = Fact { expected, source, by, certain, left_by: None, is_read: false };
            self.facts.put(handle, field, fact);
        }
        if before.is_none() {
            return;
        }
        // What is not known any more, or no longer what it was said to be, is not asserted.
        let known: Vec<_> =
            self.facts.of(handle).map(|(field, fact)| (field.clone(), fact.clone())).collect();
        for (field, fact) in known {
            let is_kept = after.field(&field).as_ref() == Some(&fact.expected);
            if !written.contains(&field) && (!is_kept || !(role.writes_body || role.is_declared)) {
                self.facts.drop_field(handle, &field);
            }
        }
        self.facts.left(handle, exchanged.operation, &written);
    }

    /// Takes over what a response shows of one of our records, once it was looked at.
    pub(super) fn take_over(
        &mut self,
        call: &Call<'_>,
        handle: &Handle,
        shown: &Map<String, Value>,
    ) {
        if !call.role.showing.is_plain || !self.facts.has(handle) {
            return;
        }
        let roles = self.roles.clone();
        roles.model().see(&mut self.memory, handle, shown);
        let key = roles.model().key(handle.resource);
        let known: BTreeSet<_> = self.facts.of(handle).map(|(field, _)| field.clone()).collect();
        for (field, value) in shown.iter().filter(|(field, _)| *field != key) {
            if !known.contains(field) && roles.is_sendable(handle.resource, field) {
                let fact = Fact {
                    expected: counterpart_state::Expected::Value(value.clone()),
                    source: Source::Seen,
                    by: call.exchanged.operation,
                    certain: false,
                    left_by: None,
                    is_read: true,
                };
                self.facts.put(handle, field, fact);
            }
        }
    }

    /// Tells of what was deleted and is still answered; `Some(None)` where that is as it should be.
    fn used_after_delete(&mut self, role: &Role, exchanged: &Exchanged) -> Option<Option<Breach>> {
        let roles = self.roles.clone();
        let gone = roles.model().ended_by(&self.memory, &exchanged.request)?;
        let shown = place::item(role, exchanged);
        let is_marked = shown.as_ref().is_some_and(|place| mark::is_marked_deleted(place.record));
        // Numbers may be given again: it is ours if what we said of it is still there.
        let is_ours = shown.as_ref().is_none_or(|place| self.is_ours(&gone, place.record));
        // To delete twice is no mistake (RFC 9110 §9.2.2).
        if role.verb == Verb::Delete || is_marked || !is_ours {
            return Some(None);
        }
        self.lose_record(&gone);
        let resource = roles.model().resource(gone.resource);
        let name = self.subject.name(exchanged.operation);
        let message = format!(
            "`{}` was deleted from {resource}, and `{name}` is still answered {}",
            gone.key,
            exchanged.status().unwrap_or_default()
        );
        let law = self.law(gone.resource, Check::UseAfterDelete, "");
        Some(Some(Breach {
            check: Check::UseAfterDelete,
            operation: exchanged.operation,
            key: if role.resource == Some(gone.resource) { "" } else { resource }.to_owned(),
            message,
            law,
            certain: role.is_declared,
            pointer: shown.map(|place| place.at),
        }))
    }

    fn refused(
        &mut self,
        role: &Role,
        exchanged: &Exchanged,
        prediction: &Prediction,
    ) -> Vec<Breach> {
        let is_missing = matches!(exchanged.status(), Some(404 | 410));
        let roles = self.roles.clone();
        if is_missing && let Some(gone) = roles.model().ended_by(&self.memory, &exchanged.request) {
            self.hold(self.law(gone.resource, Check::UseAfterDelete, ""));
            return Vec::new();
        }
        let seen = prediction.done.as_ref().and_then(|done| done.shown.first());
        let Some(seen) = seen.filter(|seen| {
            is_missing && role.verb == Verb::Read && !role.is_batch && self.facts.has(&seen.handle)
        }) else {
            return Vec::new();
        };
        let handle = seen.handle.clone();
        // Of another record on the path, such as a parent of somebody else, nothing is known.
        if role
            .names
            .iter()
            .any(|naming| naming.resource != handle.resource && !self.owns(naming.resource))
        {
            return Vec::new();
        }
        self.lose_record(&handle);
        let resource = roles.model().resource(handle.resource);
        let message = format!(
            "`{}` was created in {resource}, and reading it is answered {}",
            handle.key,
            exchanged.status().unwrap_or_default()
        );
        vec![Breach {
            check: Check::CreatedUnreadable,
            operation: exchanged.operation,
            key: String::new(),
            message,
            law: self.law(handle.resource, Check::CreatedUnreadable, ""),
            certain: role.is_declared,
            pointer: None,
        }]
    }

    /// Tells whether a record of a resource is ours.
    fn owns(&self, resource: usize) -> bool {
        self.memory.alive().iter().any(|h| h.resource == resource && self.facts.has(h))
    }

    /// Tells whether a record shows what we said of it, as far as it shows any of that.
    pub(super) fn is_ours(&self, handle: &Handle, shown: &Map<String, Value>) -> bool {
        self.facts.of(handle).filter(|(_, fact)| fact.source != Source::Seen).all(
            |(field, fact)| {
                shown
                    .get(field)
                    .is_none_or(|value| self.fits(handle.resource, field, &fact.expected, value))
            },
        )
    }

    pub(super) fn fits(
        &self,
        resource: usize,
        field: &str,
        expected: &counterpart_state::Expected,
        shown: &Value,
    ) -> bool {
        super::compare::says(self.roles.model(), (resource, field), expected, shown)
    }

    pub(super) fn law(&self, resource: usize, check: Check, field: &str) -> Law {
        let resource = self.roles.model().resource(resource).to_owned();
        Law { resource, check, field: field.to_owned() }
    }

    pub(super) fn hold(&mut self, law: Law) {
        self.held.insert(law);
    }

    /// Says nothing any more of a record.
    pub(super) fn lose_record(&mut self, handle: &Handle) {
        self.memory.forget(handle);
        self.facts.forget(handle);
    }

    /// Says nothing any more of what a call may have written that was not as it should be.
    fn lose(&mut self, exchanged: &Exchanged, role: &Role) {
        let is_safe = ["GET", "HEAD", "OPTIONS"].contains(&exchanged.request.method.as_str());
        let is_refused = exchanged.status().is_some_and(|status| (400..500).contains(&status));
        let writes = !is_safe || !role.effects.is_empty();
        if writes && !is_refused {
            self.memory = self.roles.model().memory();
            self.facts = Facts::default();
        }
    }

    /// Forgets the facts of records that are not remembered any more.
    fn forget_unknown(&mut self) {
        let known: BTreeSet<_> =
            self.memory.alive().iter().chain(self.memory.gone()).cloned().collect();
        self.facts.retain(|handle| known.contains(handle));
    }
}
