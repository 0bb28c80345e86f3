//! How large a tree is.

use serde_json::Value;

/// How many values a tree has, and how many levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) values: usize,
    pub(crate) depth: usize,
}

/// Measures a tree.
pub(crate) fn size(value: &Value) -> Size {
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
