//! What two worlds agree on.

use serde_json::{Map, Value};

/// A value as far as it is known.
#[derive(Debug, Clone, PartialEq)]
pub enum Expected {
    /// Nothing is known.
    Any,
    /// It is this.
    Value(Value),
    /// It is an object that has these; of others nothing is known.
    Object(Vec<(String, Expected)>),
    /// It is an array of so many elements.
    Array(Vec<Expected>),
}

impl Expected {
    /// Gives what is the same in both worlds.
    pub(super) fn of(left: &Value, right: &Value) -> Self {
        match (left, right) {
            _ if left == right => Self::Value(left.clone()),
            (Value::Object(left), Value::Object(right)) => Self::Object(shared(left, right)),
            (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
                Self::Array(left.iter().zip(right).map(|(l, r)| Self::of(l, r)).collect())
            }
            _ => Self::Any,
        }
    }

    /// Gives what is known of the fields, where it is an object.
    pub fn fields(&self) -> Vec<(&str, Expected)> {
        match self {
            Self::Object(fields) => fields.iter().map(|(n, e)| (n.as_str(), e.clone())).collect(),
            Self::Value(Value::Object(fields)) => {
                fields.iter().map(|(n, v)| (n.as_str(), Self::Value(v.clone()))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Gives what is known of a field.
    pub fn field(&self, name: &str) -> Option<Expected> {
        self.fields().into_iter().find(|(known, _)| *known == name).map(|(_, expected)| expected)
    }
}

/// Gives the fields that both have, as far as they are known.
fn shared(left: &Map<String, Value>, right: &Map<String, Value>) -> Vec<(String, Expected)> {
    let both = left.iter().filter_map(|(name, value)| {
        let expected = Expected::of(value, right.get(name)?);
        (expected != Expected::Any).then(|| (name.clone(), expected))
    });
    both.collect()
}
