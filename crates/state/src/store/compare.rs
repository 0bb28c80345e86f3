//! How values compare: by what they say, not by how they are spelt.

use std::cmp::Ordering;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

/// The text of a key: `34` and `"34"` are one key.
pub(crate) type Text = Arc<str>;

/// Writes a value as the text that keys compare by.
pub(crate) fn text(value: &Value) -> Text {
    match value {
        Value::String(text) => text.as_str().into(),
        other => other.to_string().into(),
    }
}

/// Tells whether two values say the same.
pub(crate) fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Null, other) | (other, Value::Null) => other.is_null(),
        (Value::Array(_) | Value::Object(_), _) => left == right,
        _ => left == right || compare(left, right) == Some(Ordering::Equal),
    }
}

/// Orders two scalars: moments by time, numbers (also in text) by size, other text by letters, `null` first.
pub(crate) fn compare(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Null, Value::Null) => return Some(Ordering::Equal),
        (Value::Null, _) => return Some(Ordering::Less),
        (_, Value::Null) => return Some(Ordering::Greater),
        (Value::Bool(left), Value::Bool(right)) => return Some(left.cmp(right)),
        _ => {}
    }
    if let (Some(left), Some(right)) = (moment(left), moment(right)) {
        return Some(left.cmp(&right));
    }
    if let (Some(left), Some(right)) = (number(left), number(right)) {
        return left.partial_cmp(&right);
    }
    let scalar = |value: &Value| !value.is_array() && !value.is_object();
    (scalar(left) && scalar(right)).then(|| text(left).cmp(&text(right)))
}

/// Reads an RFC 3339 moment; only text with a `T` or a space after the date is tried.
pub(crate) fn moment(value: &Value) -> Option<Timestamp> {
    let text = value.as_str()?;
    let separated = matches!(text.as_bytes().get(10), Some(b'T' | b't' | b' '));
    separated.then(|| text.parse().ok()).flatten()
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) if text.starts_with(|c: char| c.is_ascii_digit() || c == '-') => {
            text.parse().ok()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_compare_by_what_they_say() {
        use Ordering::{Equal, Greater, Less};
        for (left, right, expected) in [
            (json!("34"), json!(34), Some(Equal)),
            (json!("9"), json!("10"), Some(Less)),
            (json!("b"), json!("a"), Some(Greater)),
            (json!("2023-01-31T15:59:41+01:00"), json!("2023-01-31T14:59:41Z"), Some(Equal)),
            (json!("2023-01-31T15:59:41+01:00"), json!("2023-01-31T15:00:00Z"), Some(Less)),
            (json!(null), json!(0), Some(Less)),
            (json!([1]), json!(1), None),
        ] {
            assert_eq!(compare(&left, &right), expected, "{left} {right}");
        }
        assert!(!same(&json!(null), &json!("null")));
    }
}
