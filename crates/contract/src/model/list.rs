//! Lists: what is in them, what their filters admit, how many there are, and their pages.

use std::collections::BTreeSet;

use counterpart_spec::Pointer;
use counterpart_state::Handle;
use serde_json::Value;

use super::observe::Call;
use super::place::{self, Place};
use super::{Breach, Model, compare, mark, order};
use crate::Check;

/// So many records servers often give at most, without a word: a list of just so many proves nothing of what it lacks.
const CAPS: [usize; 12] = [10, 15, 20, 24, 25, 30, 50, 100, 200, 250, 500, 1000];

/// The pages of the list that was asked for last.
#[derive(Debug, Clone, Default)]
pub(super) struct Pages {
    /// The operation, and what was asked but for the page.
    query: Option<(usize, String)>,
    /// The keys of each page, with what asked for it.
    seen: Vec<(String, Vec<String>)>,
}

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
            if shown.contains(&write.handle) {
                continue;
            }
            let changed = |(field, expected): &(&str, counterpart_state::Expected)| {
                before.field(field).as_ref() != Some(expected)
            };
            let changed =
                after.fields().into_iter().filter(changed).map(|(field, _)| field.to_owned());
            let changed: Vec<_> = changed.collect();
            let roles = self.roles.clone();
            roles.model().unsee(&mut self.memory, &write.handle, &changed);
            changed.iter().for_each(|field| self.facts.drop_field(&write.handle, field));
        }
    }

    /// Tells of more records than were asked for.
    fn sized(&mut self, call: &Call<'_>, places: &[Place<'_>]) -> Option<Breach> {
        let size = usize::try_from(call.done.size.filter(|size| *size > 0)?).ok()?;
        let law = self.law(call.resource, Check::ListPage, "size");
        if places.len() <= size {
            if places.len() == size {
                self.hold(law);
            }
            return None;
        }
        let message = format!("{size} were asked for, and {} are shown", places.len());
        Some(self.list_breach(call, Check::ListPage, "size", message, None))
    }

    /// Tells of a record that a filter excludes; whoever made it, the answer proves it.
    fn filtered(&mut self, call: &Call<'_>, places: &[Place<'_>]) -> Vec<Breach> {
        let mut breaches = Vec::new();
        if !call.role.showing.is_plain || call.role.is_grouped {
            return breaches;
        }
        for (field, wanted) in &call.done.wanted {
            let is_scalar =
                |value: &&Value| !value.is_null() && !value.is_array() && !value.is_object();
            let expected = counterpart_state::Expected::Value(wanted.clone());
            let mut looked = places.iter().filter_map(|place| {
                let value = place.record.get(field).filter(is_scalar)?;
                Some((place, value, self.fits(call.resource, field, &expected, value)))
            });
            let wrong = looked.find(|(.., fits)| !fits);
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

    /// Holds the total against what is shown.
    fn counted(&mut self, call: &Call<'_>, places: &[Place<'_>]) -> Option<Breach> {
        let at = call.role.showing.total.as_ref()?;
        let value = at.resolve(call.exchanged.body.as_ref()?)?;
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let total: usize = text.parse().ok()?;
        let law = self.law(call.resource, Check::ListTotal, "");
        let shown = places.len();
        // All are shown: the first page, and the server says that there is no other.
        let is_all = call.done.first && self.says_more(call) == Some(false);
        if shown <= total && (!is_all || shown == total || call.role.is_grouped) {
            self.hold(law);
            return None;
        }
        let message = match shown > total {
            true => format!("the total is {total}, and {shown} are shown"),
            false => format!("the total is {total}, and all {shown} are shown"),
        };
        Some(self.list_breach(call, Check::ListTotal, "", message, Some(at.clone())))
    }

    /// Tells whether the server says that there is another page.
    fn says_more(&self, call: &Call<'_>) -> Option<bool> {
        let body = call.exchanged.body.as_ref()?;
        let showing = &call.role.showing;
        let more = showing.more.as_ref().and_then(|at| at.resolve(body)).and_then(Value::as_bool);
        let next = || {
            let at = showing.next.as_ref()?;
            // A cursor may be given at the end, too.
            at.resolve(body).filter(|next| compare::is_empty(next)).map(|_| false)
        };
        more.or_else(next)
    }

    /// Tells whether everything that matches is on the page.
    fn is_complete(&self, call: &Call<'_>, places: &[Place<'_>]) -> bool {
        let shown = places.len();
        let total = || {
            let at = call.role.showing.total.as_ref()?;
            at.resolve(call.exchanged.body.as_ref()?)?.as_u64()
        };
        let linked = call.exchanged.outcome.as_ref().is_ok_and(|response| {
            let links = response.headers.get_all(http::header::LINK);
            links.iter().any(|link| link.to_str().is_ok_and(|link| link.contains("next")))
        });
        if !call.done.first || linked {
            return false;
        }
        match (self.says_more(call), total(), call.done.size) {
            (Some(true), ..) => false,
            (_, Some(total), _) if total > shown as u64 => false,
            (Some(false), ..) => true,
            (_, _, Some(size)) => (shown as u64) < size && !CAPS.contains(&shown),
            (_, Some(_), None) => true,
            (None, None, None) => !call.role.paging.is_paged && !CAPS.contains(&shown),
        }
    }

    /// Tells of one of our records that a complete list lacks.
    fn left_out(
        &mut self,
        call: &Call<'_>,
        places: &[Place<'_>],
        handle: &Handle,
    ) -> Option<Breach> {
        let shows_keys = call.role.showing.key.is_some();
        let unsure = call.role.is_grouped || call.done.narrowed || !shows_keys;
        if unsure || !self.is_complete(call, places) || !self.is_shown_keyed(call, places) {
            return None;
        }
        let record = self.memory.record(handle)?;
        let fields = record.fields();
        // Lists often leave out what is not in use.
        if !call.role.is_declared && mark::may_be_hidden(fields.iter().map(|(name, _)| *name)) {
            return None;
        }
        let by_query = call.role.filters.iter().find(|(_, name, _)| {
            call.exchanged.said().is_some_and(|said| said.query.contains_key(name))
        });
        let (check, key) = match by_query {
            Some((_, _, field)) => (Check::ListFilter, field.clone()),
            None => (Check::ListMembership, String::new()),
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

    /// Tells whether every place shows a key.
    fn is_shown_keyed(&self, call: &Call<'_>, places: &[Place<'_>]) -> bool {
        let field = call.role.showing.key.as_ref();
        field.is_some_and(|field| places.iter().all(|place| place.record.contains_key(field)))
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
                if self.is_complete(call, places) {
                    self.hold(self.law(call.resource, Check::ListMembership, ""));
                }
                continue;
            };
            let said = self.facts.of(handle).any(|(field, _)| place.record.contains_key(field));
            if !said || mark::is_marked_deleted(place.record) || !self.is_ours(handle, place.record)
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

    /// Tells of a page that shows what another one showed.
    fn paged(&mut self, call: &Call<'_>, places: &[Place<'_>]) -> Option<Breach> {
        let paging = &call.role.paging;
        let places_of_page = [&paging.number, &paging.offset, &paging.after];
        let names: BTreeSet<&str> =
            places_of_page.into_iter().flatten().map(|(_, name)| name.as_str()).collect();
        let said = call.exchanged.said()?;
        let (page, rest): (Vec<_>, Vec<_>) =
            said.query.iter().partition(|(name, _)| names.contains(name.as_str()));
        let (page, rest) =
            (format!("{page:?}"), format!("{} {rest:?}", call.exchanged.request.path));
        let query = Some((call.exchanged.operation, rest));
        if self.pages.query != query {
            self.pages = Pages { query, seen: Vec::new() };
        }
        let field = call.role.showing.key.as_ref()?;
        let keys: Option<Vec<String>> =
            places.iter().map(|place| Some(place.record.get(field)?.to_string())).collect();
        let keys = keys.filter(|keys| !keys.is_empty())?;
        let law = self.law(call.resource, Check::ListPage, "page");
        let same = self.pages.seen.iter().any(|(other, known)| *other != page && *known == keys);
        let other = self.pages.seen.iter().any(|(other, _)| *other != page);
        self.pages.seen.push((page, keys));
        if same && !call.role.is_grouped {
            let message = "two pages show just the same records".to_owned();
            let at = call.role.showing.items.clone();
            return Some(self.list_breach(call, Check::ListPage, "page", message, at));
        }
        if other {
            self.hold(law);
        }
        None
    }

    fn list_breach(
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
