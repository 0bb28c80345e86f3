//! One walk over a shape that writes a value as it goes.
//!
//! Owns the choices that make a value: which alternative, which optional properties, how many elements.
//! A budget of depth ends recursion: beyond it the walk takes the cheapest way out, which the costs of the shape show.

pub(crate) mod any;
mod array;
mod leaf;
mod number;
mod object;

use counterpart_schema::{Check, INFINITE, Id, Kind, Shape, Type, Types};
use jiff::Timestamp;
use rand::RngExt;
use serde_json::Value;

use crate::faker::person::People;
use crate::label::Label;
use crate::sample::{Examples, Sampler};
use crate::seed::Rng;
use crate::timeline::Timeline;

/// How often what may be null is null.
const NULL: f64 = 0.12;

/// How often a node that the algebra could not decide is tried before the whole value is.
const HARD_TRIES: usize = 24;

/// After how many nodes the walk takes the cheapest way out, however much depth is left: breadth multiplies too.
const MAX_NODES: usize = 4_000;

/// How many nodes a value has at most, and how many characters a text: a schema that demands more, by `minItems` within `minItems` or a `minLength` of a thousand million, gets no value rather than all memory.
const MOST_NODES: usize = 20_000;
/// See [`MOST_NODES`].
const MOST_CHARACTERS: usize = 1 << 20;

/// How much a value may hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budget {
    /// The greatest depth.
    depth: u16,
    /// How often an optional property is there.
    optional: f64,
    /// Whether values are drawn from all that fit rather than from what is usual.
    any: bool,
}

impl Budget {
    /// A value as it is met in practice.
    pub(crate) const USUAL: Self = Self { depth: 6, optional: 0.85, any: false };
    /// As little as can be.
    pub(crate) const SMALLEST: Self = Self { depth: 0, optional: 0.0, any: false };
    /// What must be there, of what is meant where several things fit.
    pub(crate) const PLAIN: Self = Self { depth: 6, optional: 0.0, any: false };
    /// Whatever fits.
    pub(crate) const ANY: Self = Self { depth: 5, optional: 0.5, any: true };

    /// Tells whether nothing is to be there that need not be.
    fn is_least(&self) -> bool {
        self.optional <= 0.0
    }
}

/// Where a value stands: what its name is, in what, beside whom.
struct Place<'p> {
    name: &'p Label,
    parent: &'p Label,
    people: &'p mut People,
}

/// The walk that makes one value.
pub(crate) struct Walk<'w> {
    shape: &'w Shape,
    rng: &'w mut Rng,
    moment: Timestamp,
    timeline: Timeline,
    budget: Budget,
    sampler: Sampler,
    /// The objects around the node at hand.
    ancestors: Vec<Id>,
    visited: usize,
}

impl<'w> Walk<'w> {
    pub(crate) fn new(
        shape: &'w Shape,
        rng: &'w mut Rng,
        moment: Timestamp,
        budget: Budget,
        sampler: Sampler,
    ) -> Self {
        let timeline = Timeline::new(moment, rng);
        Self { shape, rng, moment, timeline, budget, sampler, ancestors: Vec::new(), visited: 0 }
    }

    /// Makes a value of the whole shape; it need not fit where the algebra could not decide.
    pub(crate) fn value(mut self, name: &Label) -> Value {
        let people = &mut People::default();
        self.node(self.shape.root(), &mut Place { name, parent: name, people }, 0)
    }

    /// Tells whether the value has become larger than any that is given.
    fn is_too_large(&self) -> bool {
        self.visited > MOST_NODES
    }

    fn node(&mut self, id: Id, place: &mut Place<'_>, depth: u16) -> Value {
        self.visited += 1;
        let shape = self.shape;
        match shape.kind(id) {
            Kind::Never => Value::Null,
            Kind::Text(text) if text.min > MOST_CHARACTERS => Value::Null,
            _ if self.is_too_large() => Value::Null,
            Kind::Any(types) if self.budget.any => self.any_of(*types),
            Kind::Integer(integer) if self.budget.any => self.any_integer(integer),
            Kind::Number(number) if self.budget.any => self.any_number(number),
            Kind::Text(text) if self.budget.any => self.any_text(text),
            Kind::Any(types) => self.any(id, *types, place),
            Kind::Const(value) => value.clone(),
            Kind::Enum(values) => self.one_of(values),
            Kind::Integer(integer) => self.integer(id, integer, place),
            Kind::Number(number) => self.number(id, number, place),
            Kind::Text(text) => self.text(id, text, place),
            Kind::Array(array) => self.array(array, place, depth),
            Kind::Object(object) => self.object(id, object, place, depth),
            Kind::AnyOf(ids) => {
                let chosen = self.choose(ids, depth);
                self.hinted(id, chosen, place, depth)
            }
            Kind::Hard(ids, check) => self.checked(check, &mut |walk| {
                let chosen = walk.choose(ids, depth);
                walk.node(chosen, place, depth)
            }),
            Kind::AllOf(ids, check) => self.checked(check, &mut |walk| {
                let parts: Vec<_> = ids.iter().map(|id| walk.node(*id, place, depth)).collect();
                parts.into_iter().reduce(merged).unwrap_or_default()
            }),
        }
    }

    /// Makes a value of an alternative; what is suggested beside a reference outweighs what is suggested at its target.
    fn hinted(&mut self, outer: Id, chosen: Id, place: &mut Place<'_>, depth: u16) -> Value {
        let value = self.node(chosen, place, depth);
        if self.budget.any {
            return value;
        }
        let Some(hints) = self.shape.hints(outer) else { return value };
        let own = self.shape.hints(chosen);
        let faker = hints.faker.as_ref().filter(|_| own.is_none_or(|own| own.faker != hints.faker));
        match (&value, faker.and_then(|kind| crate::faker::maker(kind))) {
            (Value::String(_), Some(maker)) => Value::String(self.make(maker, place)),
            _ => value,
        }
    }

    fn choose(&mut self, ids: &[Id], depth: u16) -> Id {
        let shape = self.shape;
        let finite = || ids.iter().copied().filter(|id| shape.cost(*id) != INFINITE);
        let cheapest = || {
            let key = |id: &Id| (shape.cost(*id), matches!(shape.kind(*id), Kind::AnyOf(_)));
            finite().min_by_key(key).unwrap_or(ids[0])
        };
        if self.is_spent(depth) {
            return cheapest();
        }
        let (most, any) = (self.budget.depth.max(1), self.budget.any);
        let affordable = || finite().filter(|id| depth.saturating_add(shape.cost(*id)) <= most);
        let null = affordable().find(|id| is_null(shape, *id));
        let all = || affordable().filter(|id| !is_null(shape, *id));
        let only_vague = any || all().all(|id| is_vague(shape, id));
        let rest = || all().filter(|id| only_vague || !is_vague(shape, *id));
        let count = rest().count();
        if let Some(null) = null
            && (count == 0 || self.rng.random_bool(NULL))
        {
            return null;
        }
        if count == 0 {
            return cheapest();
        }
        rest().nth(self.rng.random_range(0..count)).unwrap_or_else(cheapest)
    }

    /// Makes values until the check admits one; what is not admitted in the end is left to whoever asked for the whole value.
    fn checked(&mut self, check: &Check, make: &mut dyn FnMut(&mut Self) -> Value) -> Value {
        let mut value = make(self);
        for _ in 1..HARD_TRIES {
            // Such nodes may stand inside each other, and their tries multiply.
            if self.visited > MAX_NODES || check.admits(&value) {
                break;
            }
            value = make(self);
        }
        value
    }

    fn one_of(&mut self, values: &[Value]) -> Value {
        let some = values.iter().filter(|value| !value.is_null()).count();
        let nullable = some < values.len();
        if some == 0 || nullable && self.rng.random_bool(NULL) {
            return Value::Null;
        }
        let index = self.rng.random_range(0..some);
        values.iter().filter(|value| !value.is_null()).nth(index).cloned().unwrap_or_default()
    }

    /// Draws a documented example where such come first.
    fn first_example(&mut self, id: Id, fits: &dyn Fn(&Value) -> bool) -> Option<Value> {
        let hints = self.shape.hints(id).filter(|_| self.sampler.examples == Examples::First)?;
        self.example(hints, fits)
    }

    /// Tells whether only the cheapest way out is left.
    fn is_spent(&self, depth: u16) -> bool {
        depth >= self.budget.depth || self.visited > MAX_NODES
    }

    /// Tells whether a node is an object around here, or leads straight to one.
    fn recurs(&self, id: Id) -> bool {
        self.ancestors.contains(&id)
            || match self.shape.kind(id) {
                Kind::AnyOf(ids) => ids.iter().any(|id| {
                    self.ancestors.contains(id)
                        || matches!(self.shape.kind(*id), Kind::AnyOf(ids) if ids.iter().any(|id| self.ancestors.contains(id)))
                }),
                Kind::Array(array) => array.items.is_some_and(|items| {
                    !matches!(self.shape.kind(items), Kind::Array(_)) && self.recurs(items)
                }),
                _ => false,
            }
    }
}

fn is_null(shape: &Shape, id: Id) -> bool {
    match shape.kind(id) {
        Kind::Const(value) => value.is_null(),
        Kind::Any(types) => *types == Types::just(Type::Null),
        _ => false,
    }
}

/// Tells whether a node says so little that any other alternative is what is meant.
fn is_vague(shape: &Shape, id: Id) -> bool {
    matches!(shape.kind(id), Kind::Any(types) if types.count() > 3)
}

/// Puts two objects together; of anything else the second stands.
pub(crate) fn merged(first: Value, second: Value) -> Value {
    match (first, second) {
        (Value::Object(mut first), Value::Object(second)) => {
            first.extend(second);
            Value::Object(first)
        }
        (_, second) => second,
    }
}
