//! Removing: values go away, and elements of lists move up.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::Pointer;
use crate::document::Origins;

/// Removes what the pointers address; the root is not among them.
pub(super) fn remove(document: &mut Value, targets: &[Pointer], origins: &mut Origins) {
    let mut by_holder = BTreeMap::<_, BTreeSet<_>>::new();
    for target in targets {
        if let (Some(holder), Some(key)) = (target.parent(), target.last()) {
            by_holder.entry(holder).or_default().insert(key);
        }
    }
    // What is below comes first, as long as its indices are right.
    for (holder, keys) in by_holder.iter().rev() {
        match document.pointer_mut(holder.as_str()) {
            Some(Value::Object(members)) => members.retain(|name, _| !keys.contains(name.as_str())),
            Some(Value::Array(elements)) => close_up(elements, keys, holder, origins),
            _ => {}
        }
    }
}

fn close_up(
    elements: &mut Vec<Value>,
    keys: &BTreeSet<impl AsRef<str>>,
    at: &Pointer,
    origins: &mut Origins,
) {
    let removed: BTreeSet<usize> =
        keys.iter().filter_map(|index| index.as_ref().parse().ok()).collect();
    let (mut from, mut to) = (0, 0);
    elements.retain(|_| {
        let stays = !removed.contains(&from);
        if stays {
            if to != from {
                origins.relocate(at.join(to), &at.join(from));
            }
            to += 1;
        }
        from += 1;
        stays
    });
}
