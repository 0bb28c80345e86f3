//! How large a tree is.

use serde_json::Value;

/// How many values a tree has, and how many levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) values: usize,
    pub(super) depth: usize,
}

/// Measures a tree.
pub(super) fn size(value: &Value) -> Size {
    let below: &mut dyn Iterator<Item = &Value> = match value {
        Value::Array(elements) => &mut elements.iter(),
        Value::Object(members) => &mut members.values(),
        _ => &mut std::iter::empty(),
    };
    below.map(size).fold(Size { values: 1, depth: 1 }, |sum, below| Size {
        values: sum.values + below.values,
        depth: sum.depth.max(below.depth + 1),
    })
}
