//! Filters of lists: what they admit, as far as all ways to read them agree.
//!
//! Of a parameter that is only named like a field nobody says how it compares: it may look for a part of a text, for one of several values, for what is not below a number, or show besides what is hidden otherwise.

use std::cmp::Ordering;

use counterpart_state::Expected;
use serde_json::Value;

use super::observe::Call;
use super::place::Place;
use super::whole::is_sent;
use super::{Breach, Model, compare, place};
use crate::Check;

/// What parts several values in one text.
const COMMAS: [char; 3] = [',', ';', '|'];

/// What else in a text some filters take for more than itself.
const PATTERNS: [char; 10] = ['*', '%', '?', '!', '<', '>', '=', ':', '~', '"'];

/// How fields end whose records lists leave out unless they are asked for.
const HIDDEN: [&str; 9] = [
    "archived", "closed", "deleted", "disabled", "draft", "hidden", "inactive", "private",
    "removed",
];

impl Model {
    /// Tells of a record that a filter excludes; whoever made it, the answer proves it.
    pub(super) fn filtered(&mut self, call: &Call<'_>, places: &[Place<'_>]) -> Vec<Breach> {
        let mut breaches = Vec::new();
        if !call.role.showing.is_plain || call.role.is_grouped {
            return breaches;
        }
        for (field, wanted) in &call.done.wanted {
            // A filter that is there and empty is no filter to many servers.
            if compare::is_empty(wanted) {
                continue;
            }
            let expected = Expected::Value(wanted.clone());
            let looked: Vec<_> = places
                .iter()
                .filter_map(|place| {
                    Some((place, place.record.get(field).filter(|value| is_scalar(value))?))
                })
                .collect();
            // Where its schema does not let the record show it, it is shown as something else.
            let wrong = looked.iter().find(|(place, value)| {
                let at = place.at.join(field);
                !self.fits(call.resource, field, &expected, value)
                    && place::may_show(&self.subject, call.exchanged, &at, wanted)
            });
            let Some((place, value)) = wrong else {
                if places.iter().any(|place| place.record.contains_key(field)) {
                    self.hold(self.list_law(call, Check::ListFilter, field));
                }
                continue;
            };
            let shown: Vec<_> = looked.iter().map(|(_, value)| *value).collect();
            let is_other = !call.role.is_declared
                && (shown.iter().all(|value| {
                    admits(wanted, value) || self.fits(call.resource, field, &expected, value)
                }) || !self.is_key(call, field) && is_bound(wanted, &shown)
                    || shows_besides(field, wanted));
            if is_other || !is_scalar(wanted) {
                continue;
            }
            let message = format!(
                "records whose `{field}` is {wanted} were asked for, and one with {value} is shown"
            );
            let at = Some(place.at.join(field));
            let law = self.list_law(call, Check::ListFilter, field);
            breaches.push(Self::list_breach(call, (law, field), message, at));
        }
        breaches
    }

    /// Tells whether a field holds the key of a record: of those only one is meant, though they may be numbers.
    fn is_key(&self, call: &Call<'_>, field: &str) -> bool {
        let model = self.roles.model();
        let refers = model.refers(call.resource).iter().any(|(known, _)| known == field);
        refers || field == model.key(call.resource) || field.to_ascii_lowercase().ends_with("id")
    }
}

/// Tells whether a request filters a list by a parameter of its query.
pub(super) fn is_filtered(call: &Call<'_>) -> bool {
    call.role.filters.iter().any(|(_, name, _)| is_sent(call, name))
}

/// Tells whether what a request leaves out of a list is known: every parameter of its query means something to us, and no value more than itself.
pub(super) fn is_understood(call: &Call<'_>) -> bool {
    let role = call.role;
    let paging = &role.paging;
    let pages = [&paging.size, &paging.number, &paging.offset, &paging.after];
    let known = pages.into_iter().chain([&paging.sort, &paging.order]).flatten();
    let known: Vec<_> = known.map(|(_, name)| name).collect();
    let filters = || role.filters.iter().map(|(_, name, _)| name);
    let Some(said) = call.exchanged.said() else { return false };
    said.query.iter().filter(|(name, _)| is_sent(call, name)).all(|(name, value)| {
        let is_plain = |value: &Value| {
            let text = value.as_str().unwrap_or_default();
            !text.contains(COMMAS) && !text.contains(PATTERNS)
        };
        known.contains(&name) || filters().any(|filter| filter == name) && is_plain(value)
    })
}

fn is_scalar(value: &Value) -> bool {
    !value.is_null() && !value.is_array() && !value.is_object()
}

/// Tells whether a filter that looks for a part of a text, or for one of several, admits a value.
fn admits(wanted: &Value, shown: &Value) -> bool {
    let (Some(wanted), Some(shown)) = (wanted.as_str(), shown.as_str()) else { return false };
    let (wanted, shown) = (wanted.trim().to_lowercase(), shown.to_lowercase());
    shown.contains(&wanted) || wanted.split(COMMAS).any(|one| one.trim() == shown.trim())
}

/// Tells whether a filter that only says the least or the most admits all of some numbers or days.
fn is_bound(wanted: &Value, shown: &[&Value]) -> bool {
    let all = |wrong: Ordering| {
        shown.iter().all(|value| measured(value, wanted).is_some_and(|order| order != wrong))
    };
    all(Ordering::Less) || all(Ordering::Greater)
}

/// Compares two numbers, or the days of two moments.
fn measured(left: &Value, right: &Value) -> Option<Ordering> {
    let day = |value: &Value| value.as_str()?.get(..10)?.parse::<jiff::civil::Date>().ok();
    match (left.as_f64(), right.as_f64()) {
        (Some(left), Some(right)) => left.partial_cmp(&right),
        _ => Some(day(left)?.cmp(&day(right)?)),
    }
}

/// Tells whether a filter may ask for what is hidden otherwise, besides the rest: `?archived=true`.
fn shows_besides(field: &str, wanted: &Value) -> bool {
    let field = field.to_ascii_lowercase();
    *wanted == Value::Bool(true) && HIDDEN.iter().any(|hidden| field.ends_with(hidden))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{admits, is_bound};

    #[test]
    fn parts_and_alternatives_are_admitted() {
        for (wanted, shown, expected) in [
            ("an", "Anna", true),
            ("an", "Bob", false),
            ("open,closed", "closed", true),
            ("open | closed", "closed", true),
            ("open,closed", "clos", false),
        ] {
            assert_eq!(admits(&json!(wanted), &json!(shown)), expected, "{wanted} {shown}");
        }
    }

    #[test]
    fn a_bound_has_all_on_one_side() {
        for (wanted, shown, expected) in [
            (json!(4), json!([4, 5, 4.5]), true),
            (json!(4), json!([4, 1]), true),
            (json!(4), json!([5, 1]), false),
            (json!("2024-01-02"), json!(["2024-01-03T08:00:00Z", "2024-01-02"]), true),
            (json!("2024-01-02"), json!(["2024-01-03", "2024-01-01"]), false),
            (json!("open"), json!(["closed"]), false),
            (json!(true), json!([false]), false),
        ] {
            let shown: Vec<&Value> = shown.as_array().unwrap().iter().collect();
            assert_eq!(is_bound(&wanted, &shown), expected, "{wanted} {shown:?}");
        }
    }
}
