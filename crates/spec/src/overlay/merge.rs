//! Merging: what happens to a target that is updated.

use serde_json::{Map, Value};

use crate::Pointer;
use crate::document::Origins;

/// Where a merged value is written.
pub(super) enum Origin {
    /// In the text of the Overlay.
    Text { file: usize, at: Pointer },
    /// In the document, from where it is copied.
    Tree { at: Pointer },
}

/// Merges one value into targets, and notes where the parts come from.
pub(super) struct Merge<'m> {
    pub(super) origins: &'m mut Origins,
    pub(super) origin: &'m Origin,
    /// What could not be merged, by the place within the value.
    pub(super) clashes: Vec<(String, Pointer)>,
}

impl Merge<'_> {
    /// Merges the value into a target; only here a list takes what is no list, as its last element.
    pub(super) fn target(&mut self, target: &mut Value, value: &Value, at: &Pointer) {
        match target {
            Value::Array(elements) if !value.is_array() => {
                self.stems(&at.join(elements.len()), &Pointer::root());
                elements.push(value.clone());
            }
            _ => self.value(target, value, at, &Pointer::root()),
        }
    }

    fn value(&mut self, target: &mut Value, value: &Value, at: &Pointer, within: &Pointer) {
        match (target, value) {
            (Value::Object(target), Value::Object(members)) => {
                self.members(target, members, at, within);
            }
            (Value::Array(target), Value::Array(elements)) => {
                for (index, element) in elements.iter().enumerate() {
                    self.stems(&at.join(target.len()), &within.join(index));
                    target.push(element.clone());
                }
            }
            (target, _) if kind(target) == kind(value) => {
                self.stems(at, within);
                *target = value.clone();
            }
            (target, _) => {
                let message = format!("{} cannot be merged into {}", kind(value), kind(target));
                self.clashes.push((message, within.clone()));
            }
        }
    }

    fn members(
        &mut self,
        target: &mut Map<String, Value>,
        members: &Map<String, Value>,
        at: &Pointer,
        within: &Pointer,
    ) {
        for (name, member) in members {
            let (at, within) = (at.join(name), within.join(name));
            if let Some(target) = target.get_mut(name) {
                self.value(target, member, &at, &within);
            } else {
                self.stems(&at, &within);
                target.insert(name.clone(), member.clone());
            }
        }
    }

    /// Notes that what stands at a place of the tree comes from a place within the value.
    fn stems(&mut self, to: &Pointer, within: &Pointer) {
        match self.origin {
            Origin::Text { file, at } => self.origins.graft(to.clone(), *file, at.concat(within)),
            Origin::Tree { at } => self.origins.relocate(to.clone(), &at.concat(within)),
        }
    }
}

/// Names what kind of value it is, as far as merging goes.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Object(_) => "an object",
        Value::Array(_) => "a list",
        _ => "a single value",
    }
}
