//! What is remembered of a call: what it wrote, what it showed, and what is not known any more.

use std::collections::BTreeSet;

use counterpart_state::{Expected, Handle, Role, Verb};
use serde_json::{Map, Value};

use super::Model;
use super::compare::is_empty;
use super::facts::{Fact, Facts, Source, is_sent, is_set_by};
use super::observe::Call;
use super::roles::is_kept_by_server;
use crate::Exchanged;
use crate::subject::is_safe;

impl Model {
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
            // Which record `null` names, only the server knows.
            let field = roles.model().key(handle.resource);
            if after.field(field) == Some(Expected::Value(Value::Null)) {
                self.lose_record(&handle);
            }
        }
        self.forget_unknown();
        created
    }

    /// Takes down what a write says of the fields of a record.
    fn believe(
        &mut self,
        call: &Call<'_>,
        handle: &Handle,
        (before, after): (Option<&Expected>, &Expected),
    ) {
        let Call { role, exchanged, .. } = call;
        let roles = self.roles.clone();
        let body = exchanged.said().and_then(|said| said.body.as_ref());
        let key = roles.model().key(handle.resource);
        let is_main = role.resource == Some(handle.resource);
        let changes = |field: &str, expected: &Expected| {
            before.is_none_or(|before| before.field(field).as_ref() != Some(expected))
        };
        let is_put_again = exchanged.request.method == "PUT" && self.repeats.is_repeated(exchanged);
        let mut written = Vec::new();
        for (field, expected) in after.fields() {
            let is_named = role.is_said && role.sets.iter().any(|set| set == field);
            let is_same = is_put_again && is_named;
            if field == key || is_kept_by_server(field) && !is_same {
                continue;
            }
            let said = is_main && is_sent(body, field, &expected);
            let is_sendable = roles.is_sendable(handle.resource, field);
            // What a creation or a replacement says is nothing may be what it is by default.
            let is_whole = before.is_none() || exchanged.request.method == "PUT";
            if said && is_whole && says_nothing(role, &expected) {
                continue;
            }
            let is_given = roles.model().gives(handle.resource, field);
            // What a replacement leaves out is what it is in a new record (RFC 9110 §9.3.4).
            let replaces = role.verb == Verb::Replace && is_main && is_given;
            let source = match (said && is_sendable, before) {
                (true, None) => Source::Created,
                (true, Some(_)) => Source::Updated,
                (false, Some(_)) if replaces && is_sendable && changes(field, &expected) => {
                    Source::Updated
                }
                (false, None) if (is_given || is_named) && !said => Source::Set,
                (false, Some(_)) if is_same && !changes(field, &expected) => Source::Repeated,
                (false, Some(_)) if changes(field, &expected) && is_set_by(role, field) => {
                    Source::Set
                }
                _ => continue,
            };
            written.push(field.to_owned());
            let (by, certain) = (exchanged.operation, role.is_declared || is_given && !said);
            let fact = Fact { expected, source, by, certain, left_by: None, is_read: false };
            self.facts.put(handle, field, fact);
        }
        if before.is_none() {
            return;
        }
        // What is not known any more, or no longer what it was said to be, is not asserted.
        let known: Vec<_> =
            self.facts.of(handle).map(|(field, fact)| (field.clone(), fact.clone())).collect();
        // Whether a PUT that was read off a document keeps what it leaves out, nobody said.
        let is_open = exchanged.request.method == "PUT" && !role.is_declared;
        for (field, fact) in known {
            let is_kept = !is_open && after.field(&field).as_ref() == Some(&fact.expected);
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
                    expected: Expected::Value(value.clone()),
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

    /// Says nothing any more of a record.
    pub(super) fn lose_record(&mut self, handle: &Handle) {
        self.memory.forget(handle);
        self.facts.forget(handle);
    }

    /// Says nothing any more of what a call may have written that was not as it should be.
    pub(super) fn lose(&mut self, exchanged: &Exchanged, role: &Role) {
        let is_safe = is_safe(exchanged.request.method.as_str());
        let is_refused = exchanged.status().is_some_and(|status| (400..500).contains(&status));
        let writes = !is_safe || !role.effects.is_empty();
        if writes && !is_refused {
            self.memory = self.roles.model().memory();
            self.facts = Facts::default();
        }
    }

    /// Forgets the facts of records that are not remembered any more.
    pub(super) fn forget_unknown(&mut self) {
        let known: BTreeSet<_> =
            self.memory.alive().iter().chain(self.memory.gone()).cloned().collect();
        self.facts.retain(|handle| known.contains(handle));
    }
}

/// Tells whether what a request sends says nothing: `null`, and where the document does not say what becomes of it, what is empty.
fn says_nothing(role: &Role, sent: &Expected) -> bool {
    match sent {
        Expected::Value(Value::Null) => true,
        Expected::Value(value) => !role.is_declared && is_empty(value),
        _ => false,
    }
}
