//! How values compare: by what they say, not by how they are spelt.

use std::cmp::Ordering;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Number, Value};

/// The text of a key: `34` and `"34"` are one key.
pub(crate) type Text = Arc<str>;

/// Writes a value as the text that keys compare by.
pub(crate) fn text(value: &Value) -> Text {
    match value {
        Value::String(text) => text.as_str().into(),
        Value::Number(number) => {
            whole(number).map_or_else(|| number.to_string(), |n| n.to_string()).into()
        }
        other => other.to_string().into(),
    }
}

/// Reads a number without a fraction as an integer: `12.0` is 12 (JSON Schema core §4.2.3).
pub(crate) fn whole(number: &Number) -> Option<i64> {
    /// Beyond this not every integer is a floating-point number.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let float = number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0)?;
    #[expect(clippy::cast_possible_truncation, reason = "the bound is checked")]
    (float.abs() <= EXACT).then_some(float as i64)
}

/// Tells whether two values say the same; two texts do if they are the same text or the same moment.
pub(crate) fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Null, other) | (other, Value::Null) => other.is_null(),
        (Value::Array(_) | Value::Object(_), _) => left == right,
        (Value::String(left_text), Value::String(right_text)) => {
            left_text == right_text
                || matches!((moment(left), moment(right)), (Some(left), Some(right)) if left == right)
        }
        _ => text(left) == text(right),
    }
}

/// Orders two scalars; `None` where that means nothing.
pub(crate) fn compare(left: &Value, right: &Value) -> Option<Ordering> {
    match (Scalar::of(left), Scalar::of(right)) {
        (Scalar::Container, _) | (_, Scalar::Container) => None,
        (Scalar::Number(..), Scalar::Text(_)) | (Scalar::Text(_), Scalar::Number(..)) => {
            Some(text(left).cmp(&text(right)))
        }
        (left, right) => Some(left.order(&right)),
    }
}

/// Orders any two values, for sorting: `null`, then truth values, numbers (also in text), moments, other text, and what is no scalar.
pub(crate) fn order(left: &Value, right: &Value) -> Ordering {
    Scalar::of(left).order(&Scalar::of(right))
}

/// What a value says, in the order of kinds.
enum Scalar<'v> {
    Null,
    Truth(bool),
    /// As floating-point number, and exactly where that is an integer.
    Number(f64, i128),
    Moment(Timestamp),
    Text(&'v str),
    Container,
}

impl<'v> Scalar<'v> {
    fn of(value: &'v Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(truth) => Self::Truth(*truth),
            Value::Number(number) => Self::number(number),
            Value::Array(_) | Value::Object(_) => Self::Container,
            Value::String(text) => {
                let starts_number = text.starts_with(|c: char| c.is_ascii_digit() || c == '-');
                // JSON's grammar: `007` and `-nan` are text.
                match serde_json::from_str(text).ok().filter(|_: &Number| starts_number) {
                    Some(number) => Self::number(&number),
                    None => moment(value).map_or(Self::Text(text), Self::Moment),
                }
            }
        }
    }

    fn number(number: &Number) -> Self {
        // Adding zero makes -0 and 0 one number.
        let float = number.as_f64().unwrap_or_default() + 0.0;
        #[expect(clippy::cast_possible_truncation, reason = "only tells equal floats apart")]
        let exact = number.as_i128().unwrap_or(float as i128);
        Self::Number(float, exact)
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Null => 0,
            Self::Truth(_) => 1,
            Self::Number(..) => 2,
            Self::Moment(_) => 3,
            Self::Text(_) => 4,
            Self::Container => 5,
        }
    }

    fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Truth(left), Self::Truth(right)) => left.cmp(right),
            (Self::Number(left, exact), Self::Number(right, other_exact)) => {
                left.total_cmp(right).then(exact.cmp(other_exact))
            }
            (Self::Moment(left), Self::Moment(right)) => left.cmp(right),
            (Self::Text(left), Self::Text(right)) => left.cmp(right),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

/// Reads an RFC 3339 moment; only text with a `T` or a space after the date is tried.
pub(crate) fn moment(value: &Value) -> Option<Timestamp> {
    let text = value.as_str()?;
    let separated = matches!(text.as_bytes().get(10), Some(b'T' | b't' | b' '));
    separated.then(|| text.parse().ok()).flatten()
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
            (
                json!(1_153_105_473_485_787_137_i64),
                json!(1_153_105_473_485_787_136_i64),
                Some(Greater),
            ),
            (json!(null), json!(0), Some(Less)),
            (json!(-0.0), json!(0), Some(Equal)),
            (json!([1]), json!(1), None),
        ] {
            assert_eq!(compare(&left, &right), expected, "{left} {right}");
        }
    }

    #[test]
    fn the_same_is_not_merely_alike() {
        for (left, right, expected) in [
            (json!(null), json!("null"), false),
            (json!("34"), json!(34), true),
            (json!(12.0), json!(12), true),
            (json!("007"), json!("7"), false),
            (json!("1e5"), json!("100000"), false),
            (json!(1_153_105_473_485_787_137_i64), json!("1153105473485787136"), false),
            (json!("2023-01-31T15:59:41+01:00"), json!("2023-01-31T14:59:41Z"), true),
        ] {
            assert_eq!(same(&left, &right), expected, "{left} {right}");
        }
    }

    #[test]
    fn the_order_is_total() {
        let mut values: Vec<_> =
            ["9", "10", "1x", "-nan", "a", "", "1e400", "2023-01-31T15:59:41Z"]
                .into_iter()
                .map(Value::from)
                .chain([json!(null), json!(true), json!(3), json!(2.5), json!([1]), json!({})])
                .collect();
        values.sort_by(order);
        for (at, left) in values.iter().enumerate() {
            for right in &values[at..] {
                assert_ne!(order(left, right), Ordering::Greater, "{left} {right}");
            }
        }
    }
}
