use std::sync::Arc;

use counterpart_spec::Pointer;
use serde_json::{Value, json};

use crate::{Direction, Schemas};

fn document() -> Value {
    json!({ "s": {
        "Name": { "type": "string", "minLength": 2 },
        "Alias": { "$ref": "#/s/Name", "description": "only described" },
        "Node": {
            "type": "object",
            "required": ["value"],
            "properties": {
                "value": { "$ref": "#/s/Name" },
                "next": { "$ref": "#/s/Node" },
                "kids": { "type": "array", "items": { "$ref": "#/s/Node" } },
            },
            "additionalProperties": false,
        },
        "Maybe": { "anyOf": [{ "$ref": "#/s/Node" }, { "type": "null" }] },
        "Pet": { "oneOf": [
            { "type": "object", "required": ["kind"], "properties": { "kind": { "const": "cat" }, "lives": { "type": "integer" } } },
            { "type": "object", "required": ["kind"], "properties": { "kind": { "const": "dog" }, "tricks": { "type": "array" } } },
        ] },
        "Vague": { "oneOf": [{ "type": "string", "maxLength": 1 }, { "type": "string", "pattern": "^z" }] },
        "Both": { "oneOf": [{ "type": "integer" }, { "minimum": 3 }] },
        "Loop": { "allOf": [{ "$ref": "#/s/Loop" }, { "type": "string" }] },
        "Card": { "dependentRequired": { "number": ["holder"] } },
        "Few": { "contains": { "const": 1 }, "minContains": 2 },
        "Keys": { "propertyNames": { "pattern": "^[a-z]+$" } },
        "Base": { "type": "object", "properties": { "id": { "type": "integer" } } },
        "Exact": { "allOf": [{ "$ref": "#/s/Base" }], "properties": { "own": { "$ref": "#/s/Name" } }, "unevaluatedProperties": false },
        "Wrap": { "properties": { "exact": { "$ref": "#/s/Exact" } } },
        "Never": { "properties": { "x": false } },
        "Enum": { "enum": [{ "$ref": "#/s/Name" }, "b"] },
        "Dangling": { "properties": { "a": { "$ref": "#/s/None" }, "b": { "type": "string" } } },
        "ToBroken": { "properties": { "a": { "$ref": "#/s/Broken" }, "b": { "type": "string" } } },
        "Broken": { "type": "strnig" },
        "Small": { "type": "integer", "format": "int8" },
        "Tuple": { "items": [{ "type": "string" }], "additionalItems": false },
        "Old": { "minimum": 0, "exclusiveMinimum": true, "patternProperties": { "^{a}": { "type": "string" } } },
    } })
}

/// Checks that a value breaks just these keywords: `"<instance> <keyword> <schema>"`.
#[track_caller]
fn check(schema: &str, value: &Value, expected: &[&str]) {
    let schemas = Schemas::new(Arc::new(document()));
    let schema = schemas.at(&Pointer::root().join("s").join(schema)).expect("the schema compiles");
    let found: Vec<_> = schema
        .violations(Direction::Response, value)
        .iter()
        .map(|v| format!("{} {} {}", v.instance, v.keyword, v.schema))
        .collect();
    assert_eq!(found, expected);
    assert_eq!(schema.is_valid(Direction::Response, value), expected.is_empty());
}

#[test]
fn violations_name_instance_keyword_and_schema() {
    check("Name", &json!("x"), &[" minLength /s/Name/minLength"]);
    check("Alias", &json!(7), &[" type /s/Name/type"]);
    check("Node", &json!({}), &[" required /s/Node/required"]);
    check("Node", &json!({ "value": "x" }), &["/value minLength /s/Name/minLength"]);
    check(
        "Node",
        &json!({ "value": "ok", "next": { "value": "ok", "kids": [{ "value": 1 }] } }),
        &["/next/kids/0/value type /s/Name/type"],
    );
    check(
        "Node",
        &json!({ "value": "ok", "odd": 1 }),
        &[" additionalProperties /s/Node/additionalProperties"],
    );
    check("Card", &json!({ "number": 1 }), &[" dependentRequired /s/Card/dependentRequired"]);
    check("Few", &json!([1]), &[" minContains /s/Few/minContains"]);
    check("Keys", &json!({ "A": 1 }), &[" propertyNames /s/Keys/propertyNames/pattern"]);
    check("Never", &json!({ "x": 1 }), &["/x false /s/Never/properties/x"]);
    check("Enum", &json!("ok"), &[" enum /s/Enum/enum"]);
    check("Enum", &json!({ "$ref": "#/s/Name" }), &[]);
}

#[test]
fn violations_point_at_what_is_written() {
    check("Small", &json!(128), &[" format /s/Small/format"]);
    check("Tuple", &json!([1]), &["/0 type /s/Tuple/items/0/type"]);
    check("Tuple", &json!(["x", 1]), &["/1 false /s/Tuple/additionalItems"]);
    check("Old", &json!(0), &[" exclusiveMinimum /s/Old/exclusiveMinimum"]);
    check("Old", &json!({ "{a}": 1 }), &["/{a} type /s/Old/patternProperties"]);
}

#[test]
fn alternatives_report_what_was_meant() {
    check("Maybe", &Value::Null, &[]);
    check("Maybe", &json!({ "value": "x" }), &["/value minLength /s/Name/minLength"]);
    check("Maybe", &json!(3), &[" anyOf /s/Maybe/anyOf"]);
    check(
        "Pet",
        &json!({ "kind": "cat", "lives": "nine" }),
        &["/lives type /s/Pet/oneOf/0/properties/lives/type"],
    );
    check("Pet", &json!({ "kind": "cow" }), &[" oneOf /s/Pet/oneOf"]);
    check("Vague", &json!("abc"), &[" oneOf /s/Vague/oneOf"]);
    check("Both", &json!(5), &[" oneOf /s/Both/oneOf"]);
}

#[test]
fn cycles_and_broken_targets_end() {
    check("Loop", &json!("text"), &[]);
    check("Loop", &json!(1), &[" type /s/Loop/allOf/1/type"]);
    check("Dangling", &json!({ "a": 1, "b": 2 }), &["/b type /s/Dangling/properties/b/type"]);
    check("ToBroken", &json!({ "a": 1, "b": 2 }), &["/b type /s/ToBroken/properties/b/type"]);
}

#[test]
fn annotations_cross_references() {
    check("Exact", &json!({ "id": 1, "own": "ok" }), &[]);
    check(
        "Wrap",
        &json!({ "exact": { "id": "1", "own": "x", "odd": 1 } }),
        &[
            "/exact/own minLength /s/Name/minLength",
            "/exact/id type /s/Base/properties/id/type",
            "/exact unevaluatedProperties /s/Exact/unevaluatedProperties",
        ],
    );
}

#[test]
fn messages_do_not_quote_whole_objects() {
    let schemas = Schemas::new(Arc::new(document()));
    let schema = schemas.at(&Pointer::root().join("s").join("Maybe")).expect("it compiles");
    let found = schema.violations(Direction::Response, &json!([1, 2, 3]));
    assert_eq!(
        found[0].message,
        "fits none of 2 alternatives: the array is not of type \"object\""
    );
}

#[test]
fn values_as_deep_as_a_parser_takes_fit_the_stack() {
    let levels = 127;
    let nest = |inner| (0..levels).fold(inner, |next, _| json!({ "value": "ok", "next": next }));
    check("Node", &nest(json!({ "value": "ok" })), &[]);
    let at = format!("{}/value type /s/Name/type", "/next".repeat(levels));
    check("Node", &nest(json!({ "value": 1 })), &[&at]);
}
