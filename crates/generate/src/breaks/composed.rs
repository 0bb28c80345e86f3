//! Values of what must not be, of no alternative, and of two where one is allowed.

use serde_json::Value;

use crate::breaks::{Make, beside, witnesses};
use crate::sites::{Site, at, branches};
use crate::walk::merged;

/// Of how many alternatives pairs are made.
const MAX_PAIRED: usize = 6;

pub(super) fn breaks(site: &Site, value: &Value, make: Make<'_>) -> Vec<Value> {
    let Some(source) = site.schema.source().as_object() else { return Vec::new() };
    let mut found = beside(value);
    match site.keyword.as_str() {
        "not" => {
            let denied = at(&site.schema, source, "not").and_then(|schema| make(&schema));
            // What must not be may say nothing of the rest of the value.
            let together = denied.clone().map(|denied| merged(value.clone(), denied));
            found = together.into_iter().chain(denied).chain(found).collect();
        }
        "oneOf" => {
            let mut branches = branches(&site.schema, source, "oneOf");
            branches.truncate(MAX_PAIRED);
            let values: Vec<_> = branches.iter().filter_map(make).collect();
            for (index, first) in values.iter().enumerate() {
                found.extend(
                    values[..index]
                        .iter()
                        .map(|second| merged(merged(value.clone(), first.clone()), second.clone())),
                );
                found.push(first.clone());
            }
        }
        _ => {}
    }
    found.extend(witnesses());
    found
}
