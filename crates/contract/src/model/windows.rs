//! Stretches of one list that overlap: what stands at a place stands there whichever stretch shows it.

use counterpart_state::Role;
use serde_json::Value;

use super::observe::Call;
use super::place::Place;
use super::{Breach, Model};
use crate::Check;

/// The stretches of the list that was asked for last.
#[derive(Debug, Clone, Default)]
pub(super) struct Windows {
    /// The operation, and what was asked but for the stretch.
    query: Option<(usize, String)>,
    /// The place of the first record, and the keys.
    seen: Vec<(usize, Vec<String>)>,
}

impl Model {
    /// Tells of a stretch that shows other records than the one that it lies in.
    ///
    /// The longer one has to look the same before and after, so that nobody changed the list in between.
    pub(super) fn overlapped(&mut self, call: &Call<'_>, places: &[Place<'_>]) -> Option<Breach> {
        let start = start(call)?;
        let field = call.role.showing.key.as_ref().filter(|_| !call.role.is_grouped)?;
        let keys: Option<Vec<String>> =
            places.iter().map(|place| Some(place.record.get(field)?.to_string())).collect();
        let names = names(call.role);
        let said = call.exchanged.said()?;
        let rest: Vec<_> =
            said.query.iter().filter(|(name, _)| !names.contains(&name.as_str())).collect();
        let rest = format!("{} {rest:?}", call.exchanged.request.path);
        let query = Some((call.exchanged.operation, rest));
        if self.windows.query != query {
            self.windows = Windows { query, seen: Vec::new() };
        }
        self.windows.seen.push((start, keys?));
        let [.., before, part, after] = &self.windows.seen[..] else { return None };
        if before != after || before == part {
            return None;
        }
        let ((from, whole), (start, keys)) = (before, part);
        let shared = keys.iter().enumerate().filter_map(|(at, key)| {
            let at = (start + at).checked_sub(*from)?;
            Some((whole.get(at)?, key))
        });
        let shared: Vec<_> = shared.collect();
        let wrong = shared.iter().find(|(whole, key)| whole != key);
        let law = self.law(call.resource, Check::ListPage, "place");
        let Some((whole, key)) = wrong else {
            if !shared.is_empty() {
                self.hold(law);
            }
            return None;
        };
        let message = format!(
            "from place {start} on the list begins with {key}, and in a longer stretch {whole} stands there"
        );
        let at = call.role.showing.items.clone();
        Some(self.list_breach(call, Check::ListPage, "place", message, at))
    }
}

/// Names the parameters that say which stretch is asked for.
fn names(role: &Role) -> Vec<&str> {
    let paging = &role.paging;
    let all = [&paging.size, &paging.number, &paging.offset];
    all.into_iter().flatten().map(|(_, name)| name.as_str()).collect()
}

/// Counts the records before the stretch that is asked for; `None` where the request does not count them.
fn start(call: &Call<'_>) -> Option<usize> {
    let paging = &call.role.paging;
    let said = call.exchanged.said()?;
    let given = |at: &Option<(_, String)>| at.as_ref().and_then(|(_, name)| said.query.get(name));
    let count = |value: &Value| usize::try_from(value.as_u64()?).ok();
    if given(&paging.after).is_some() || paging.offset.is_none() && paging.number.is_none() {
        return None;
    }
    match (given(&paging.offset), given(&paging.number)) {
        (Some(offset), _) => count(offset),
        (None, Some(number)) => {
            let size = usize::try_from(call.done.size?).ok()?;
            count(number)?.checked_sub(1)?.checked_mul(size)
        }
        (None, None) => Some(0),
    }
}
