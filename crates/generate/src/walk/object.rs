//! Objects: which properties, in which order.

use std::rc::Rc;

use counterpart_schema::{INFINITE, Id, ObjectShape};
use rand::RngExt;
use serde_json::{Map, Value};

use crate::faker::person::People;
use crate::faker::{Faker, text};
use crate::label::Label;
use crate::pattern::matching;
use crate::walk::{Place, Walk};

/// How often an optional property is there that holds what it is in.
const RECURSION: f64 = 0.25;

/// How many properties are made up for an object that declares none, at most.
const MADE_UP: usize = 3;

/// How often an object that declares properties has another, where anything goes.
const EXTRA: f64 = 0.1;

/// The longest name that is made up where anything goes.
const ANY_NAME: usize = 12;

/// How often a name is made up in vain before the object stays as it is.
const NAME_TRIES: usize = 64;

impl Walk<'_> {
    pub(super) fn object(
        &mut self,
        id: Id,
        object: &ObjectShape,
        place: &mut Place<'_>,
        depth: u16,
    ) -> Value {
        let around = if place.name.is_wrapper { place.parent } else { place.name };
        let named = object.name.as_deref().map(|name| self.label(name));
        let parent = named.as_deref().unwrap_or(around);
        let mut people = People::default();
        self.ancestors.push(id);
        let mut made = Map::with_capacity(object.entries.len());
        let most = object.max.unwrap_or(usize::MAX);
        let mut due = object.entries.iter().filter(|entry| entry.required).count();
        let mut skipped = Vec::new();
        for entry in &object.entries {
            if entry.required {
                due -= 1;
            } else if entry.withheld || made.len() + due >= most || !self.wants(entry.node, depth) {
                skipped.push(entry);
                continue;
            }
            let name = &self.label(&entry.name);
            let place = &mut Place { name, parent, people: &mut people };
            made.insert(entry.name.clone(), self.node(entry.node, place, depth + 1));
        }
        skipped.retain(|entry| !entry.withheld && self.shape.cost(entry.node) != INFINITE);
        for entry in skipped {
            if made.len() >= object.min {
                break;
            }
            let name = &self.label(&entry.name);
            let place = &mut Place { name, parent, people: &mut people };
            made.insert(entry.name.clone(), self.node(entry.node, place, depth + 1));
        }
        self.make_up(
            object,
            &mut made,
            &mut Place { name: parent, parent, people: &mut people },
            depth,
        );
        self.ancestors.pop();
        Value::Object(made)
    }

    /// Remembers what a name says; nothing where anything goes, as names do not matter there.
    fn label(&self, name: &str) -> Rc<Label> {
        Label::known(if self.budget.any { "" } else { name })
    }

    /// Tells whether an optional property is to be there.
    fn wants(&mut self, id: Id, depth: u16) -> bool {
        let cost = self.shape.cost(id);
        if cost == INFINITE || self.is_spent(depth.saturating_add(cost)) {
            return false;
        }
        let often = if self.recurs(id) { RECURSION } else { self.budget.optional };
        self.rng.random_bool(often.min(self.budget.optional))
    }

    /// Adds properties that are not declared: to an object that declares none, and where too few are.
    fn make_up(
        &mut self,
        object: &ObjectShape,
        made: &mut Map<String, Value>,
        place: &mut Place<'_>,
        depth: u16,
    ) {
        let free =
            !self.budget.is_least() && (object.rest.is_some() || !object.patterns.is_empty());
        let usual = if self.budget.any && object.rest.is_some() && self.rng.random_bool(EXTRA) {
            made.len() + 1
        } else if object.entries.is_empty() && free && !self.is_spent(depth + 1) {
            self.rng.random_range(1..=MADE_UP)
        } else {
            0
        };
        let wanted = object.min.max(usual).min(object.max.unwrap_or(usize::MAX));
        for _ in 0..NAME_TRIES {
            if made.len() >= wanted {
                return;
            }
            let (name, node) = self.made_up_name(object, place, depth);
            if made.contains_key(&name) || object.entries.iter().any(|entry| entry.name == name) {
                continue;
            }
            let people = &mut *place.people;
            let label = &self.label(&name);
            let inner = &mut Place { name: label, parent: place.parent, people };
            let value = match node {
                Some(node) => self.node(node, inner, depth + 1),
                None => Value::String(self.make(text::word, inner)),
            };
            made.insert(name, value);
        }
    }

    fn made_up_name(
        &mut self,
        object: &ObjectShape,
        place: &mut Place<'_>,
        depth: u16,
    ) -> (String, Option<Id>) {
        let pattern = match object.patterns.len() {
            0 => None,
            count => object.patterns.get(self.rng.random_range(0..count)),
        };
        if let Some((pattern, node)) = pattern
            && let Some(hir) = &pattern.hir
        {
            return (matching(hir, 6, self.rng), Some(*node));
        }
        let named = object.names.map(|names| self.node(names, place, depth + 1));
        let name = if let Some(Value::String(name)) = named {
            name
        } else if self.budget.any {
            self.any_string(0, ANY_NAME)
        } else {
            let people = &mut *place.people;
            let (moment, locale, role) = (self.moment, self.sampler.locale, "");
            text::word(&mut Faker { rng: self.rng, moment, locale, people, role })
        };
        (name, object.rest)
    }
}
