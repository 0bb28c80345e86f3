//! The pages of lists: how much is on one, how many records there are in all, and whether one page is another.

use std::collections::BTreeSet;

use serde_json::Value;

use super::observe::Call;
use super::place::Place;
use super::{Breach, Model, compare};
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
    /// What the pages said that leads to others; what callers make up, servers may pass over.
    given: BTreeSet<String>,
}

impl Model {
    /// Tells of more records than were asked for.
    pub(super) fn sized(&mut self, call: &Call<'_>, places: &[Place<'_>]) -> Option<Breach> {
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

    /// Holds the total against what is shown.
    pub(super) fn counted(&mut self, call: &Call<'_>, places: &[Place<'_>]) -> Option<Breach> {
        let total = total(call)?;
        let law = self.law(call.resource, Check::ListTotal, "");
        let shown = places.len();
        // All are shown: the first page, and the server says that there is no other, or it has room for more.
        let has_room = || match call.done.size.and_then(|size| usize::try_from(size).ok()) {
            Some(size) if call.role.is_declared => shown < size && !CAPS.contains(&shown),
            _ => shown == 0 && call.role.is_declared,
        };
        let is_all = call.done.first
            && match says_more(call) {
                Some(more) => !more,
                None => !is_linked(call) && has_room(),
            };
        if shown <= total && (!is_all || shown == total || call.role.is_grouped) {
            self.hold(law);
            return None;
        }
        let all = if shown > total { "" } else { "all " };
        let message = format!("the total is {total}, and {all}{shown} are shown");
        let at = call.role.showing.total.clone();
        Some(self.list_breach(call, Check::ListTotal, "", message, at))
    }

    /// Holds the total against what all pages showed so far.
    fn counted_over_pages(&self, call: &Call<'_>) -> Option<Breach> {
        let total = total(call).filter(|_| !call.role.is_grouped)?;
        let keys: BTreeSet<_> = self.pages.seen.iter().flat_map(|(_, keys)| keys).collect();
        if keys.len() <= total || self.pages.seen.len() < 2 {
            return None;
        }
        let message = format!("the total is {total}, and the pages show {} so far", keys.len());
        let at = call.role.showing.total.clone();
        Some(self.list_breach(call, Check::ListTotal, "", message, at))
    }

    /// Tells of a page that shows what another one showed.
    pub(super) fn paged(&mut self, call: &Call<'_>, places: &[Place<'_>]) -> Option<Breach> {
        // Without a size, servers may well show all there is on every page.
        call.done.size.filter(|size| *size > 0)?;
        let paging = &call.role.paging;
        let places_of_page = [&paging.number, &paging.offset, &paging.after];
        let names: BTreeSet<&str> =
            places_of_page.into_iter().flatten().map(|(_, name)| name.as_str()).collect();
        let said = call.exchanged.said()?;
        let (mut page, rest): (Vec<_>, Vec<_>) =
            said.query.iter().partition(|(name, _)| names.contains(name.as_str()));
        page.retain(|(name, value)| {
            let is_number = paging.number.as_ref().is_some_and(|(_, number)| number == *name);
            !is_first(value, is_number)
        });
        let rest = format!("{} {rest:?}", call.exchanged.request.path);
        let query = Some((call.exchanged.operation, rest));
        if self.pages.query != query {
            self.pages = Pages { query, ..Pages::default() };
        }
        let mut cursors = page.iter().filter(|(_, value)| value.is_string());
        if cursors
            .any(|(_, cursor)| !self.pages.given.contains(cursor.as_str().unwrap_or_default()))
        {
            return None;
        }
        let page = format!("{page:?}");
        let body = call.exchanged.body.as_ref();
        let next = call.role.showing.next.as_ref().and_then(|at| at.resolve(body?)?.as_str());
        self.pages.given.extend(next.map(str::to_owned));
        let field = call.role.showing.key.as_ref()?;
        let shown = places.iter().filter_map(|place| place.record.get(field)?.as_str());
        self.pages.given.extend(shown.map(str::to_owned));
        let keys: Option<Vec<String>> =
            places.iter().map(|place| Some(place.record.get(field)?.to_string())).collect();
        let keys = keys.filter(|keys| !keys.is_empty())?;
        let law = self.law(call.resource, Check::ListPage, "page");
        let same = self.pages.seen.iter().any(|(other, known)| *other != page && *known == keys);
        let other = self.pages.seen.iter().any(|(other, _)| *other != page);
        self.pages.seen.retain(|(other, _)| *other != page);
        self.pages.seen.push((page, keys));
        if same && !call.role.is_grouped {
            let message = "two pages show just the same records".to_owned();
            let at = call.role.showing.items.clone();
            return Some(self.list_breach(call, Check::ListPage, "page", message, at));
        }
        if other {
            self.hold(law);
        }
        self.counted_over_pages(call)
    }
}

/// Reads how many records the server says that there are in all.
fn total(call: &Call<'_>) -> Option<usize> {
    let value = call.role.showing.total.as_ref()?.resolve(call.exchanged.body.as_ref()?)?;
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.parse().ok()
}

/// Tells whether a header leads to another page (RFC 8288).
fn is_linked(call: &Call<'_>) -> bool {
    call.exchanged.outcome.as_ref().is_ok_and(|response| {
        let links = response.headers.get_all(http::header::LINK);
        links.iter().any(|link| link.to_str().is_ok_and(|link| link.contains("next")))
    })
}

/// Tells whether a value leads to the first page, as none does: pages may be counted from zero, and what is before the first leads to it.
fn is_first(value: &Value, is_number: bool) -> bool {
    let first = if is_number { 1.0 } else { 0.0 };
    compare::is_empty(value) || value.as_f64().is_some_and(|number| number <= first)
}

/// Tells whether the server says that there is another page.
fn says_more(call: &Call<'_>) -> Option<bool> {
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
pub(super) fn is_complete(call: &Call<'_>, places: &[Place<'_>]) -> bool {
    let shown = places.len();
    if !call.done.first || is_linked(call) {
        return false;
    }
    match (says_more(call), total(call), call.done.size) {
        (Some(true), ..) => false,
        (_, Some(total), _) if total > shown => false,
        (Some(false), ..) | (_, Some(_), None) => true,
        (_, _, Some(size)) => (shown as u64) < size && !CAPS.contains(&shown),
        (None, None, None) => !call.role.paging.is_paged && !CAPS.contains(&shown),
    }
}
