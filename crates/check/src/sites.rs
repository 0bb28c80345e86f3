//! The walk: every object of a document once, with what is known from where it stands.
//!
//! Parts of other files stand outside the places that the grammar knows; they are walked as what the references to them take them for.

use std::collections::BTreeSet;

use counterpart_spec::Pointer;
use counterpart_spec::grammar::Kind;
use serde_json::Value;

use crate::direction::Travels;

/// One object of a document, or what stands in its place.
pub(crate) struct Site<'v> {
    /// What it is.
    pub(crate) kind: Kind,
    /// What stands there.
    pub(crate) value: &'v Value,
    /// Where it stands.
    pub(crate) pointer: &'v Pointer,
    /// Which way its values travel.
    pub(crate) travels: Travels,
    /// Whether it is a schema that stands in another.
    pub(crate) is_subschema: bool,
}

/// Shows every object to a visitor, each before what is below it.
pub(crate) fn walk(document: &Value, visit: &mut dyn FnMut(&Site<'_>)) {
    let mut seen = BTreeSet::new();
    let mut next = vec![(Kind::Root, Pointer::root(), Travels::Both)];
    while let Some((kind, from, travels)) = next.pop() {
        let Some(value) = from.resolve(document) else { continue };
        let mut around = Around(Vec::new());
        kind.walk(value, &from, &mut |kind, value, pointer| {
            let above = around.enclosing(pointer);
            let travels = above.map_or(travels, |(_, travels)| travels).within(kind);
            let is_subschema = above.is_some_and(|(kind, _)| kind == Kind::Schema);
            visit(&Site { kind, value, pointer, travels, is_subschema });
            around.0.push((pointer.clone(), kind, travels));
            let target = value.get("$ref").and_then(Value::as_str).and_then(Pointer::from_fragment);
            let out = target.filter(|target| Kind::at(target).is_none());
            if let Some(target) = out.filter(|target| seen.insert(target.clone())) {
                // A schema that is referred to from both sides stands for neither.
                let travels = if kind == Kind::Schema { Travels::Both } else { travels };
                next.push((kind, target, travels));
            }
        });
    }
}

/// The objects around the one that is looked at.
struct Around(Vec<(Pointer, Kind, Travels)>);

impl Around {
    /// Leaves what a place does not stand in, and gives the nearest object that it does stand in.
    fn enclosing(&mut self, pointer: &Pointer) -> Option<(Kind, Travels)> {
        while self.0.last().is_some_and(|(above, ..)| !pointer.is_within(above)) {
            self.0.pop();
        }
        self.0.last().map(|(_, kind, travels)| (*kind, *travels))
    }
}
