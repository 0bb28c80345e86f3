//! What fits its schema can still not be: something changed before it was made.

use counterpart_spec::Pointer;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::{Case, Suspicion};
use crate::{Check, Severity, Violated};

/// Names of the moment at which something was made, and of those that cannot come before it.
const CREATED: [&str; 3] = ["created", "created at", "created on"];
const LATER: [&str; 8] = [
    "updated",
    "updated at",
    "updated on",
    "modified",
    "modified at",
    "last modified",
    "deleted at",
    "closed at",
];

/// How much earlier a moment may seem to be, as some are kept to the second and others are not.
const ROUNDED: SignedDuration = SignedDuration::from_secs(1);

/// The year that stands for no moment at all, as Go writes it: 0001-01-01T00:00:00Z.
const NEVER: i16 = 1;

/// How many levels of a body are looked at.
const DEPTH: usize = 8;

pub(super) fn look(case: &Case<'_>) -> Vec<Suspicion> {
    let Some(body) = case.call.body.as_ref().filter(|_| case.call.is_success()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    // What callers may say is theirs: the server only repeats it.
    let roles = case.subject.roles();
    let resource = roles.role(case.call.operation).and_then(|role| role.resource);
    let is_said = |name: &str| resource.is_some_and(|resource| roles.is_declared(resource, name));
    walk(body, &Pointer::root(), DEPTH, &is_said, &mut found);
    found.dedup_by(|a, b| a.0.tokens().last() == b.0.tokens().last());
    let suspicions = found.into_iter().map(|(place, message)| {
        let later = place.tokens().last().unwrap_or_default();
        let suspicion = case.suspect(Check::ImplausibleValue, later, message);
        let keyword = "format".to_owned();
        let violated = Some(Violated { pointer: format!("body {place}"), keyword });
        Suspicion { severity: Severity::Warning, violated, ..suspicion }
    });
    suspicions.collect()
}

fn walk(
    value: &Value,
    at: &Pointer,
    depth: usize,
    is_said: &dyn Fn(&str) -> bool,
    found: &mut Vec<(Pointer, String)>,
) {
    if depth == 0 {
        return;
    }
    match value {
        Value::Object(object) => {
            if let Some((name, message)) = backwards(object, is_said) {
                found.push((at.join(name), message));
            }
            for (name, part) in object {
                walk(part, &at.join(name), depth - 1, is_said, found);
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                walk(element, &at.join(index), depth - 1, is_said, found);
            }
        }
        _ => {}
    }
}

/// Finds a moment of an object that lies before the one at which it was made, as far as no caller says them.
fn backwards<'o>(
    object: &'o Map<String, Value>,
    is_said: &dyn Fn(&str) -> bool,
) -> Option<(&'o str, String)> {
    let moments = object.iter().filter(|(name, _)| !is_said(name)).filter_map(|(name, value)| {
        let moment: Timestamp = value.as_str()?.parse().ok()?;
        if moment.to_zoned(TimeZone::UTC).year() <= NEVER {
            return None;
        }
        let words = counterpart_generate::words(name).join(" ").to_lowercase();
        Some((name, words, moment))
    });
    let moments: Vec<_> = moments.collect();
    let of = |names: &'static [&'static str]| {
        moments.iter().find(move |(_, words, _)| names.contains(&words.as_str()))
    };
    let (created_name, _, created) = of(&CREATED)?;
    let later = |(_, words, moment): &&(&String, String, Timestamp)| {
        LATER.contains(&words.as_str()) && created.duration_since(*moment) >= ROUNDED
    };
    let (name, _, moment) = moments.iter().find(later)?;
    let message = format!("`{name}` ({moment}) lies before `{created_name}` ({created})");
    Some((name.as_str(), message))
}
