//! One schema with all that it refers to, as a document of its own.
//!
//! For the two consumers that links do not serve: validators that need annotations, and the algebra.
//! Members stand under `$defs` by number, the schema itself is member 0.

mod apart;
mod tangled;

use std::collections::BTreeMap;
use std::sync::Arc;

use counterpart_spec::Pointer;
use indexmap::IndexSet;
use serde_json::{Map, Value, json};

use crate::direction::Direction;
use crate::rewrite::rewrite;
use crate::schemas::Home;
use crate::validator::home_of;

/// A self-contained schema, and where its members come from.
pub(crate) struct Bundle {
    pub(crate) schema: Value,
    pub(crate) members: IndexSet<Pointer>,
    /// What must hold beside members that were alternatives.
    beside: BTreeMap<usize, Vec<Pointer>>,
}

impl Bundle {
    /// Says where in the document a place in the bundle is.
    pub(crate) fn place(&self, inside: &Pointer) -> Pointer {
        let tokens: Vec<_> = inside.tokens().collect();
        if let [_, member, branch, index, below @ ..] = tokens.as_slice()
            && let Ok(member) = member.parse::<usize>()
            && let Some(beside) = self.beside.get(&member)
            && branch == "allOf"
            && let Ok(index) = index.parse::<usize>()
        {
            // The alternative stands before what must hold beside it.
            let base = match index.checked_sub(1) {
                Some(index) => beside.get(index),
                None => self.members.get_index(member),
            };
            let base = base.cloned().unwrap_or_default();
            return below.iter().fold(base, |pointer, token| pointer.join(token));
        }
        let root = self.members.first().cloned().unwrap_or_default();
        home_of(&self.members, &root, inside)
    }

    /// Lists the schemas that a member is made of, by the number of the member.
    pub(crate) fn sources(&self) -> impl Iterator<Item = Vec<&Pointer>> {
        self.members.iter().enumerate().map(|(member, pointer)| {
            let beside = self.beside.get(&member);
            std::iter::once(pointer).chain(beside.into_iter().flatten()).collect()
        })
    }
}

/// Bundles the schema at a pointer for one direction.
pub(crate) fn bundle(home: &Arc<Home>, root: &Pointer, direction: Direction) -> Bundle {
    let mut members = IndexSet::from([root.clone()]);
    let mut definitions = Map::new();
    let mut next = 0;
    while let Some(pointer) = members.get_index(next).cloned() {
        let rewritten = rewrite(home.document(), &pointer, direction, &mut |target| {
            let slot = home.slot(target).ok()?;
            let (index, _) = members.insert_full(slot.pointer.clone());
            Some(("$ref", json!(format!("#/$defs/{index}"))))
        });
        definitions.insert(next.to_string(), rewritten.schema);
        next += 1;
    }
    let schema = json!({ "$ref": "#/$defs/0", "$defs": definitions });
    Bundle { schema, members, beside: BTreeMap::new() }
}
