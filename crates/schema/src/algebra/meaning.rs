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
pub(super) fn softened(schema: &Value) -> Value {
    let Value::Object(source) = schema else { return schema.clone() };
    let kept = source.iter().filter(|(keyword, value)| {
        value.as_f64().is_none_or(|bound| match keyword.as_str() {
            // The greatest 64-bit integer is no float, and rounds to what is out of reach.
            "maximum" | "exclusiveMaximum" => bound < END || value.is_i64(),
            "minimum" | "exclusiveMinimum" => bound > -END || value.is_i64(),
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

/// Thins out the members that the algebra does not take.
fn without_opaque(bundle: &Value) -> Value {
    let mut bundle = bundle.clone();
    if let Some(Value::Object(definitions)) = bundle.get_mut("$defs") {
        let open = members(definitions, |_| Value::Bool(true));
        *definitions = definitions
            .iter()
            .map(|(name, member)| (name.clone(), thinned(member, &open)))
            .collect();
    }
    bundle
}

/// Leaves only the type of a schema that the algebra does not take, or of the properties that are to blame; `open` stands for the members it refers to.
fn thinned(schema: &Value, open: &Value) -> Value {
    let taken = |schema: &Value| {
        let mut alone = schema.clone();
        if let Value::Object(alone) = &mut alone {
            alone.insert("$defs".to_owned(), open.clone());
        }
        canonical(&alone).is_some()
    };
    if taken(schema) {
        return schema.clone();
    }
    let mut thin = schema.clone();
    if let Some(Value::Object(properties)) = thin.get("properties") {
        thin["properties"] = members(properties, |property| thinned(property, open));
        if taken(&thin) {
            return thin;
        }
    }
    schema.get("type").map_or(Value::Bool(true), |ty| json!({ "type": ty }))
}

fn members(map: &Map<String, Value>, change: impl Fn(&Value) -> Value) -> Value {
    Value::Object(map.iter().map(|(name, value)| (name.clone(), change(value))).collect())
}
