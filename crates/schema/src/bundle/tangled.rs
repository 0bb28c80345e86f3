//! Bundles that the algebra would take for ever over: schemas that refer twice to the next, which refers twice to the next.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Bundle;
use crate::keywords::is_in_place;

/// More ways than this from a schema down to what it is composed of are not followed; the widest of real documents have some thousands.
const MAX_WAYS: u64 = 100_000;

impl Bundle {
    /// Tells whether one value is judged in more ways than can be followed.
    pub(crate) fn is_tangled(&self) -> bool {
        let mut known = BTreeMap::new();
        let definitions = &self.schema["$defs"];
        let names = definitions.as_object().into_iter().flat_map(|members| members.keys());
        names.into_iter().any(|name| of_member(definitions, name, &mut known) > MAX_WAYS)
    }
}

/// Counts the ways down from a member; one that leads back to itself ends there.
fn of_member(definitions: &Value, name: &str, known: &mut BTreeMap<String, u64>) -> u64 {
    if let Some(ways) = known.get(name) {
        return *ways;
    }
    known.insert(name.to_owned(), 1);
    let ways = definitions.get(name).map_or(1, |schema| of_schema(definitions, schema, known));
    known.insert(name.to_owned(), ways);
    ways
}

fn of_schema(definitions: &Value, schema: &Value, known: &mut BTreeMap<String, u64>) -> u64 {
    let mut ways = 0_u64;
    for (keyword, value) in schema.as_object().into_iter().flatten() {
        let below = match (keyword.as_str(), value) {
            ("$ref", Value::String(reference)) => {
                let name = reference.rsplit('/').next().unwrap_or_default();
                of_member(definitions, name, known)
            }
            (keyword, Value::Array(branches)) if is_in_place(keyword) => branches
                .iter()
                .map(|branch| of_schema(definitions, branch, known))
                .fold(0, u64::saturating_add),
            (keyword, Value::Object(_)) if is_in_place(keyword) => {
                of_schema(definitions, value, known)
            }
            _ => 0,
        };
        ways = ways.saturating_add(below);
    }
    ways.max(1)
}
