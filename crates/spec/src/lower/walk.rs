//! A walk that changes what it walks over.

use std::collections::BTreeSet;

use serde_json::Value;

use super::journal::Journal;
use crate::Pointer;
use crate::grammar::{Holds, Kind, is_reference};

/// What is done to each object.
type Visit<'v> = &'v mut dyn FnMut(&mut Journal<'_>, Kind, &mut Value, &Pointer);

/// Visits each object of a document once, before what is below it: all that the grammar knows, and what references lead to besides (the parts of other files).
pub(super) fn walk(document: &mut Value, journal: &mut Journal<'_>, visit: Visit<'_>) {
    let mut walk = Walk {
        journal,
        visit,
        at: Pointer::root(),
        met: BTreeSet::new(),
        waiting: vec![(Kind::Root, Pointer::root())],
    };
    while let Some((kind, pointer)) = walk.waiting.pop() {
        walk.at = walk.journal.now(&pointer);
        if let Some(value) = document.pointer_mut(walk.at.as_str()) {
            walk.object(kind, value);
        }
    }
}

struct Walk<'w, 'j> {
    journal: &'w mut Journal<'j>,
    visit: Visit<'w>,
    at: Pointer,
    /// What references lead to and the grammar does not, with what it is there: visited, or waiting to be.
    met: BTreeSet<(Pointer, u8)>,
    waiting: Vec<(Kind, Pointer)>,
}

impl Walk<'_, '_> {
    fn object(&mut self, kind: Kind, value: &mut Value) {
        self.follow(kind, value);
        (self.visit)(self.journal, kind, value, &self.at);
        let Value::Object(members) = value else { return };
        for (key, value) in members {
            if let Some((holds, kind)) = kind.child(key) {
                self.at.push(key);
                self.held(holds, kind, value);
                self.at.pop();
            }
        }
    }

    fn held(&mut self, holds: Holds, kind: Kind, value: &mut Value) {
        match (holds, value) {
            (Holds::Map, Value::Object(members)) => {
                for (name, member) in members {
                    self.at.push(name);
                    self.entered(kind, member);
                    self.at.pop();
                }
            }
            // Tuples of older drafts put a list where one schema belongs.
            (Holds::List | Holds::One, Value::Array(elements)) => {
                for (index, element) in elements.iter_mut().enumerate() {
                    self.at.push(&index.to_string());
                    self.entered(kind, element);
                    self.at.pop();
                }
            }
            (Holds::One, value) => self.entered(kind, value),
            _ => {}
        }
    }

    /// Visits what is below another object, unless a reference leads to it as well.
    fn entered(&mut self, kind: Kind, value: &mut Value) {
        let is_met = !self.met.is_empty() && self.met.contains(&(self.at.clone(), kind as u8));
        if !is_met {
            self.object(kind, value);
        }
    }

    fn follow(&mut self, kind: Kind, value: &Value) {
        if !is_reference(value) {
            return;
        }
        let target = value["$ref"].as_str().and_then(Pointer::from_fragment);
        if let Some(target) = target.filter(|target| Kind::at(target) != Some(kind))
            && self.met.insert((target.clone(), kind as u8))
        {
            self.waiting.push((kind, target));
        }
    }
}
