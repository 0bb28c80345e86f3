//! Totals: how many records a list says that there are, and how many it shows.

use std::collections::BTreeSet;

use super::filters::is_filtered;
use super::observe::Call;
use super::place::Place;
use super::whole::{is_from_start, says_more, size};
use super::{Breach, Model};
use crate::Check;

impl Model {
    /// Holds the total against what is shown.
    ///
    /// That it equals what is shown proves nothing, as a count of the page does, too.
    pub(super) fn counted(&mut self, call: &Call<'_>, places: &[Place<'_>]) -> Option<Breach> {
        let (total, shown) = (self.total(call)?, places.len());
        let law = self.list_law(call, Check::ListTotal, "");
        if shown > total {
            let message = format!("the total is {total}, and {shown} are shown");
            return Some(self.miscounted(call, "", message));
        }
        if total > shown {
            self.hold(law);
        }
        // Some totals pass the filters over.
        let is_filtered = !call.role.is_declared && (is_filtered(call) || call.done.narrowed);
        if call.role.is_grouped || is_filtered || !self.shows_all(call, shown) {
            return None;
        }
        if shown == total {
            if self.counts_more(call) {
                self.hold(self.list_law(call, Check::ListTotal, "all"));
            }
            return None;
        }
        let message = format!("the total is {total}, and all {shown} are shown");
        Some(self.miscounted(call, "all", message))
    }

    /// Tells whether the first page is the only one: the server says so, or the document lets it show more.
    fn shows_all(&self, call: &Call<'_>, shown: usize) -> bool {
        let may_show_more = || match size(call) {
            Some(_) => self.has_room(call, shown),
            None => shown == 0,
        };
        is_from_start(call)
            && match says_more(call) {
                Some(more) => !more,
                None => call.role.is_declared && may_show_more(),
            }
    }

    /// Holds the total against what all pages showed so far.
    pub(super) fn counted_over_pages(&self, call: &Call<'_>) -> Option<Breach> {
        let total = self.total(call).filter(|_| !call.role.is_grouped)?;
        let seen = self.pages.seen();
        let keys: BTreeSet<_> = seen.iter().flat_map(|page| &page.keys).collect();
        if keys.len() <= total || seen.len() < 2 {
            return None;
        }
        let message = format!("the total is {total}, and the pages show {} so far", keys.len());
        Some(self.miscounted(call, "", message))
    }

    fn miscounted(&self, call: &Call<'_>, law: &str, message: String) -> Breach {
        let showing = &call.role.showing;
        let at = showing.total.clone().or(showing.tally.clone());
        let law = self.list_law(call, Check::ListTotal, law);
        Self::list_breach(call, (law, ""), message, at)
    }
}
