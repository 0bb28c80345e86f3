//! What an answer has to be for a law to hold.

use counterpart_state::Answer;
use serde_json::{Map, Value};

pub(super) fn is_good(answer: &Answer) -> Result<(), String> {
    match answer.status {
        200..300 => Ok(()),
        status => Err(format!("{status}: {}", answer.reason.as_deref().unwrap_or_default())),
    }
}

pub(super) fn is_missing(answer: &Answer) -> Result<(), String> {
    match answer.status {
        400..500 => Ok(()),
        status => Err(format!("{status}: {}", String::from_utf8_lossy(&answer.body))),
    }
}

/// Tells whether an answer shows the scalars of a sent object that were remembered and that it has fields for.
pub(super) fn shows(
    sent: Option<&Value>,
    record: &Value,
    answer: &Answer,
    is_kept: impl Fn(&str, &Value) -> bool,
) -> Result<(), String> {
    let Some(Value::Object(sent)) = sent else { return Ok(()) };
    let Ok(body) = serde_json::from_slice::<Value>(&answer.body) else { return Ok(()) };
    let Some(shown) = nearest(&body, record) else { return Ok(()) };
    for (name, value) in sent.iter().filter(|(_, value)| value.is_string() || value.is_number()) {
        let Some(other) = shown.get(name).filter(|_| is_kept(name, value)) else { continue };
        let is_same = other == value
            || other.to_string().trim_matches('"') == value.to_string().trim_matches('"');
        if other.is_string() == value.is_string() && !is_same {
            return Err(format!("{name}: {value} is shown as {other}"));
        }
    }
    Ok(())
}

/// Finds the object of an answer that shares the most names with a record.
fn nearest<'b>(body: &'b Value, record: &Value) -> Option<&'b Map<String, Value>> {
    let mut found = Vec::new();
    objects(body, 0, &mut found);
    let shared = |object: &&Map<String, Value>| {
        object.keys().filter(|name| record.get(name.as_str()).is_some()).count()
    };
    found.into_iter().max_by_key(shared)
}

fn objects<'b>(value: &'b Value, depth: usize, found: &mut Vec<&'b Map<String, Value>>) {
    match value {
        Value::Object(fields) => {
            found.push(fields);
            if depth < 3 {
                fields.values().for_each(|value| objects(value, depth + 1, found));
            }
        }
        Value::Array(elements) => {
            for value in elements {
                objects(value, depth + 1, found);
            }
        }
        _ => {}
    }
}

/// Lists the values that fields of a name have in a body.
pub(super) fn named<'b>(value: &'b Value, name: &str, found: &mut Vec<&'b Value>) {
    match value {
        Value::Array(elements) => elements.iter().for_each(|value| named(value, name, found)),
        Value::Object(fields) => {
            found.extend(fields.get(name));
            fields.values().for_each(|value| named(value, name, found));
        }
        _ => {}
    }
}
