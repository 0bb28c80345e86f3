//! Keywords whose values are numbers.

use serde_json::{Map, Number, Value, json};

use crate::reading::{Reading, dated, ignored, repaired, taken};

/// Reads a number, also from a text.
pub(super) fn number(keyword: &str, value: &Value) -> Reading {
    let parsed = match value {
        Value::Number(_) => return Reading::Written,
        Value::String(text) => serde_json::from_str::<Number>(text.trim()).ok(),
        _ => None,
    };
    match parsed {
        Some(number) => repaired(json!(number), format!("`{value}` is read as `{number}`")),
        None => ignored(keyword, value, "a number"),
    }
}

/// Reads a bound that older dialects mark exclusive by `true`.
pub(super) fn exclusive(keyword: &str, value: &Value, source: &Map<String, Value>) -> Reading {
    let inclusive = if keyword == "exclusiveMinimum" { "minimum" } else { "maximum" };
    let bound = source.get(inclusive);
    match (value, bound.map(|bound| (number(inclusive, bound), bound))) {
        (Value::Bool(true), Some((reading, bound))) if !matches!(reading, Reading::Not(_)) => {
            let bound = taken(&reading, bound).clone();
            let complaint = dated(keyword, &format!("`{keyword}: {bound}`"));
            Reading::As(bound, complaint)
        }
        (Value::Bool(true), _) => {
            ignored(keyword, value, &format!("a number, and there is no `{inclusive}`"))
        }
        (Value::Bool(false), _) => Reading::Not(dated(keyword, "if it were not there")),
        _ => number(keyword, value),
    }
}

/// Reads a length or a number of things: whole, and not below zero.
pub(super) fn count(keyword: &str, value: &Value) -> Reading {
    let reading = number(keyword, value);
    let Value::Number(number) = taken(&reading, value) else { return reading };
    let whole = match (number.as_u64(), number.as_f64()) {
        (Some(_), _) => return reading,
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the cast saturates: no value is longer than that"
        )]
        (None, Some(float)) if float >= 0.0 && float.fract() == 0.0 => json!(float as u64),
        _ => return ignored(keyword, value, "a whole number from 0 up"),
    };
    match reading {
        Reading::As(_, complaint) => Reading::As(whole, complaint),
        _ => Reading::Same(whole),
    }
}

/// Reads what numbers are multiples of.
pub(super) fn step(keyword: &str, value: &Value) -> Reading {
    match number(keyword, value) {
        Reading::Not(complaint) => Reading::Not(complaint),
        reading if taken(&reading, value).as_f64().is_some_and(|step| step > 0.0) => reading,
        _ => ignored(keyword, value, "a number above 0"),
    }
}
