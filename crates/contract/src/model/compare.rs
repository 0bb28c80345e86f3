//! Whether what is shown says what was sent: by meaning, as servers write values their own way.

use counterpart_state::{Expected, Model};
use serde_json::Value;

use super::texts;

/// Tells whether a value that is shown can be what is expected; what cannot be compared can.
pub(super) fn says(
    model: &Model,
    (resource, field): (usize, &str),
    expected: &Expected,
    shown: &Value,
) -> bool {
    match expected {
        Expected::Any => true,
        Expected::Value(value) => {
            model.agrees(resource, field, value, shown) || is_alike(value, shown)
        }
        Expected::Object(fields) => match shown {
            Value::Object(shown) => fields.iter().all(|(name, expected)| {
                let at = (resource, name.as_str());
                shown.get(name).is_none_or(|shown| says(model, at, expected, shown))
            }),
            other => !other.is_null(),
        },
        // Others may add to it, and what is not known may be there already.
        Expected::Array(elements) => match shown {
            Value::Array(shown) => {
                let is_there = |element: &Expected| match element {
                    Expected::Any => !shown.is_empty(),
                    known => shown.iter().any(|one| says(model, (resource, field), known, one)),
                };
                elements.iter().all(is_there)
            }
            other => !other.is_null() || elements.is_empty(),
        },
    }
}

/// Tells whether two values are two ways to write the same.
pub(super) fn is_alike(sent: &Value, shown: &Value) -> bool {
    match (sent, shown) {
        (sent, shown) if is_empty(sent) && is_empty(shown) => true,
        (Value::String(sent), Value::String(shown)) => texts::is_same(sent, shown),
        (Value::Number(sent), Value::Number(shown)) => is_rounded(sent.as_f64(), shown.as_f64()),
        (Value::Array(sent), Value::Array(shown)) => {
            // Some servers keep sets.
            let within = |all: &[Value], one: &Value| all.iter().any(|other| is_alike(one, other));
            sent.iter().all(|one| within(shown, one)) && shown.iter().all(|one| within(sent, one))
        }
        (Value::Object(sent), Value::Object(shown)) => sent
            .iter()
            // What is inside and says nothing may be filled.
            .filter(|(_, value)| !value.is_null())
            .all(|(name, value)| shown.get(name).is_none_or(|shown| is_alike(value, shown))),
        (Value::Null, _) | (_, Value::Null) => false,
        (Value::Bool(truth), Value::Number(number))
        | (Value::Number(number), Value::Bool(truth)) => {
            number.as_f64() == Some(f64::from(u8::from(*truth)))
        }
        // Of another type it only says something else where it is the text of something else.
        (Value::Number(number), Value::String(text))
        | (Value::String(text), Value::Number(number)) => {
            text.trim().parse::<f64>().map_or(true, |read| is_rounded(number.as_f64(), Some(read)))
        }
        (left, right) if std::mem::discriminant(left) == std::mem::discriminant(right) => {
            left == right
        }
        _ => true,
    }
}

/// Tells whether a value is none that servers leave out as they would nothing.
pub(super) fn says_something(value: &Value) -> bool {
    let is_zero = value.as_f64() == Some(0.0) || *value == Value::Bool(false);
    !is_empty(value) && !is_zero
}

/// Tells whether a value has a form to lose: spaces around a text, an order of objects in an array.
pub(super) fn has_form(value: &Value) -> bool {
    match value {
        Value::String(text) => text.trim() != text,
        Value::Array(elements) => elements.len() > 1 && elements.iter().all(Value::is_object),
        _ => false,
    }
}

/// Tells whether a value holds a text that some servers clean.
pub(super) fn may_be_cleaned(value: &Value) -> bool {
    match value {
        Value::String(text) => texts::may_be_cleaned(text),
        Value::Array(elements) => elements.iter().any(may_be_cleaned),
        Value::Object(fields) => fields.values().any(may_be_cleaned),
        _ => false,
    }
}

/// Tells whether what says the same has its form, too: the spaces around a text, and the order of objects in an array.
pub(super) fn is_verbatim(sent: &Value, shown: &Value) -> bool {
    match (sent, shown) {
        (Value::String(sent), Value::String(shown)) => sent == shown || sent.trim() != shown.trim(),
        (Value::Array(sent), Value::Array(shown)) => {
            let objects = sent.iter().chain(shown).all(Value::is_object);
            !objects || sent.iter().zip(shown).all(|(sent, shown)| is_alike(sent, shown))
        }
        _ => true,
    }
}

/// Tells whether a value says nothing: `null`, and what many servers write in its place.
pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(elements) => elements.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Tells whether a number is another one, with fewer digits at most.
fn is_rounded(sent: Option<f64>, shown: Option<f64>) -> bool {
    /// No server keeps fewer places of money.
    const CENT: f64 = 0.005_001;
    let (Some(sent), Some(shown)) = (sent, shown) else { return false };
    let apart = (sent - shown).abs();
    let is_fraction = sent.fract() != 0.0;
    apart <= sent.abs() * 1e-6 && (is_fraction || sent.abs() > 1e9)
        || is_fraction && apart <= CENT
        || apart == 0.0
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{has_form, is_alike, is_verbatim, may_be_cleaned};

    #[test]
    fn values_are_compared_by_what_they_say() {
        for (sent, shown, alike) in [
            (json!(1), json!(1.0), true),
            (json!(1), json!(2), false),
            (json!("a"), json!("b"), false),
            (json!(" a"), json!("A"), true),
            (json!("2024-01-01"), json!("2024-01-01T00:00:00Z"), true),
            (json!("2024-01-01T00:00:00.123Z"), json!("2024-01-01T01:00:00+01:00"), true),
            (json!("2024-01-01"), json!("2024-01-02"), false),
            (json!("2024-01-01T00:00:00.7Z"), json!("2024-01-01T00:00:01Z"), true),
            (json!("2024-01-01T00:00:00.7"), json!("2024-01-01 00:00:01"), true),
            (json!("2024-01-01T00:00:00Z"), json!("2024-01-01T00:00:02Z"), false),
            (json!("2024-01-01T00:00:00"), json!("2024-01-01T01:00:00"), false),
            (json!("10:00"), json!("10:00:00"), true),
            (json!("10:00"), json!("11:00:00"), false),
            (json!("a  b\tc"), json!("a b c"), true),
            (json!("a\u{7}b"), json!("ab"), true),
            (json!("a b"), json!("ab"), false),
            (json!("+49 (30) 12-34"), json!("+49301234"), true),
            (json!("+49 30 1234"), json!("+49 30 1235"), false),
            (json!("DE89 3704 0044"), json!("DE8937040044"), true),
            (json!("1 2"), json!("12"), false),
            (json!(null), json!(""), true),
            (json!("x"), json!(null), false),
            (json!(["a", "b"]), json!(["b", "a"]), true),
            (json!(["a", "b"]), json!(["a"]), false),
            (json!(2.34567), json!(2.35), true),
            (json!(2.34567), json!(2), false),
            (json!(true), json!(1), true),
            (json!(true), json!(false), false),
            (json!(4), json!("4"), true),
            (json!(4), json!("5"), false),
            (json!(4), json!("four"), true),
            (json!({"a": 1, "b": 2}), json!({"a": 1, "c": 3}), true),
            (json!({"a": 1}), json!({"a": 2}), false),
            (json!({"a": null}), json!({"a": 2}), true),
        ] {
            assert_eq!(is_alike(&sent, &shown), alike, "{sent} {shown}");
        }
    }

    #[test]
    fn some_texts_are_cleaned() {
        for (value, cleaned) in [
            (json!("a b!"), false),
            (json!("it's"), true),
            (json!("é"), true),
            (json!("<b>a</b>"), true),
            (json!("a\u{7}"), true),
            (json!([{"a": "e\u{301}"}]), true),
            (json!(["a", 1]), false),
        ] {
            assert_eq!(may_be_cleaned(&value), cleaned, "{value}");
        }
    }

    #[test]
    fn the_form_is_the_spaces_and_the_order_of_objects() {
        for (sent, shown, verbatim) in [
            (json!("a "), json!("a"), false),
            (json!("a "), json!("a "), true),
            (json!("A"), json!("a"), true),
            (json!([{"a": 1}, {"a": 2}]), json!([{"a": 2}, {"a": 1}]), false),
            (json!([{"a": 1}]), json!([{"a": 1, "b": 2}]), true),
            (json!(["a", "b"]), json!(["b", "a"]), true),
        ] {
            assert_eq!(is_verbatim(&sent, &shown), verbatim, "{sent} {shown}");
            assert!(verbatim || has_form(&sent), "{sent}");
        }
    }
}
