//! Calls about one record: created, read, changed.

use counterpart_state::{Expected, Handle, Verb};
use serde_json::Value;

use super::facts::{Fact, Source};
use super::observe::Call;
use super::place::{self, Place};
use super::{Breach, Model, compare};
use crate::Check;

/// How much of a value a message shows.
const SHOWN: usize = 80;

impl Model {
    /// Looks at a creation that went well.
    pub(super) fn created(&mut self, call: &Call<'_>) -> Vec<Breach> {
        let Call { role, resource, exchanged, done, .. } = *call;
        let field = self.roles.model().key(resource).to_owned();
        let main = done.writes.iter().find(|w| w.handle.resource == resource && w.before.is_none());
        let Some(main) = main else {
            self.write(call, None);
            return Vec::new();
        };
        let shown = place::item(role, exchanged);
        let key = place::key(&self.subject, role, &field, exchanged);
        if main.is_keyless {
            let Some(key) = &key else {
                self.write(call, None);
                return Vec::new();
            };
            let breach = self.keyed_twice(call, &main.handle, key);
            // Which of the records a key that was given twice stands for, nobody knows.
            if self.tainted.contains(&main.handle.with_key(key)) {
                self.write(call, None);
                return breach.into_iter().collect();
            }
        }
        let created = self.write(call, key.as_ref());
        let handle = created.unwrap_or_else(|| main.handle.clone());
        shown.map_or_else(Vec::new, |place| self.compared(call, &handle, &place))
    }

    /// Tells whether a new record has the key of another one.
    fn keyed_twice(&mut self, call: &Call<'_>, new: &Handle, key: &Value) -> Option<Breach> {
        let handle = new.with_key(key);
        let is_new = !self.memory.alive().contains(&handle) && !self.memory.is_gone(&handle);
        let others = self.memory.alive().iter().any(|other| other.resource == handle.resource);
        let law = self.law(call.resource, Check::IdReused, "");
        let resource = law.resource.clone();
        if is_new {
            if others {
                self.hold(law);
            }
            return None;
        }
        // Some creations find what is there already, and say so by the status or the same answer to the same request.
        let same = self.repeats.is_known(call.exchanged);
        if same {
            return None;
        }
        let is_found = call.exchanged.status() == Some(200)
            && self.subject.operations()[call.exchanged.operation].response_index(201).is_some();
        self.lose_record(&handle);
        self.tainted.insert(handle.clone());
        (!is_found).then(|| Breach {
            check: Check::IdReused,
            operation: call.exchanged.operation,
            key: String::new(),
            message: format!(
                "two records of {resource} were created with the key `{}`",
                handle.key
            ),
            law,
            certain: call.role.is_declared,
            pointer: call.role.showing.key_at.clone(),
        })
    }

    /// Looks at what shows or changes one record.
    pub(super) fn shown(&mut self, call: &Call<'_>) -> Vec<Breach> {
        let Call { role, exchanged, done, .. } = *call;
        let about = match done.shown.first() {
            Some(seen) => Some(seen.handle.clone()),
            None => done.writes.first().map(|write| write.handle.clone()),
        };
        if done.writes.iter().any(|write| write.is_keyless && write.before.is_none())
            && role.verb == Verb::Upsert
        {
            return self.created(call);
        }
        // What an answer shows from before its effects is compared before they are remembered.
        if !role.answers_before {
            self.write(call, None);
        }
        let place = about.as_ref().and_then(|_| place::item(role, exchanged));
        let breaches = match (&about, place) {
            (Some(handle), Some(place)) if !role.answers_before || role.verb == Verb::Read => {
                self.shown_of(call, handle, &place)
            }
            _ => Vec::new(),
        };
        if role.answers_before {
            self.write(call, None);
        }
        breaches
    }

    /// Looks at what is shown of the record that was asked for.
    fn shown_of(&mut self, call: &Call<'_>, handle: &Handle, place: &Place<'_>) -> Vec<Breach> {
        let Call { role, resource, exchanged, .. } = *call;
        if !self.facts.has(handle) {
            return Vec::new();
        }
        if role.verb == Verb::Read {
            self.hold(self.law(resource, Check::CreatedUnreadable, ""));
        }
        let key = role.showing.key.as_ref().and_then(|field| place.record.get(field));
        let key = key.filter(|_| !role.is_single);
        if let Some(key) = key {
            let asked = Value::String(handle.key.clone());
            if let Some(breach) = self.wrong_record(role, resource, exchanged, (&asked, key)) {
                return vec![breach];
            }
        }
        self.compared(call, handle, place)
    }

    /// Compares what is shown of one of our records with what it should be, and takes it over.
    pub(super) fn compared(
        &mut self,
        call: &Call<'_>,
        handle: &Handle,
        place: &Place<'_>,
    ) -> Vec<Breach> {
        let facts: Vec<_> =
            self.facts.of(handle).map(|(field, fact)| (field.clone(), fact.clone())).collect();
        let mut breaches = Vec::new();
        for (field, fact) in facts.into_iter().filter(|_| call.role.showing.is_plain) {
            let Some(value) = place.record.get(&field) else { continue };
            let (check, operation) = fact.promise();
            let law = self.law(handle.resource, check, &field);
            let fits = self.fits(handle.resource, &field, &fact.expected, value);
            if fits && is_kept(&fact, value) {
                if fact.source != Source::Seen {
                    self.hold(law);
                }
                if call.role.verb == Verb::Read {
                    self.facts.read(handle, &field);
                }
                continue;
            }
            self.facts.drop_field(handle, &field);
            let at = place.at.join(&field);
            let may = match &fact.expected {
                Expected::Value(value) => {
                    place::may_show(&self.subject, call.exchanged, &at, value)
                }
                _ => true,
            };
            if !may || !is_broken(&fact, value) {
                continue;
            }
            breaches.push(Breach {
                check,
                operation,
                message: self.told(handle, &field, &fact, value),
                key: field.clone(),
                law,
                // Of a change of form it has to be seen that the server does not make it everywhere.
                certain: fact.certain && !fits,
                pointer: Some(at),
            });
        }
        self.take_over(call, handle, place.record);
        breaches
    }

    /// Says in one sentence what is shown, and what should be.
    fn told(&self, handle: &Handle, field: &str, fact: &Fact, value: &Value) -> String {
        let resource = self.roles.model().resource(handle.resource);
        let (_, by) = fact.promise();
        let by = self.subject.name(by);
        let expected = match &fact.expected {
            Expected::Value(value) => format!("`{}`", brief(value)),
            _ => "something else".to_owned(),
        };
        let why = match (fact.source, fact.left_by) {
            (Source::Created | Source::Seen | Source::Updated, Some(_)) => {
                format!("was {expected}, and `{by}` did not say it")
            }
            (Source::Created | Source::Seen, None) => format!("was sent as {expected} by `{by}`"),
            (Source::Updated, None) => format!("was changed to {expected} by `{by}`"),
            (Source::Set, _) => format!("becomes {expected} by `{by}`"),
            (Source::Repeated, _) => format!("stays {expected} by the same `{by}`"),
        };
        format!(
            "`{field}` of `{}` in {resource} {why}, and is shown as `{}`",
            handle.key,
            brief(value)
        )
    }
}

/// Tells whether a value is shown in the form in which it was sent, as far as the document promises that.
fn is_kept(fact: &Fact, shown: &Value) -> bool {
    match &fact.expected {
        Expected::Value(sent) if fact.certain => compare::is_verbatim(sent, shown),
        _ => true,
    }
}

/// Tells whether a value that is not what it should be is the server's mistake, beyond what servers do by themselves.
fn is_broken(fact: &Fact, shown: &Value) -> bool {
    let is_reset = compare::is_empty(shown)
        && !matches!(&fact.expected, Expected::Value(v) if compare::is_empty(v));
    match (fact.source, fact.left_by) {
        (Source::Seen, left_by) => left_by.is_some() && is_reset,
        // One field may follow from another.
        (Source::Created | Source::Updated, Some(_)) => fact.certain || is_reset,
        // Somebody else may have changed it, where it was shown as it should be since.
        _ => !fact.is_read,
    }
}

pub(super) fn brief(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
