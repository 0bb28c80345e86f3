//! The keywords that a schema may hold values to: all that [`sites`](crate::sites()) lists for one value or another.

use std::collections::{BTreeSet, VecDeque};

use counterpart_schema::{Direction, Follow, Schema};
use counterpart_spec::Pointer;
use counterpart_spec::grammar::{Holds, subschemas};
use serde_json::Value;

use crate::breaks::witnesses;
use crate::sites::speaks_of;

/// How many keywords are listed, the outer ones first: the rest of a schema that refers to half of its document says little of one message.
const MAX_KEYWORDS: usize = 1_000;

/// Lists where in the document the keywords stand that can be broken by values that travel in a direction, each once.
pub fn declared(schema: &Schema, direction: Direction) -> Vec<Pointer> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut next = VecDeque::from([schema.clone()]);
    let witnesses = witnesses();
    while let Some(schema) = next.pop_front() {
        for part in schema.parts(Follow::Always) {
            let Some(holder) = schema.sibling(&part.pointer) else { continue };
            if !seen.insert(holder.pointer().clone()) {
                continue;
            }
            for (keyword, argument) in part.source {
                if witnesses.iter().any(|witness| speaks_of(keyword, argument, witness)) {
                    found.push(holder.pointer().join(keyword));
                }
            }
            if found.len() >= MAX_KEYWORDS {
                found.truncate(MAX_KEYWORDS);
                return found;
            }
            next.extend(below(&holder, direction));
        }
    }
    found
}

/// Lists the schemas below one that values are held to by themselves: not what they must not be, or are only asked.
fn below(holder: &Schema, direction: Direction) -> Vec<Schema> {
    let Some(source) = holder.source().as_object() else { return Vec::new() };
    let mut below = Vec::new();
    for (keyword, value) in source {
        let asks = ["not", "if", "contains", "propertyNames", "allOf"].contains(&keyword.as_str());
        let base = holder.pointer().join(keyword);
        let pointers: Vec<_> = match (subschemas(keyword).filter(|_| !asks), value) {
            (Some(Holds::One), _) => vec![base],
            (Some(Holds::List), Value::Array(list)) => {
                (0..list.len()).map(|index| base.join(index)).collect()
            }
            (Some(Holds::Map), Value::Object(map)) => {
                map.keys().map(|key| base.join(key)).collect()
            }
            _ => continue,
        };
        let schemas = pointers.iter().filter_map(|pointer| holder.sibling(pointer));
        below.extend(schemas.filter(|schema| travels(schema, direction)));
    }
    below
}

/// Tells whether a value is there in a direction at all.
fn travels(schema: &Schema, direction: Direction) -> bool {
    let flag = match direction {
        Direction::Request => "readOnly",
        Direction::Response => "writeOnly",
    };
    schema.source().get(flag) != Some(&Value::Bool(true))
}
