//! Lists: what is in them, and in which order.

use counterpart_spec::Pointer;
use counterpart_state::{Expected, Handle, Role};
use serde_json::{Map, Value};

use super::filters::{is_filtered, is_understood};
use super::observe::Call;
use super::order::{self, Sorting};
use super::place::{self, Place};
use super::when::says_when;
use super::{Breach, Law, Model, mark};
use crate::Check;

/// How long the beginning of a text is at least that is shown for the whole.
const EXCERPT: usize = 10;

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
        self.note_length(call, &places);
        breaches.extend(self.sized(call, &places));
        breaches.extend(self.doubled(call, &places));
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
                        let record = self.unabridged(call, handle, place.record);
                        let place = Place { at: place.at.clone(), record: &record };
                        breaches.extend(self.compared(call, handle, &place));
                        self.hold(self.list_law(call, Check::ListMembership, ""));
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

    /// Completes what a list may show only the beginning of.
    fn unabridged(
        &self,
        call: &Call<'_>,
        handle: &Handle,
        record: &Map<String, Value>,
    ) -> Map<String, Value> {
        let facts = self.facts.of(handle).filter(|_| !call.role.is_declared);
        let mut record = record.clone();
        for (field, fact) in facts {
            let Expected::Value(Value::String(sent)) = &fact.expected else { continue };
            if record.get(field).and_then(Value::as_str).is_some_and(|shown| is_part(shown, sent)) {
                record.insert(field.clone(), Value::String(sent.clone()));
            }
        }
        record
    }

    /// Tells whether a place shows a record.
    pub(super) fn is(&self, call: &Call<'_>, place: &Place<'_>, handle: &Handle) -> bool {
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

    fn ordered(&mut self, call: &Call<'_>, places: &[Place<'_>]) -> Option<Breach> {
        let (by, direction) = call.done.order.as_ref()?;
        let Role { showing, paging, is_declared, .. } = call.role;
        // By which field a list is ordered whose direction alone can be said, is only supposed.
        let is_guessed = paging.sort.is_none() && !is_declared;
        if !showing.is_plain || call.role.is_grouped || is_guessed {
            return None;
        }
        let records: Vec<_> = places.iter().map(|place| place.record).collect();
        let sorting = Sorting::read(by, direction.as_deref(), &records)?;
        let sorting = if *is_declared { sorting.or_ascending() } else { sorting };
        let law = self.list_law(call, Check::ListOrder, &sorting.field);
        let Some(at) = sorting.first_wrong(&records) else {
            if sorting.is_shown_by(&records) {
                self.hold(law);
            }
            return None;
        };
        if !is_declared && order::is_grouped(&records, at) {
            return None;
        }
        let value = |at: usize| records[at].get(&sorting.field).cloned().unwrap_or_default();
        let message = format!(
            "the list is asked for by `{by}`, and `{}` {} comes before {}",
            sorting.field,
            value(at),
            value(at + 1)
        );
        let pointer = Some(places[at + 1].at.join(&sorting.field));
        Some(Self::list_breach(call, (law, &sorting.field), message, pointer))
    }

    /// Tells of one of our records that a complete list lacks.
    fn left_out(
        &mut self,
        call: &Call<'_>,
        places: &[Place<'_>],
        handle: &Handle,
    ) -> Option<Breach> {
        let unsure = call.role.is_grouped || call.done.narrowed;
        if unsure || !self.is_complete(call, places) || !shows_keys(call, places) {
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
        let may_leave_out = fields.iter().any(|(name, _)| says_when(name))
            || !is_understood(call)
            || is_filtered(call) && !was_listed;
        if !call.role.is_declared && may_leave_out {
            return None;
        }
        let (check, key) = match by_query {
            Some((_, _, field)) if was_listed => (Check::ListFilter, field.as_str()),
            _ => (Check::ListMembership, ""),
        };
        let resource = self.roles.model().resource(handle.resource).to_owned();
        let message = match check {
            Check::ListFilter => {
                format!("`{}` of {resource} has that `{key}`, and is left out", handle.key)
            }
            _ => format!("`{}` was created in {resource}, and the list lacks it", handle.key),
        };
        self.facts.forget(handle);
        let law = self.list_law(call, check, key);
        Some(Self::list_breach(call, (law, key), message, None))
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
            // That it is not there any more proves nothing: the list may never have shown it.
            let Some(place) = place else { continue };
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
            let law = self.list_law(call, Check::ListMembership, "");
            breaches.push(Self::list_breach(call, (law, "deleted"), message, at));
            self.lose_record(handle);
        }
        breaches
    }

    /// Names a law of one list: what `/users/{id}/posts` keeps, `/posts` need not.
    pub(super) fn list_law(&self, call: &Call<'_>, check: Check, field: &str) -> Law {
        let list = self.subject.name(call.exchanged.operation);
        Law { resource: list, check, field: field.to_owned() }
    }

    pub(super) fn list_breach(
        call: &Call<'_>,
        (law, key): (Law, &str),
        message: String,
        pointer: Option<Pointer>,
    ) -> Breach {
        Breach {
            check: law.check,
            operation: call.exchanged.operation,
            key: key.to_owned(),
            message,
            law,
            certain: call.role.is_declared,
            pointer,
        }
    }
}

/// Tells whether a text is only the beginning of another one.
fn is_part(shown: &str, sent: &str) -> bool {
    let beginning = shown.trim_end_matches(['…', '.']).trim_end();
    let is_long = beginning.chars().count() >= EXCERPT;
    is_long && sent.trim_end().len() > shown.len() && sent.starts_with(beginning)
}

/// Tells whether every place shows a key.
fn shows_keys(call: &Call<'_>, places: &[Place<'_>]) -> bool {
    let field = call.role.showing.key.as_ref();
    field.is_some_and(|field| places.iter().all(|place| place.record.contains_key(field)))
}
