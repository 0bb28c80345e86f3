//! Stretches of one list that overlap: what stands at a place stands there whichever stretch shows it.

use counterpart_state::Role;
use serde_json::Value;

use super::observe::Call;
use super::pages::text;
use super::place::Place;
use super::whole::{is_sent, size};
use super::{Breach, Model};
use crate::Check;

/// The stretches of the list that was asked for last.
#[derive(Debug, Clone, Default)]
pub(super) struct Windows {
    /// The operation, and what was asked but for the stretch.
    query: Option<(usize, String)>,
    seen: Vec<Stretch>,
}

/// A stretch of a list.
#[derive(Debug, Clone)]
struct Stretch {
    /// How many records there are before it.
    start: usize,
    keys: Vec<String>,
    /// What asked for it.
    said: String,
}

impl Model {
    /// Tells of a stretch that shows other records than the one that it lies in.
    ///
    /// The longer one has to look the same before and after, so that nobody changed the list in between.
    pub(super) fn overlapped(&mut self, call: &Call<'_>, places: &[Place<'_>]) -> Option<Breach> {
        let start = start(call)?;
        let field = call.role.showing.key.as_ref().filter(|_| !call.role.is_grouped)?;
        let keys: Option<Vec<String>> =
            places.iter().map(|place| place.record.get(field).map(text)).collect();
        let names = names(call.role);
        let is_place = |name: &str| names.contains(&name);
        let query = &call.exchanged.said()?.query;
        let (place, rest): (Vec<_>, Vec<_>) = query.iter().partition(|(name, _)| is_place(name));
        let rest = format!("{} {rest:?}", call.exchanged.request.path);
        let query = Some((call.exchanged.operation, rest));
        if self.windows.query != query {
            self.windows = Windows { query, seen: Vec::new() };
        }
        let said = place.into_iter().filter(|(name, _)| is_sent(call, name));
        let said: Vec<_> = said.map(|(name, value)| format!("{name}={}", text(value))).collect();
        self.windows.seen.push(Stretch { start, keys: keys?, said: said.join("&") });
        let [.., before, part, after] = &self.windows.seen[..] else { return None };
        let is_same = |other: &Stretch| (before.start, &before.keys) == (other.start, &other.keys);
        // What is longer than was asked for is told of already.
        let is_long = size(call).is_some_and(|size| places.len() > size);
        if !is_same(after) || is_same(part) || is_long {
            return None;
        }
        let shared = part.keys.iter().enumerate().filter_map(|(at, key)| {
            let place = part.start + at;
            Some((place, before.keys.get(place.checked_sub(before.start)?)?, key))
        });
        let shared: Vec<_> = shared.collect();
        let wrong = shared.iter().find(|(_, whole, key)| whole != key);
        let law = self.list_law(call, Check::ListPage, "place");
        let Some((place, whole, key)) = wrong else {
            if !shared.is_empty() {
                self.hold(law);
            }
            return None;
        };
        let message = format!(
            "record {} of the list is `{key}` when it is asked for by `{}`, and `{whole}` when by `{}`",
            place + 1,
            part.said,
            before.said,
        );
        let at = call.role.showing.items.clone();
        Some(Self::list_breach(call, (law, "place"), message, at))
    }
}

/// Names the parameters that say which stretch is asked for.
fn names(role: &Role) -> Vec<&str> {
    let paging = &role.paging;
    let all = [&paging.size, &paging.number, &paging.offset];
    all.into_iter().flatten().map(|(_, name)| name.as_str()).collect()
}

/// Counts the records before the stretch that is asked for; `None` where the request does not count them.
pub(super) fn start(call: &Call<'_>) -> Option<usize> {
    let paging = &call.role.paging;
    let said = call.exchanged.said()?;
    let given = |at: &Option<(_, String)>| at.as_ref().and_then(|(_, name)| said.query.get(name));
    let count = |value: &Value| usize::try_from(value.as_u64()?).ok();
    if given(&paging.after).is_some() || paging.offset.is_none() && paging.number.is_none() {
        return None;
    }
    match (given(&paging.offset), given(&paging.number)) {
        (Some(offset), _) => count(offset),
        (None, Some(number)) => count(number)?.checked_sub(1)?.checked_mul(size(call)?),
        (None, None) => Some(0),
    }
}
