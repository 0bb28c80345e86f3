//! Arrays: how many elements, and which.

use counterpart_schema::{ArrayShape, INFINITE, Id};
use rand::RngExt;
use serde_json::Value;

use crate::walk::{MOST_NODES, Place, Walk};

/// How many elements an array has beyond its minimum, at most.
const MORE: usize = 3;

/// The same, where anything goes.
const ANY_MORE: usize = 6;

/// How often an element is made again that is there already, for each element wanted.
const UNIQUE_TRIES: usize = 8;

impl Walk<'_> {
    pub(super) fn array(&mut self, array: &ArrayShape, place: &mut Place<'_>, depth: u16) -> Value {
        let needed: Vec<Id> = array
            .contains
            .iter()
            .flat_map(|contains| std::iter::repeat_n(contains.element, contains.min))
            .take(MOST_NODES)
            .collect();
        let count = self.count(array, needed.len(), depth);
        let name = place.name.element();
        let mut made = Vec::with_capacity(count.min(MOST_NODES));
        for _ in 0..count.saturating_mul(UNIQUE_TRIES) {
            if made.len() == count || self.is_too_large() {
                break;
            }
            let index = made.len();
            // What must be among the elements stands at the end, behind those that have their own schema.
            let wanted = (count - index).checked_sub(1).and_then(|behind| needed.get(behind));
            let declared = array.prefix.get(index).or(array.items.as_ref());
            let Some(node) = wanted.or(declared) else { break };
            let people = &mut *place.people;
            let inner = &mut Place { name: &name, parent: place.parent, people };
            let value = self.node(*node, inner, depth + 1);
            if !array.unique || !made.contains(&value) {
                made.push(value);
            }
        }
        Value::Array(made)
    }

    fn count(&mut self, array: &ArrayShape, needed: usize, depth: u16) -> usize {
        let least = array.min.max(needed);
        let most = array.max.unwrap_or(usize::MAX);
        let usual = array.prefix.len().max(1).max(least).min(most);
        let element = array.prefix.first().or(array.items.as_ref());
        let cost = element.map_or(INFINITE, |id| self.shape.cost(*id));
        if cost == INFINITE || self.budget.is_least() || self.is_spent(depth.saturating_add(cost)) {
            return least;
        }
        if element.is_some_and(|id| self.recurs(*id)) {
            return least.max(usize::from(self.rng.random_bool(0.5))).min(most);
        }
        // Beyond the prefix anything goes where nothing is said, and nothing is better then.
        let more = match (array.prefix.is_empty(), self.budget.any) {
            (_, true) => ANY_MORE,
            (true, _) => MORE - 1,
            (false, _) => 0,
        };
        let usual = if self.budget.any { least } else { usual };
        self.rng.random_range(usual..=usual.saturating_add(more).min(most)).max(least)
    }
}
