//! Where the records stand in an answer.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use counterpart_schema::{Outline, Type};
use counterpart_spec::Pointer;

use super::words::{one, plain};

/// Envelopes nest at most this deep around their records.
const MAX_DEPTH: usize = 3;

/// The places of one answer that are looked at: real envelopes have a dozen.
const MAX_PLACES: usize = 300;

/// An envelope that does not name its records says no more than this besides.
const SLIM: usize = 8;

/// What envelopes call the records they hold.
const SLOTS: [&str; 16] = [
    "data", "items", "item", "results", "result", "records", "record", "values", "value",
    "content", "entries", "entry", "rows", "list", "payload", "response",
];

/// A place in an answer where a record, or a list of them, may stand.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    /// The form of one record.
    pub(super) form: Arc<Outline>,
    pub(super) many: bool,
    /// The names of the properties that lead there.
    pub(super) way: Vec<String>,
}

impl Slot {
    pub(super) fn pointer(&self) -> &Pointer {
        self.form.schema().pointer()
    }

    /// Says where it is.
    pub(super) fn place(&self) -> String {
        match (self.way.is_empty(), self.many) {
            (true, true) => "the answer is an array of records".to_owned(),
            (true, false) => "the answer is the record".to_owned(),
            (false, true) => format!("the records are in `{}`", self.way.join(".")),
            (false, false) => format!("the record is in `{}`", self.way.join(".")),
        }
    }
}

/// Lists the places of an answer where records may stand, the nearest first.
pub(super) fn slots(form: &Arc<Outline>) -> Vec<Slot> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut queue = VecDeque::from([(Arc::clone(form), Vec::<String>::new())]);
    while let Some((form, way)) = queue.pop_front() {
        if found.len() >= MAX_PLACES || !seen.insert(form.schema().pointer().clone()) {
            continue;
        }
        if form.types().admits(Type::Array)
            && let Some(items) = form.items()
            && is_record(&items)
        {
            found.push(Slot { form: items, many: true, way });
        } else if is_record(&form) {
            if way.len() < MAX_DEPTH {
                for (name, property) in form.properties().take(MAX_PLACES) {
                    let way = way.iter().cloned().chain([name.to_owned()]).collect();
                    queue.push_back((property, way));
                }
            }
            found.push(Slot { form, many: false, way });
        }
    }
    found
}

/// Tells whether a list of records stands in an answer: an array at its root, or in an envelope that is no record itself.
pub(super) fn gives_list(form: &Arc<Outline>, noun: Option<&str>) -> bool {
    many(&slots(form), noun, &BTreeSet::new()).is_some()
}

/// Chooses where the records of a list stand: where another operation shows such records, at the root, under a usual name, or in the only array.
pub(super) fn many<'s>(
    slots: &'s [Slot],
    noun: Option<&str>,
    known: &BTreeSet<Pointer>,
) -> Option<&'s Slot> {
    let lists: Vec<_> = slots.iter().filter(|slot| slot.many).collect();
    let shown = || lists.iter().find(|slot| known.contains(slot.pointer()));
    let root = || lists.iter().find(|slot| slot.way.is_empty());
    let named = || lists.iter().find(|slot| is_named(slot, noun));
    // Beside a key an array is a part of a record, not what the answer is about.
    let is_envelope = || !slots.iter().any(|slot| slot.way.is_empty() && has_key(&slot.form, noun));
    // What says much besides is about something else, such as a version with its components.
    let is_slim = || slots.iter().all(|slot| slot.many || slot.form.properties().count() <= SLIM);
    let only = || {
        let at = lists.first().map(|slot| slot.way.len());
        let mut nearest = lists.iter().filter(|slot| Some(slot.way.len()) == at);
        nearest.next().filter(|_| nearest.next().is_none() && is_envelope() && is_slim())
    };
    shown().or_else(root).or_else(|| named().filter(|_| is_envelope())).or_else(only).copied()
}

/// Chooses where the one record of an answer stands: where it has a key, else where another operation shows such records.
pub(super) fn single<'s>(
    slots: &'s [Slot],
    noun: &str,
    known: &BTreeSet<Pointer>,
) -> Option<&'s Slot> {
    let is_known = |slot: &&Slot| known.contains(slot.pointer());
    let is_keyed = |slot: &&Slot| has_key(&slot.form, Some(noun));
    let ones = || slots.iter().filter(|slot| !slot.many);
    let root = || ones().find(|slot| slot.way.is_empty());
    let named = || ones().find(|slot| !slot.way.is_empty() && is_named(slot, Some(noun)));
    // Of an envelope in an envelope, the only object with a key.
    let inner = || {
        let mut inner = ones().filter(|slot| !slot.way.is_empty()).filter(is_keyed);
        inner.next().filter(|_| inner.next().is_none())
    };
    root()
        .filter(is_keyed)
        .or_else(|| named().filter(is_keyed))
        .or_else(|| root().filter(is_known))
        .or_else(|| slots.iter().find(is_known))
        .or_else(inner)
        .or_else(named)
        .or_else(root)
}

/// Chooses where the answer to a change shows the record, if it does.
pub(super) fn written<'s>(
    slots: &'s [Slot],
    noun: &str,
    known: &BTreeSet<Pointer>,
) -> Option<&'s Slot> {
    let chosen = single(slots, noun, known)?;
    let is_record = |slot: &Slot| {
        known.contains(slot.pointer())
            || has_key(&slot.form, Some(noun))
            || !slot.way.is_empty() && is_named(slot, Some(noun))
    };
    Some(chosen).filter(|slot| is_record(slot))
}

fn is_named(slot: &Slot, noun: Option<&str>) -> bool {
    let Some(name) = slot.way.last() else { return false };
    SLOTS.contains(&plain(name).as_str()) || noun.is_some_and(|noun| one(noun) == one(name))
}

fn is_record(form: &Outline) -> bool {
    form.types().admits(Type::Object) && form.properties().next().is_some()
}

pub(super) fn has_key(form: &Outline, noun: Option<&str>) -> bool {
    let own = noun.map(|noun| format!("{}id", one(noun)));
    form.properties().any(|(name, _)| {
        let name = plain(name);
        matches!(name.as_str(), "id" | "uuid" | "guid") || Some(&name) == own.as_ref()
    })
}
