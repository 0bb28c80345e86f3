//! The bodies and form fields that operations refer to.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::Pointer;
use crate::grammar::follow;

/// Knows the parameters that are referred to and are no parameters in later versions, by reference.
pub(super) struct Shared(BTreeMap<String, (Pointer, Map<String, Value>)>);

impl Shared {
    /// Collects what the elements of all lists of parameters refer to.
    pub(super) fn find(document: &Value) -> Self {
        let mut shared = Self(BTreeMap::new());
        shared.collect(document, document);
        shared
    }

    fn collect(&mut self, document: &Value, value: &Value) {
        match value {
            Value::Array(elements) => elements.iter().for_each(|v| self.collect(document, v)),
            Value::Object(members) => {
                if let Some(Value::Array(parameters)) = members.get("parameters") {
                    for parameter in parameters {
                        self.add(document, parameter);
                    }
                }
                members.values().for_each(|v| self.collect(document, v));
            }
            _ => {}
        }
    }

    fn add(&mut self, document: &Value, parameter: &Value) {
        let Some(reference) = reference(parameter) else { return };
        if self.0.contains_key(reference) {
            return;
        }
        let Some((at, parameter)) = resolve(document, reference) else { return };
        if matches!(location(parameter), Some("body" | "formData")) {
            // The schema of a body is referred to, never copied.
            let copied = parameter.iter().filter(|(key, _)| *key != "schema");
            let copy = copied.map(|(key, value)| (key.clone(), value.clone())).collect();
            self.0.insert(reference.to_owned(), (at, copy));
        }
    }

    /// Gives what a parameter refers to, and where that stood before the conversion, if it is a body or a form field.
    pub(super) fn get(&self, parameter: &Value) -> Option<&(Pointer, Map<String, Value>)> {
        self.0.get(reference(parameter)?)
    }

    /// Tells where a parameter travels; `None` also for one that is referred to and stays a parameter.
    pub(super) fn location<'p>(&'p self, parameter: &'p Value) -> Option<&'p str> {
        match self.get(parameter) {
            Some((_, shared)) => location(shared),
            None => location(parameter.as_object()?),
        }
    }
}

fn reference(parameter: &Value) -> Option<&str> {
    parameter.get("$ref")?.as_str()
}

fn location(parameter: &Map<String, Value>) -> Option<&str> {
    parameter.get("in")?.as_str()
}

fn resolve<'d>(document: &'d Value, reference: &str) -> Option<(Pointer, &'d Map<String, Value>)> {
    let at = Pointer::from_fragment(reference)?;
    let value = at.resolve(document)?;
    let (at, value) = follow(document, at, value)?;
    Some((at, value.as_object()?))
}
