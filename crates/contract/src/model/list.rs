//! Lists: what is in them, what their filters admit, and in which order.

use counterpart_spec::Pointer;
use counterpart_state::{Expected, Handle};
use serde_json::Value;

use super::observe::Call;
use super::pages::is_complete;
use super::place::{self, Place};
use super::{Breach, Model, compare, mark, order};
use crate::Check;

impl Model {
    /// Looks at a list.
    pub(super) fn listed(&mut self, call: &Call<'_>) -> Vec<Breach> {
        let Some(places) = place::items(call.role, call.exchanged) else {
            self.write(call, None);
            self.unsee_effects(call, &[]);
            return Vec::new();
        };
        let gone = self.roles.model().listed_before(&self.memory, &call.exchanged.request);
        let mut breaches = Vec::new();
        breaches.extend(self.sized(call, &places));
        breaches.extend(self.filtered(call, &places));
        breaches.extend(self.ordered(call, &places));
        breaches.extend(self.counted(call, &places));
        breaches.extend(self.paged(call, &places));
        breaches.extend(self.overlapped(call, &places));
        breaches.extend(self.still_listed(call, &places, &gone));
        // What the effects do is seen in what is shown, unless the list shows what was before.
        if !call.role.answers_before {
            self.write(call, None);
        }
        let mut shown = Vec::new();
        for seen in &call.done.shown {
            let handle = &seen.handle;
            if !self.facts.has(handle) {
                continue;
            }
            match places.iter().find(|place| self.is(call, place, handle)) {
                Some(place) => {
                    shown.push(handle.clone());
                    self.listed.insert((call.exchanged.operation, handle.clone()));
                    if !call.role.is_grouped {
                        breaches.extend(self.compared(call, handle, place));
                        self.hold(self.law(call.resource, Check::ListMembership, ""));
                    }
                }
                None => breaches.extend(self.left_out(call, &places, handle)),
            }
        }
        if call.role.answers_before {
            self.write(call, None);
        }
        self.unsee_effects(call, &shown);
        breaches
    }

    /// Tells whether a place shows a record.
    fn is(&self, call: &Call<'_>, place: &Place<'_>, handle: &Handle) -> bool {
        let field = call.role.showing.key.as_ref();
        let key = field.and_then(|field| place.record.get(field));
        let known = Value::String(handle.key.clone());
        key.is_some_and(|key| {
            self.roles.model().agrees(
                handle.resource,
                self.roles.model().key(handle.resource),
                &known,
                key,
            )
        })
    }

    /// Says nothing of what an effect writes into records that the page does not show.
    fn unsee_effects(&mut self, call: &Call<'_>, shown: &[Handle]) {
        for write in &call.done.writes {
            let (Some(before), Some(after)) = (&write.before, &write.after) else { continue };
            // What it does to records of others is no matter of the page.
            if write.handle.resource != call.resource || shown.contains(&write.handle) {
                continue;
            }
            let changed = |(field, expected): &(&str, Expected)| {
                before.field(field).as_ref() != Some(expected)
            };
            let changed =
                after.fields().into_iter().filter(changed).map(|(field, _)| field.to_owned());
            let changed: Vec<_> = changed.collect();
            let roles = self.roles.clone();
            roles.model().unsee(&mut self.memory, &write.handle, &changed);
            for field in &changed {
                self.facts.drop_field(&write.handle, field);
            }
        }
    }

    /// Tells of a record that a filter excludes; whoever made it, the answer proves it.
    fn filtered(&mut self, call: &Call<'_>, places: &[Place<'_>]) -> Vec<Breach> {
        let mut breaches = Vec::new();
        if !call.role.showing.is_plain || call.role.is_grouped {
            return breaches;
        }
        for (field, wanted) in &call.done.wanted {
            // A filter that is there and empty is no filter to many servers.
            if compare::is_empty(wanted) {
                continue;
            }
            let is_scalar =
                |value: &&Value| !value.is_null() && !value.is_array() && !value.is_object();
            let expected = Expected::Value(wanted.clone());
            let mut looked = places.iter().filter_map(|place| {
                let value = place.record.get(field).filter(is_scalar)?;
                Some((place, value, self.fits(call.resource, field, &expected, value)))
            });
            // Where its schema does not let the record show it, it is shown as something else.
            let wrong = looked.find(|(place, _, fits)| {
                let at = place.at.join(field);
                !fits && place::may_show(&self.subject, call.exchanged, &at, wanted)
            });
            if let Some((place, value, _)) = wrong.filter(|_| is_scalar(&wanted)) {
                let message = format!(
                    "records whose `{field}` is {wanted} were asked for, and one with {value} is shown"
                );
                let at = Some(place.at.join(field));
                breaches.push(self.list_breach(call, Check::ListFilter, field, message, at));
            } else if wrong.is_none() && places.iter().any(|place| place.record.contains_key(field))
            {
                self.hold(self.law(call.resource, Check::ListFilter, field));
            }
        }
        breaches
    }

    fn ordered(&mut self, call: &Call<'_>, places: &[Place<'_>]) -> Option<Breach> {
        let (by, direction) = call.done.order.as_ref()?;
        if !call.role.showing.is_plain || call.role.is_grouped {
            return None;
        }
        let records: Vec<_> = places.iter().map(|place| place.record).collect();
        let sorting = order::Sorting::read(by, direction.as_deref(), &records)?;
        let law = self.law(call.resource, Check::ListOrder, &sorting.field);
        match sorting.first_wrong(&records) {
            None => {
                if records.len() > 2 {
                    self.hold(law);
                }
                None
            }
            Some(at) => {
                let value =
                    |at: usize| records[at].get(&sorting.field).cloned().unwrap_or_default();
                let message = format!(
                    "the list is asked for by `{}`, and {} comes before {}",
                    sorting.field,
                    value(at),
                    value(at + 1)
                );
                let pointer = Some(places[at + 1].at.join(&sorting.field));
                let key = sorting.field.clone();
                Some(self.list_breach(call, Check::ListOrder, &key, message, pointer))
            }
        }
    }

    /// Tells of one of our records that a complete list lacks.
    fn left_out(
        &mut self,
        call: &Call<'_>,
        places: &[Place<'_>],
        handle: &Handle,
    ) -> Option<Breach> {
        let unsure = call.role.is_grouped || call.done.narrowed;
        if unsure || !is_complete(call, places) || !shows_keys(call, places) {
            return None;
        }
        let record = self.memory.record(handle)?;
        let fields = record.fields();
        // Lists often leave out what is not in use.
        if !call.role.is_declared && mark::may_be_hidden(&fields) {
            return None;
        }
        let by_query = call.role.filters.iter().find(|(_, name, _)| {
            call.exchanged.said().is_some_and(|said| said.query.contains_key(name))
        });
        // What the list never showed is not left out by its filter.
        let was_listed = self.listed.contains(&(call.exchanged.operation, handle.clone()));
        let (check, key) = match by_query {
            Some((_, _, field)) if was_listed => (Check::ListFilter, field.clone()),
            _ => (Check::ListMembership, String::new()),
        };
        let resource = self.roles.model().resource(handle.resource).to_owned();
        let message = match check {
            Check::ListFilter => {
                format!("`{}` of {resource} has that `{key}`, and is left out", handle.key)
            }
            _ => format!("`{}` was created in {resource}, and the list lacks it", handle.key),
        };
        self.facts.forget(handle);
        Some(self.list_breach(call, check, &key, message, None))
    }

    /// Tells of a record that was deleted and is still in the list.
    fn still_listed(
        &mut self,
        call: &Call<'_>,
        places: &[Place<'_>],
        gone: &[Handle],
    ) -> Vec<Breach> {
        let mut breaches = Vec::new();
        for handle in gone.iter().filter(|_| !call.role.is_grouped) {
            let place = places.iter().find(|place| self.is(call, place, handle));
            let Some(place) = place else {
                if is_complete(call, places) {
                    self.hold(self.law(call.resource, Check::ListMembership, ""));
                }
                continue;
            };
            let said = self.facts.of(handle).any(|(field, _)| place.record.contains_key(field));
            if !said
                || mark::is_marked_deleted(place.record)
                || !self.is_ours(handle, None, place.record)
            {
                continue;
            }
            let resource = self.roles.model().resource(handle.resource);
            let message =
                format!("`{}` was deleted from {resource}, and is still listed", handle.key);
            let at = Some(place.at.clone());
            breaches.push(self.list_breach(call, Check::ListMembership, "deleted", message, at));
            self.lose_record(handle);
        }
        breaches
    }

    pub(super) fn list_breach(
        &self,
        call: &Call<'_>,
        check: Check,
        key: &str,
        message: String,
        pointer: Option<Pointer>,
    ) -> Breach {
        let field = if key == "deleted" { "" } else { key };
        Breach {
            check,
            operation: call.exchanged.operation,
            key: key.to_owned(),
            message,
            law: self.law(call.resource, check, field),
            certain: call.role.is_declared,
            pointer,
        }
    }
}

/// Tells whether every place shows a key.
fn shows_keys(call: &Call<'_>, places: &[Place<'_>]) -> bool {
    let field = call.role.showing.key.as_ref();
    field.is_some_and(|field| places.iter().all(|place| place.record.contains_key(field)))
}
