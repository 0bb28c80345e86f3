//! A bundled schema, as the algebra understands it.

use jsonschema::Draft;
use jsonschema::canonical::{CanonicalSchema, CanonicalView, options};
use serde_json::{Map, Value, json};

use crate::keywords::{Holds, holds};

/// Where the integers of the algebra end: 2⁶³.
/// Beyond it a bound makes the whole schema opaque, and real documents have such bounds.
const END: f64 = 9_223_372_036_854_775_808.0;

/// Canonicalises a bundle; members that the algebra does not take are left at their types, `None` when even that does not help.
pub(super) fn meaning(bundle: &Value) -> Option<CanonicalSchema> {
    let bundle = softened(bundle);
    canonical(&bundle).or_else(|| canonical(&without_opaque(&bundle)))
}

fn canonical(schema: &Value) -> Option<CanonicalSchema> {
    let options = options().with_draft(Draft::Draft202012).should_validate_formats(true).offline();
    let root = options.canonicalize(schema).ok()?;
    let named = match root.view() {
        CanonicalView::Reference(uri) => root.definition(&uri),
        _ => None,
    };
    let opaque = |meaning: &CanonicalSchema| matches!(meaning.view(), CanonicalView::Raw(_));
    (!opaque(&root) && !named.is_some_and(|named| opaque(&named))).then_some(root)
}

/// Leaves out the bounds that no 64-bit integer reaches.
fn softened(schema: &Value) -> Value {
    let Value::Object(source) = schema else { return schema.clone() };
    let kept = source.iter().filter(|(keyword, value)| {
        value.as_f64().is_none_or(|bound| match keyword.as_str() {
            "maximum" | "exclusiveMaximum" => bound < END,
            "minimum" | "exclusiveMinimum" => bound > -END,
            _ => true,
        })
    });
    let soft = |(keyword, value): (&String, &Value)| {
        let value = match (holds(keyword), value) {
            (Some(Holds::One), _) => softened(value),
            (Some(Holds::List), Value::Array(list)) => list.iter().map(softened).collect(),
            (Some(Holds::Map), Value::Object(map)) => members(map, softened),
            _ if keyword == "$defs" => {
                value.as_object().map_or(json!({}), |map| members(map, softened))
            }
            _ => value.clone(),
        };
        (keyword.clone(), value)
    };
    Value::Object(kept.map(soft).collect())
}

/// Leaves only the types of the members that the algebra does not take.
fn without_opaque(bundle: &Value) -> Value {
    let mut bundle = bundle.clone();
    if let Some(Value::Object(definitions)) = bundle.get_mut("$defs") {
        let open = members(definitions, |_| Value::Bool(true));
        for member in definitions.values_mut() {
            let mut alone = member.clone();
            if let Value::Object(alone) = &mut alone {
                alone.insert("$defs".to_owned(), open.clone());
            }
            if canonical(&alone).is_none() {
                *member = member.get("type").map_or(Value::Bool(true), |ty| json!({ "type": ty }));
            }
        }
    }
    bundle
}

fn members(map: &Map<String, Value>, change: impl Fn(&Value) -> Value) -> Value {
    Value::Object(map.iter().map(|(name, value)| (name.clone(), change(value))).collect())
}
