//! Calls about one record: created, read, changed.

use counterpart_state::{Handle, Verb};
use serde_json::Value;

use super::observe::Call;
use super::place::{self, Place};
use super::{Breach, Model};
use crate::Check;

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
            let name = self.subject.name(exchanged.operation);
            self.hold(self.law(resource, Check::CreatedUnreadable, &name));
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
}
