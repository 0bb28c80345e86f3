//! Which fields answers show: what one showed and does not show any more is as if it were `null`.
//!
//! Lists often show less than reads, and what is asked for otherwise may be shown otherwise: an answer is compared with those of the same operation to the same query.

use std::collections::BTreeSet;

use counterpart_generate::words;
use counterpart_state::{Expected, Handle, Role, Verb};
use serde_json::{Map, Value};

use super::facts::Fact;
use super::observe::Call;
use super::place::{self, Place};
use super::{Model, compare};
use crate::Exchanged;

/// Words of fields that say of which kind a record is: another one may have other fields.
const KINDS: [&str; 6] = ["type", "kind", "mode", "format", "class", "variant"];

/// A field in the answers of one operation to one query.
type View = (usize, String, String);

/// The fields that were seen with a value that says something.
#[derive(Debug, Clone, Default)]
pub(super) struct Views {
    any: BTreeSet<View>,
    own: BTreeSet<(Handle, View)>,
}

/// How an answer lacks a field that it should show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lack {
    /// The same record was shown with it before.
    Lost,
    /// It never was: only other records were, or the document says that it is remembered and shown.
    Never,
}

impl Views {
    /// Takes down what an answer shows, of whomever.
    pub(super) fn note(&mut self, role: &Role, exchanged: &Exchanged) {
        if !role.showing.is_plain {
            return;
        }
        let items = place::items(role, exchanged).unwrap_or_default();
        for place in items.iter().chain(&place::item(role, exchanged)) {
            self.any.extend(seen(exchanged, place.record));
        }
    }

    /// Takes down what an answer shows of one of our records.
    pub(super) fn note_own(
        &mut self,
        exchanged: &Exchanged,
        handle: &Handle,
        record: &Map<String, Value>,
    ) {
        self.own.extend(seen(exchanged, record).map(|view| (handle.clone(), view)));
    }
}

fn seen(exchanged: &Exchanged, record: &Map<String, Value>) -> impl Iterator<Item = View> {
    let said = record.iter().filter(|(_, value)| compare::says_something(value));
    said.map(|(field, _)| view(exchanged, field))
}

fn view(exchanged: &Exchanged, field: &str) -> View {
    (exchanged.operation, exchanged.request.query.clone(), field.to_owned())
}

impl Model {
    /// Tells how an answer lacks a field of one of our records; `None` where it may.
    pub(super) fn lack(
        &self,
        call: &Call<'_>,
        (handle, place): (&Handle, &Place<'_>),
        (field, fact): (&str, &Fact),
    ) -> Option<Lack> {
        let is_said = match &fact.expected {
            Expected::Value(value) => {
                compare::says_something(value) && !compare::may_be_cleaned(value)
            }
            _ => false,
        };
        // A caller may prefer to see less (RFC 7240).
        let prefers = call.exchanged.request.headers.contains_key("prefer");
        if !is_said || prefers || place.record.contains_key(field) {
            return None;
        }
        let view = view(call.exchanged, field);
        if self.views.own.contains(&(handle.clone(), view.clone())) {
            // What an action makes of a record may have other fields, unless the document says what it changes.
            let leaves = |role: &Role| role.writes_body || role.is_said;
            let writes = |by| self.roles.role(by).is_some_and(leaves);
            return fact.left_by.is_none_or(writes).then_some(Lack::Lost);
        }
        let is_sent = fact.is_said() && fact.left_by.is_none();
        let reads = matches!(call.role.verb, Verb::Read | Verb::List);
        let has_kind = place
            .record
            .keys()
            .any(|name| words(name).last().is_some_and(|word| KINDS.contains(&word.as_str())));
        let may_show = || {
            let is_whole = fact.certain && call.role.verb == Verb::Read;
            let declares = || place::declares(&self.subject, call.exchanged, &place.at, field);
            self.views.any.contains(&view) || is_whole && declares()
        };
        (is_sent && reads && !has_kind && may_show()).then_some(Lack::Never)
    }
}
