//! Whether a list shows all there is: by what its answer says of other pages, and where it says nothing, by how short it is.
//!
//! Servers cut lists by habits of their own; what may have been cut proves nothing of what it lacks.

use std::collections::{BTreeMap, BTreeSet};

use counterpart_exchange::unescaped_form;
use counterpart_spec::Pointer;
use serde_json::Value;

use super::observe::Call;
use super::place::Place;
use super::{Model, compare};

/// Servers cut lists without a word, but hardly to fewer records than this.
const SHORT: usize = 10;

/// How long lists were seen to be.
#[derive(Debug, Clone, Default)]
pub(super) struct Lengths {
    /// The most records that an answer of each operation showed: it cuts none that are shorter.
    longest: BTreeMap<usize, usize>,
    /// The same of what was asked since the last write, whatever the page.
    since: BTreeMap<(usize, String), usize>,
    /// The operations whose total exceeded what was shown: it does not count the page.
    totals: BTreeSet<usize>,
}

impl Lengths {
    /// Forgets how many records there are, but not what operations are like.
    pub(super) fn written(&mut self) {
        self.since.clear();
    }
}

impl Model {
    /// Notes how long a list is.
    pub(super) fn note_length(&mut self, call: &Call<'_>, places: &[Place<'_>]) {
        let (shown, operation) = (places.len(), call.exchanged.operation);
        let showing = &call.role.showing;
        let said = number(call, showing.total.as_ref()).or(number(call, showing.tally.as_ref()));
        if said.is_some_and(|said| said > shown) {
            self.lengths.totals.insert(operation);
        }
        let longest = self.lengths.longest.entry(operation).or_default();
        *longest = shown.max(*longest);
        if let Some(question) = question(call) {
            let longest = self.lengths.since.entry(question).or_default();
            *longest = shown.max(*longest);
        }
    }

    /// Tells how many records answers to the same question showed at least, on whatever page, since the last write.
    pub(super) fn longest(&self, call: &Call<'_>) -> usize {
        let known = question(call).and_then(|question| self.lengths.since.get(&question));
        known.copied().unwrap_or_default()
    }

    /// Reads how many records the server says that there are in all; a number that may count the page is none.
    pub(super) fn total(&self, call: &Call<'_>) -> Option<usize> {
        let showing = &call.role.showing;
        let tally = showing.tally.as_ref().filter(|_| self.counts_more(call));
        number(call, showing.total.as_ref()).or_else(|| number(call, tally))
    }

    /// Tells whether the total of an operation was more than it showed, so that it is no count of the page.
    pub(super) fn counts_more(&self, call: &Call<'_>) -> bool {
        self.lengths.totals.contains(&call.exchanged.operation)
    }

    /// Tells whether everything that matches is shown.
    pub(super) fn is_complete(&self, call: &Call<'_>, places: &[Place<'_>]) -> bool {
        let (shown, total, more) = (places.len(), self.total(call), says_more(call));
        if !is_from_start(call) || more == Some(true) || total.is_some_and(|total| total > shown) {
            return false;
        }
        let is_counted = total == Some(shown) && self.counts_more(call);
        let is_open = size(call).is_none() && call.role.paging.is_paged && total.is_none();
        more == Some(false) || is_counted || !is_open && self.has_room(call, shown)
    }

    /// Tells whether an answer is too short to have been cut: where the document says of the list itself how it is cut, otherwise it is not.
    pub(super) fn has_room(&self, call: &Call<'_>, shown: usize) -> bool {
        let longest = self.lengths.longest.get(&call.exchanged.operation);
        let is_short = shown < SHORT || longest.is_some_and(|longest| shown < *longest);
        size(call).is_none_or(|size| shown < size) && (is_short || call.role.is_said)
    }
}

/// Names what is asked of a list, but for the page.
fn question(call: &Call<'_>) -> Option<(usize, String)> {
    let paging = &call.role.paging;
    let pages = [&paging.size, &paging.number, &paging.offset, &paging.after];
    let is_page = |name: &str| pages.into_iter().flatten().any(|(_, known)| known == name);
    let said = call.exchanged.said()?.query.iter();
    let rest: Vec<_> = said.filter(|(name, _)| !is_page(name)).collect();
    Some((call.exchanged.operation, format!("{} {rest:?}", call.exchanged.request.path)))
}

/// Gives how many records a page has at most, as the request or the document says; what is supposed of pages whose size nobody says counts for nothing.
pub(super) fn size(call: &Call<'_>) -> Option<usize> {
    call.role.paging.size.as_ref()?;
    usize::try_from(call.done.size.filter(|size| *size > 0)?).ok()
}

/// Tells whether a parameter stands in the query as it was sent, and is no default.
pub(super) fn is_sent(call: &Call<'_>, name: &str) -> bool {
    let mut pairs = call.exchanged.request.query.split('&');
    pairs.any(|pair| unescaped_form(pair.split('=').next().unwrap_or_default()) == *name)
}

/// Tells whether the first page is asked for: what the first one is called, only a document that declares its pages says for certain.
pub(super) fn is_from_start(call: &Call<'_>) -> bool {
    let number = call.role.paging.number.as_ref();
    let is_numbered = number.is_some_and(|(_, name)| is_sent(call, name));
    call.done.first && (call.role.is_declared || !is_numbered)
}

/// Tells whether the server says that there is another page: by a flag, a cursor or a link in the body, by a header, or by the status.
pub(super) fn says_more(call: &Call<'_>) -> Option<bool> {
    let showing = &call.role.showing;
    let body = call.exchanged.body.as_ref();
    let at = |at: &Option<Pointer>| at.as_ref()?.resolve(body?);
    let more = at(&showing.more).and_then(Value::as_bool);
    let last = at(&showing.last).and_then(Value::as_bool).map(|last| !last);
    let link = at(&showing.next_link).map(leads_on);
    // A cursor may be given at the end, too, where something else says that it is the end.
    let flag = more.or(last);
    let next = at(&showing.next).map(leads_on).filter(|next| flag.is_none() || !next);
    let said = [flag, link, next, is_headed_on(call).then_some(true)];
    let says = |wanted: bool| said.contains(&Some(wanted));
    if says(true) { Some(true) } else { says(false).then_some(false) }
}

/// Tells whether a cursor or a link leads anywhere.
fn leads_on(next: &Value) -> bool {
    let target = next.get("href").unwrap_or(next);
    !compare::is_empty(target) && *target != Value::Bool(false)
}

/// Tells whether a part was answered (RFC 9110 §15.3.7), or a header leads to another page: `Link` (RFC 8288), or the number of the next one.
fn is_headed_on(call: &Call<'_>) -> bool {
    let Ok(response) = &call.exchanged.outcome else { return false };
    let texts = |name: &str| {
        response.headers.get_all(name).iter().filter_map(|v| v.to_str().ok()).collect::<Vec<_>>()
    };
    response.status == 206
        || texts("link").iter().any(|link| link.contains("next"))
        || texts("x-next-page").iter().any(|page| !page.trim().is_empty())
}

/// Reads a number of an answer, also from a text.
fn number(call: &Call<'_>, at: Option<&Pointer>) -> Option<usize> {
    let value = at?.resolve(call.exchanged.body.as_ref()?)?;
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.parse().ok()
}
