//! What is held against the server: fields of our records, and who said so.

use std::collections::BTreeMap;

use counterpart_state::{Expected, Handle, Role};
use serde_json::{Map, Value};

use super::roles::is_kept_by_server;
use crate::Check;

/// Who says what a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The request that created the record.
    Created,
    /// A request that changed it.
    Updated,
    /// The document: an effect, or what an operation sets.
    Set,
    /// The document, of a PUT that is the same as the one before.
    Repeated,
    /// The server itself, in an answer, and callers can send it.
    Seen,
}

/// One field of a record.
#[derive(Debug, Clone)]
pub(super) struct Fact {
    pub(super) expected: Expected,
    pub(super) source: Source,
    /// The operation that made it so.
    pub(super) by: usize,
    /// Whether the document declares what that operation does.
    pub(super) certain: bool,
    /// The last write of the record that should have left it as it is, if it was there before.
    pub(super) left_by: Option<usize>,
    /// Whether a read showed it since the last write.
    pub(super) is_read: bool,
}

/// The fields of our records.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts(BTreeMap<Handle, BTreeMap<String, Fact>>);

impl Facts {
    /// Tells whether a record is ours.
    pub(super) fn has(&self, handle: &Handle) -> bool {
        self.0.contains_key(handle)
    }

    /// Lists our records.
    pub(super) fn handles(&self) -> impl Iterator<Item = &Handle> {
        self.0.keys()
    }

    pub(super) fn open(&mut self, handle: &Handle) {
        self.0.entry(handle.clone()).or_default();
    }

    pub(super) fn of(&self, handle: &Handle) -> impl Iterator<Item = (&String, &Fact)> {
        self.0.get(handle).into_iter().flatten()
    }

    pub(super) fn put(&mut self, handle: &Handle, field: &str, fact: Fact) {
        if let Some(facts) = self.0.get_mut(handle) {
            facts.insert(field.to_owned(), fact);
        }
    }

    pub(super) fn drop_field(&mut self, handle: &Handle, field: &str) {
        if let Some(facts) = self.0.get_mut(handle) {
            facts.remove(field);
        }
    }

    pub(super) fn retain(&mut self, keeps: impl Fn(&Handle) -> bool) {
        self.0.retain(|handle, _| keeps(handle));
    }

    pub(super) fn forget(&mut self, handle: &Handle) {
        self.0.remove(handle);
    }

    /// Notes that a write should have left all other fields as they were.
    pub(super) fn left(&mut self, handle: &Handle, by: usize, written: &[String]) {
        for (field, fact) in self.0.get_mut(handle).into_iter().flatten() {
            if !written.contains(field) {
                // Which of two writes lost a change that was not read between them, nobody knows.
                if fact.source != Source::Updated || fact.is_read || fact.left_by.is_some() {
                    fact.left_by = Some(by);
                }
                fact.is_read = false;
            }
        }
    }

    /// Notes that a read shows a field as it should be.
    pub(super) fn read(&mut self, handle: &Handle, field: &str) {
        if let Some(fact) = self.0.get_mut(handle).and_then(|facts| facts.get_mut(field)) {
            fact.is_read = true;
        }
    }
}

impl Fact {
    /// Tells whether a caller said it.
    pub(super) fn is_said(&self) -> bool {
        matches!(self.source, Source::Created | Source::Updated)
    }

    /// Names the check that a wrong value of the field breaks, and the operation that it is told of.
    pub(super) fn promise(&self) -> (Check, usize) {
        match (self.source, self.left_by) {
            (Source::Repeated, _) => (Check::NotIdempotent, self.by),
            (Source::Created | Source::Seen, None) => (Check::EchoDiffers, self.by),
            (Source::Created | Source::Seen | Source::Updated, Some(by)) => (Check::UpdateLost, by),
            (Source::Updated, None) => (Check::UpdateLost, self.by),
            (Source::Set, _) => (Check::EffectMissing, self.by),
        }
    }
}

/// Tells whether a request says a field with this value: in its body, or in what the body wraps.
pub(super) fn is_sent(body: Option<&Value>, field: &str, expected: &Expected) -> bool {
    let Some(Value::Object(fields)) = body else { return false };
    let has = |fields: &Map<String, Value>| {
        fields.get(field).is_some_and(|sent| *expected == Expected::Value(sent.clone()))
    };
    has(fields) || fields.values().filter_map(Value::as_object).any(has)
}

/// Tells whether what an operation sets can be held against a server: what a person wrote in the document, or what the word of an action says.
pub(super) fn is_set_by(role: &Role, field: &str) -> bool {
    role.sets.iter().any(|set| set == field) && !is_kept_by_server(field)
}
