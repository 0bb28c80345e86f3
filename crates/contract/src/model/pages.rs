//! The pages of lists: how much is on one, and whether one page is another.

use std::collections::BTreeSet;

use serde_json::Value;

use super::observe::Call;
use super::place::Place;
use super::whole::{is_sent, says_more, size};
use super::{Breach, Model, compare, windows};
use crate::Check;

/// The pages of the list that was asked for last.
#[derive(Debug, Clone, Default)]
pub(super) struct Pages {
    /// The operation, and what was asked but for the page.
    query: Option<(usize, String)>,
    seen: Vec<Page>,
}

impl Pages {
    /// Lists the pages, in the order in which they were asked for.
    pub(super) fn seen(&self) -> &[Page] {
        &self.seen
    }
}

/// A page that a server showed.
#[derive(Debug, Clone)]
pub(super) struct Page {
    /// What asked for it; of the first page nothing.
    said: Vec<(String, String)>,
    /// Of what asked for it, the cursor.
    cursor: Option<String>,
    pub(super) keys: Vec<String>,
    /// What leads from it to the next one; what callers make up, servers may pass over.
    leads: BTreeSet<String>,
    /// Whether there is certainly more after it.
    goes_on: bool,
    /// Whether there is nothing after it: what is asked for all the same, some servers answer with the last page.
    ends: bool,
}

impl Model {
    /// Tells of more records than were asked for.
    pub(super) fn sized(&mut self, call: &Call<'_>, places: &[Place<'_>]) -> Option<Breach> {
        let (size, shown) = (size(call)?, places.len());
        let (_, name) = call.role.paging.size.as_ref()?;
        let (key, wanted) = if is_sent(call, name) {
            ("size", format!("{size} were asked for by `{name}`"))
        } else {
            ("default", format!("{size} is the default of `{name}`"))
        };
        let law = self.list_law(call, Check::ListPage, key);
        if shown <= size {
            // That there are just as many proves nothing.
            if shown == size && self.goes_beyond(call, shown) {
                self.hold(law);
            }
            return None;
        }
        let message = format!("{wanted}, and {shown} are shown");
        Some(Self::list_breach(call, (law, "size"), message, None))
    }

    /// Tells of a page that shows what another one showed.
    pub(super) fn paged(&mut self, call: &Call<'_>, places: &[Place<'_>]) -> Option<Breach> {
        // Without a size, servers may well show all there is on every page; one that passes it over does.
        let limit = call.done.size.filter(|size| *size > 0)?;
        if places.len() as u64 > limit {
            return None;
        }
        let (query, page) = self.page(call, places)?;
        if self.pages.query != Some(query.clone()) {
            self.pages = Pages { query: Some(query), ..Pages::default() };
        }
        let is_over = self.pages.seen.iter().any(|other| other.ends);
        let others = || self.pages.seen.iter().filter(|other| other.said != page.said);
        let same = self.pages.seen.iter().position(|other| page.repeats(other));
        let same = same.map(|at| &self.pages.seen[at..]).filter(|after| {
            // It is not the last one, which clamped numbers lead to.
            let is_last = !after[0].goes_on && after.iter().all(|p| p.keys == after[0].keys);
            !is_over && !is_last
        });
        let law = self.list_law(call, Check::ListPage, "page");
        if let Some(other) = same.and_then(<[Page]>::first).filter(|_| !call.role.is_grouped) {
            let (own, other) = (page.name(), other.name());
            let message = format!("{own} shows just the same records as {other}");
            let at = call.role.showing.items.clone();
            return Some(Self::list_breach(call, (law, "page"), message, at));
        }
        let is_apart = others().all(|other| other.keys.iter().all(|key| !page.keys.contains(key)));
        let holds = is_apart && !is_over && others().next().is_some();
        self.pages.seen.retain(|other| other.said != page.said);
        self.pages.seen.push(page);
        if holds {
            self.hold(law);
        }
        self.counted_over_pages(call)
    }

    /// Tells whether there are certainly more records than so many.
    fn goes_beyond(&self, call: &Call<'_>, count: usize) -> bool {
        says_more(call) == Some(true)
            || self.total(call).unwrap_or_default().max(self.longest(call)) > count
    }

    /// Reads a page, and what was asked but for the page; `None` where it shows nothing to know it by.
    fn page(&self, call: &Call<'_>, places: &[Place<'_>]) -> Option<((usize, String), Page)> {
        let paging = &call.role.paging;
        let is = |at: &Option<(_, String)>, name: &str| at.as_ref().is_some_and(|(_, n)| n == name);
        let counted = |name: &str| is(&paging.number, name) || is(&paging.offset, name);
        let (place, rest): (Vec<_>, Vec<_>) = call
            .exchanged
            .said()?
            .query
            .iter()
            .partition(|(name, _)| counted(name) || is(&paging.after, name));
        let rest = format!("{} {rest:?}", call.exchanged.request.path);
        let mut place: Vec<_> = place.into_iter().collect();
        place.retain(|(name, value)| !is_first(value, is(&paging.number, name)));
        let cursor = place.iter().find(|(name, value)| value.is_string() || !counted(name));
        let cursor = cursor.map(|(_, value)| text(value));
        let field = call.role.showing.key.as_ref()?;
        let keys: Option<Vec<_>> =
            places.iter().map(|place| place.record.get(field).map(text)).collect();
        let keys = keys.filter(|keys| !keys.is_empty())?;
        let shown = places.len();
        let before = windows::start(call);
        let (total, more) = (self.total(call), says_more(call));
        let reaches = before.map(|before| before + shown);
        let page = Page {
            said: place.iter().map(|(name, value)| ((*name).clone(), text(value))).collect(),
            cursor,
            leads: leads(call, &keys),
            goes_on: more == Some(true)
                || reaches.is_some_and(|reaches| self.goes_beyond(call, reaches)),
            ends: more == Some(false)
                || size(call).is_some_and(|size| shown < size)
                || reaches.zip(total).is_some_and(|(reaches, total)| reaches >= total),
            keys,
        };
        Some(((call.exchanged.operation, rest), page))
    }
}

impl Page {
    /// Tells whether this page should show other records than another one, and does not.
    fn repeats(&self, other: &Self) -> bool {
        let is_led = match &self.cursor {
            Some(cursor) => other.leads.contains(cursor),
            None => other.cursor.is_none(),
        };
        self.said != other.said && is_led && self.keys == other.keys
    }

    fn name(&self) -> String {
        let said = self.said.iter().map(|(name, value)| format!("{name}={value}"));
        let said = said.collect::<Vec<_>>().join("&");
        if said.is_empty() { "the first page".to_owned() } else { format!("the page `{said}`") }
    }
}

/// Lists the cursors that lead on from a page: what it gives as such, else the keys that it shows, but for the first, from which it may begin itself.
fn leads(call: &Call<'_>, keys: &[String]) -> BTreeSet<String> {
    let Some(next) = &call.role.showing.next else { return keys.iter().skip(1).cloned().collect() };
    let next = call.exchanged.body.as_ref().and_then(|body| next.resolve(body));
    next.filter(|next| !compare::is_empty(next)).map(text).into_iter().collect()
}

/// Tells whether a value leads to the first page, as none does: pages may be counted from zero, and what is before the first leads to it.
fn is_first(value: &Value, is_number: bool) -> bool {
    let first = if is_number { 1.0 } else { 0.0 };
    compare::is_empty(value) || value.as_f64().is_some_and(|number| number <= first)
}

pub(super) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
