//! What nobody said of a new record, and it has all the same: nothing has happened to it yet.

use std::collections::BTreeSet;

use counterpart_generate::{Rng, words};
use counterpart_schema::{Direction, Outline, Type};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::resource::Resource;
use super::run::Run;
use super::seed::generated;
use crate::answer::completed;
use crate::expression::Scope;

/// What may happen to a record, as the names of fields say it: `archived_at`, `is_archived`.
const DEEDS: [&str; 33] = [
    "accessed",
    "answered",
    "archived",
    "banned",
    "blocked",
    "cancelled",
    "canceled",
    "closed",
    "completed",
    "deleted",
    "delivered",
    "disabled",
    "edited",
    "ended",
    "expired",
    "failed",
    "finished",
    "last",
    "locked",
    "paid",
    "read",
    "refunded",
    "removed",
    "resolved",
    "revoked",
    "seen",
    "shipped",
    "stopped",
    "suspended",
    "trashed",
    "used",
    "visited",
    "voided",
];

/// How the name of a moment ends.
const MOMENTS: [&str; 5] = ["at", "on", "date", "time", "timestamp"];

/// How the name of a number ends that counts.
const COUNTS: [&str; 3] = ["count", "counts", "counter"];

impl Run<'_> {
    /// Generates the properties that the schemas require and nobody gave, and those that the server owns.
    pub(super) fn generate_missing(
        &self,
        resource: &Resource,
        record: &mut Map<String, Value>,
        rng: &mut Rng,
        scope: &Scope,
    ) {
        if !self.program.invents() {
            return;
        }
        let moment = scope.world().env.now();
        for form in resource.forms.iter() {
            let missing = |name: &&String| !record.contains_key(*name);
            let required: BTreeSet<_> = form.required().iter().filter(missing).collect();
            let owned = resource.generate.iter().filter(missing);
            let owned: Vec<_> =
                owned.filter(|name| form.declares(name) && !required.contains(name)).collect();
            if required.is_empty() && owned.is_empty() {
                continue;
            }
            let wanted = begun(resource, form, record, (&required, &owned), rng, moment);
            let sample = completed(form.schema(), &Value::Object(wanted), rng, moment);
            let Some(Value::Object(mut sample)) = sample else { continue };
            sample.retain(|name, _| !record.contains_key(name));
            self.program.refer(resource, &mut sample, &self.parts, &scope.world().state, rng);
            for (name, value) in sample {
                record.entry(name).or_insert(value);
            }
        }
    }
}

/// Adds to a record what is known of one to which nothing has happened, and of what the server owns besides what a seeded record has.
fn begun(
    resource: &Resource,
    form: &Outline,
    record: &Map<String, Value>,
    (required, owned): (&BTreeSet<&String>, &[&String]),
    rng: &mut Rng,
    moment: Timestamp,
) -> Map<String, Value> {
    // Where even keys may be null, that something may be says nothing.
    let key = form.property(&resource.key);
    let tells_null = !key.is_some_and(|key| key.types().is_nullable());
    let mut begun = record.clone();
    let mut open = Vec::new();
    for name in required.iter().chain(owned) {
        let Some(property) = form.property(name) else { continue };
        if let Some(value) = at_first(name, &property, tells_null) {
            begun.insert((*name).clone(), value);
        } else if !required.contains(name) && !is_deed(&words(name)) {
            open.push(*name);
        }
    }
    if !open.is_empty() {
        let mut sample = generated(resource, rng, moment);
        begun.extend(open.into_iter().filter_map(|name| sample.shift_remove_entry(name)));
    }
    begun
}

/// Says what a field is at first: its default, or what says that there is nothing; `tells_null` says whether `null` means that.
fn at_first(name: &str, form: &Outline, tells_null: bool) -> Option<Value> {
    let words = words(name);
    let types = form.types();
    let is = |ty| types.without(Type::Null).single() == Some(ty);
    let is_count = words.last().is_some_and(|word| COUNTS.contains(&word.as_str()))
        || words.first().is_some_and(|word| word == "usage");
    let counts = || {
        let counts = form.properties().filter(|(_, form)| form.types().admits(Type::Integer));
        Value::Object(counts.map(|(name, _)| (name.to_owned(), json!(0))).collect())
    };
    let fits = |value: &Value| form.schema().is_valid(Direction::Response, value);
    let candidates = [
        form.default().cloned(),
        (is_count && is(Type::Integer)).then(|| json!(0)),
        (is_count && is(Type::Object)).then(counts),
        (types.is_nullable() && (tells_null && !is_always(&words) || is_deed(&words)))
            .then_some(Value::Null),
        is(Type::Array).then(|| json!([])),
        (is(Type::Boolean) && is_done(&words)).then(|| json!(false)),
    ];
    candidates.into_iter().flatten().find(fits)
}

/// Tells whether a name says what every record has from its beginning: when it came to be, and how it is.
fn is_always(words: &[String]) -> bool {
    let is =
        |word: Option<&String>, names: &[&str]| word.is_some_and(|w| names.contains(&w.as_str()));
    is(words.first(), &["created", "creation"]) || is(words.last(), &["created", "state", "status"])
}

/// Tells whether a name says when something happened: `deleted_at`, `last_login_at`.
fn is_deed(words: &[String]) -> bool {
    let ends = words.last().is_some_and(|word| MOMENTS.contains(&word.as_str()));
    ends && words.iter().any(|word| DEEDS.contains(&word.as_str()))
}

/// Tells whether a name says that something happened: `deleted`, `is_deleted`.
fn is_done(words: &[String]) -> bool {
    words.last().is_some_and(|word| DEEDS.contains(&word.as_str()))
}
