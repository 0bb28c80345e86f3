//! One thing that was inferred: what `x-state` would say there, and why.

use serde_json::{Map, Value};

/// The value of one `x-state`, with a reason for each of its keys.
#[derive(Debug, Clone, Default)]
pub struct Note {
    fields: Map<String, Value>,
    reasons: Vec<String>,
    /// The parameters that nothing is made of.
    left: Vec<String>,
}

impl Note {
    pub(super) fn say(&mut self, key: &str, value: Value, reason: &str) {
        if self.fields.insert(key.to_owned(), value).is_none() {
            self.reasons.push(reason.to_owned());
        }
    }

    /// Says of a parameter that nothing is made of it.
    pub(super) fn leave(&mut self, parameter: &str) {
        self.left.push(parameter.to_owned());
    }

    /// Lists the query parameters that are not understood, and change nothing.
    pub fn left(&self) -> &[String] {
        &self.left
    }

    /// Lets the document's own words stand in place of what was found.
    pub(super) fn say_instead(&mut self, own: Option<&Map<String, Value>>) {
        for (key, value) in own.into_iter().flatten() {
            self.say(key, value.clone(), "the document says so");
        }
    }

    /// Gives what `x-state` says.
    pub fn value(&self) -> Value {
        Value::Object(self.fields.clone())
    }

    /// Walks over the keys with their values and reasons.
    pub fn lines(&self) -> impl Iterator<Item = (&str, &Value, &str)> {
        let fields = self.fields.iter().zip(&self.reasons);
        fields.map(|((key, value), reason)| (key.as_str(), value, reason.as_str()))
    }
}
