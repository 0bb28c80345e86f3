//! What lies at the edges of one keyword and may still fit.

use serde_json::{Number, Value, json};

use crate::breaks::{Make, additional, count, grown_array, grown_object, moved, resized, step};
use crate::sites::Site;
use crate::walk::any::{TRICKY_NUMBERS, TRICKY_TEXTS};

/// A value for the place of a site, and the edge that it lies at.
type Edge = (&'static str, Value);

/// Lists values at the edges of a keyword; whether they fit is asked of the validator.
pub(super) fn edges(site: &Site, value: &Value, make: Make<'_>) -> Vec<Edge> {
    let argument = site.argument();
    match (site.keyword.as_str(), argument, value) {
        ("enum", Value::Array(members), _) => {
            members.iter().map(|member| ("one of the enumeration", member.clone())).collect()
        }
        ("type", Value::Array(names), _) => names.iter().flat_map(of_type).collect(),
        ("type", name, _) => of_type(name),
        (keyword, Value::Number(limit), Value::Number(_)) => numbers(keyword, limit, step(site)),
        (keyword, _, Value::String(text)) => texts(keyword, argument, text),
        (keyword, _, Value::Array(elements)) => {
            let lengths = sizes(keyword, argument, ["minItems", "maxItems"]);
            let of = |length: usize, make: Make<'_>| {
                grown_array(&elements[..length.min(elements.len())], length, site, make)
            };
            lengths.into_iter().map(|(what, length)| (what, of(length, make).into())).collect()
        }
        ("additionalProperties", _, Value::Object(object)) => {
            vec![("an additional property", Value::Object(additional(object, site, make)))]
        }
        (keyword, _, Value::Object(object)) => {
            let counts = sizes(keyword, argument, ["minProperties", "maxProperties"]);
            let of = |count: usize, make: Make<'_>| {
                Value::Object(grown_object(object, count, site, make))
            };
            counts.into_iter().map(|(what, count)| (what, of(count, make))).collect()
        }
        _ => Vec::new(),
    }
}

/// Says on which side of its edge a value that breaks a keyword lies.
pub(super) fn beyond(keyword: &str) -> &'static str {
    match keyword {
        "type" => "another type",
        "enum" | "const" => "another value",
        "minimum" | "exclusiveMinimum" => "below the minimum",
        "maximum" | "exclusiveMaximum" => "above the maximum",
        "multipleOf" => "between two multiples",
        "minLength" => "too short",
        "maxLength" => "too long",
        "pattern" => "no match",
        "format" => "not of the format",
        "minItems" => "too few elements",
        "maxItems" => "too many elements",
        "uniqueItems" => "an element twice",
        "contains" | "minContains" => "not what must be contained",
        "maxContains" => "contained too often",
        "required" => "a required property missing",
        "dependentRequired" => "a dependent property missing",
        "propertyNames" => "a bad property name",
        "minProperties" => "too few properties",
        "maxProperties" => "too many properties",
        "additionalProperties" | "unevaluatedProperties" => "an unexpected property",
        "unevaluatedItems" => "an unexpected element",
        "oneOf" => "no alternative, or several",
        "anyOf" => "no alternative",
        "not" => "what must not be",
        _ => "beyond an edge",
    }
}

fn of_type(name: &Value) -> Vec<Edge> {
    let tricky_numbers = || TRICKY_NUMBERS.iter().map(|number| ("a tricky number", json!(number)));
    match name.as_str().unwrap_or_default() {
        "null" => vec![("null", Value::Null)],
        "boolean" => vec![("false", json!(false)), ("true", json!(true))],
        "integer" => tricky_numbers().collect(),
        "number" => {
            let beyond = [0.5, -0.5, 9_223_372_036_854_775_808.0, 1e300];
            tricky_numbers()
                .chain(beyond.map(|number| ("a tricky number", json!(number))))
                .collect()
        }
        "string" => TRICKY_TEXTS.iter().map(|text| ("a tricky text", json!(text))).collect(),
        "array" => vec![("an empty array", json!([]))],
        "object" => vec![("an empty object", json!({}))],
        _ => Vec::new(),
    }
}

fn numbers(keyword: &str, limit: &Number, step: f64) -> Vec<Edge> {
    let at = Some(Value::Number(limit.clone()));
    let (above, below) = (moved(limit, step), moved(limit, -step));
    let zero = || Value::from(0);
    let edges: &[(&'static str, Option<Value>)] = &match keyword {
        "minimum" => [("the minimum", at), ("above the minimum", above)],
        "maximum" => [("the maximum", at), ("below the maximum", below)],
        "exclusiveMinimum" => {
            [("above the minimum", above), ("just above the minimum", moved(limit, 1e-9))]
        }
        "exclusiveMaximum" => {
            [("below the maximum", below), ("just below the maximum", moved(limit, -1e-9))]
        }
        "multipleOf" => [("no multiple but zero", Some(zero())), ("one step", at)],
        _ => return Vec::new(),
    };
    edges.iter().filter_map(|(what, edge)| Some((*what, edge.clone()?))).collect()
}

fn texts(keyword: &str, argument: &Value, text: &str) -> Vec<Edge> {
    let lengths = sizes(keyword, argument, ["minLength", "maxLength"]);
    lengths.into_iter().map(|(what, length)| (what, json!(resized(text, length)))).collect()
}

/// Lists the sizes at and beside a limit that may still be allowed.
fn sizes(keyword: &str, argument: &Value, limits: [&str; 2]) -> Vec<(&'static str, usize)> {
    let Some(limit) = count(argument) else { return Vec::new() };
    match limits.iter().position(|known| *known == keyword) {
        Some(0) => vec![("the least size", limit), ("one more than the least", limit + 1)],
        Some(_) => {
            let fewer = limit.checked_sub(1).map(|fewer| ("one fewer than the most", fewer));
            fewer.into_iter().chain([("the greatest size", limit)]).collect()
        }
        None => Vec::new(),
    }
}
