//! What a word at the end of a path does to a record: `archive` sets `archived`, `cancel` a status.

use counterpart_schema::{Outline, Type};
use serde_json::{Map, Value, json};

use super::words::plain;

/// Words whose result is called otherwise than the word with an ending.
const RESULTS: [(&str, &[&str]); 14] = [
    ("activate", &["active"]),
    ("begin", &["begun", "inprogress"]),
    ("enable", &["enabled", "active"]),
    ("disable", &["disabled"]),
    ("freeze", &["frozen"]),
    ("hide", &["hidden"]),
    ("open", &["open"]),
    ("pay", &["paid"]),
    ("read", &["read", "seen"]),
    ("reopen", &["open"]),
    ("resume", &["active", "running"]),
    ("run", &["running"]),
    ("start", &["started", "running", "inprogress"]),
    ("send", &["sent"]),
];

/// Beginnings that turn a word round.
const OPPOSITES: [&str; 3] = ["un", "dis", "de"];

/// Words whose opposite is another word.
const PAIRS: [(&str, &str); 3] = [("disable", "enable"), ("close", "open"), ("stop", "run")];

/// Says which fields an action sets; none where the record has no field for it.
pub(super) fn set(word: &str, method: &str, form: &Outline) -> Map<String, Value> {
    let word = plain(word);
    let undone = method == "DELETE";
    let direct = field(&results(&word), !undone, form);
    let turned = || {
        let pair = PAIRS.iter().find(|(negative, _)| *negative == word).map(|(_, word)| *word);
        let prefixed = || OPPOSITES.iter().find_map(|prefix| word.strip_prefix(prefix));
        let positive = pair.or_else(prefixed)?;
        field(&results(positive), undone, form)
    };
    direct.or_else(turned).into_iter().collect()
}

/// Lists what a record is after a deed: `close` leaves it closed.
fn results(word: &str) -> Vec<String> {
    let special = RESULTS.iter().find(|(known, _)| *known == word);
    let mut results: Vec<String> =
        special.into_iter().flat_map(|(_, results)| *results).map(|r| (*r).to_owned()).collect();
    results.push(format!("{word}ed"));
    if let Some(last) = word.chars().last() {
        // `pinned`, `cancelled`.
        results.push(format!("{word}{last}ed"));
    }
    if word.ends_with('e') {
        results.push(format!("{word}d"));
    }
    if let Some(stem) = word.strip_suffix('y') {
        results.push(format!("{stem}ied"));
    }
    results.push(word.to_owned());
    results
}

/// Finds the truth value or the choice that says a result.
fn field(results: &[String], holds: bool, form: &Outline) -> Option<(String, Value)> {
    let is_result = |name: &str| {
        let name = plain(name);
        results.iter().any(|r| name == *r || name.strip_prefix("is").is_some_and(|n| n == r))
    };
    let flag = form.properties().find(|(name, property)| {
        property.types().single() == Some(Type::Boolean) && is_result(name)
    });
    if let Some((name, _)) = flag {
        return Some((name.to_owned(), json!(holds)));
    }
    if !holds {
        return None;
    }
    form.properties().find_map(|(name, property)| {
        let choices = property.schema().annotation("enum")?.as_array()?;
        let says = |choice: &&Value| choice.as_str().is_some_and(|c| results.contains(&plain(c)));
        let choice = choices.iter().find(says)?;
        Some((name.to_owned(), choice.clone()))
    })
}
