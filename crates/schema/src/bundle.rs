//! One schema with all that it refers to, as a document of its own.
//!
//! For the two consumers that links do not serve: validators that need annotations, and the algebra.
//! Members stand under `$defs` by number, the schema itself is member 0.

use std::sync::Arc;

use counterpart_spec::Pointer;
use indexmap::IndexSet;
use serde_json::{Map, Value, json};

use crate::direction::Direction;
use crate::rewrite::rewrite;
use crate::schemas::Home;

/// A self-contained schema, and where its members come from.
pub(crate) struct Bundle {
    pub(crate) schema: Value,
    pub(crate) members: IndexSet<Pointer>,
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
    Bundle { schema: json!({ "$ref": "#/$defs/0", "$defs": definitions }), members }
}
