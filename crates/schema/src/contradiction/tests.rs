use std::sync::Arc;

use counterpart_spec::Pointer;
use serde_json::{Value, json};

use crate::{Direction, Schema, SchemaError, Schemas};

fn schema(source: &Value) -> Schema {
    let document = json!({ "schemas": {
        "Root": source,
        "Text": { "type": "string" },
        "Same": { "type": "string", "description": "the same in other words" },
        "Short": { "type": "object", "required": ["id"], "properties": { "id": { "type": "string", "minLength": 5, "maxLength": 3 } } },
        "Node": { "type": "object", "required": ["next"], "properties": { "next": { "$ref": "#/schemas/Node" } } },
        "Ping": { "type": "object", "required": ["pongs"], "properties": { "pongs": { "type": "array", "minItems": 1, "items": { "$ref": "#/schemas/Pong" } } } },
        "Pong": { "type": "object", "required": ["ping"], "properties": { "ping": { "$ref": "#/schemas/Ping" } } },
    } });
    let at = Pointer::root().join("schemas").join("Root");
    Schemas::new(Arc::new(document)).at(&at).expect("it is there")
}

/// Checks that nothing fits a schema, which place is to blame (below `/schemas`), and why.
#[track_caller]
fn check(source: &Value, place: &str, reason: &str) {
    let schema = schema(source);
    match schema.shape(Direction::Response).map(|_| ()) {
        Err(SchemaError::Unsatisfiable { place: found, reason: why, .. }) => {
            assert_eq!((found.as_str(), why.as_str()), (&*format!("/schemas{place}"), reason));
        }
        other => panic!("{source}: {other:?}"),
    }
    let whole: Vec<_> = schema.contradictions(Direction::Response);
    assert_eq!(whole.iter().filter(|found| found.whole).count(), 1, "{whole:?}");
}

#[test]
fn what_nothing_fits_says_why() {
    check(
        &json!({ "type": "string", "minLength": 5, "maxLength": 3 }),
        "/Root",
        "`minLength` 5 is above `maxLength` 3",
    );
    check(
        &json!({ "type": "integer", "minimum": 10, "maximum": 1 }),
        "/Root",
        "`minimum` 10 is above `maximum` 1",
    );
    check(
        &json!({ "type": "integer", "minimum": 1, "maximum": 6, "multipleOf": 7 }),
        "/Root",
        "no multiple of 7 lies between 1 and 6",
    );
    check(
        &json!({ "type": "integer", "exclusiveMinimum": 1, "exclusiveMaximum": 2 }),
        "/Root",
        "nothing lies between `exclusiveMinimum` 1 and `exclusiveMaximum` 2",
    );
    check(
        &json!({ "allOf": [{ "type": "string" }, { "type": "integer" }] }),
        "/Root",
        "`allOf` asks for a string and an integer",
    );
    check(
        &json!({ "allOf": [{ "$ref": "#/schemas/Text" }, { "type": ["object", "null"] }] }),
        "/Root",
        "`allOf` asks for a string and `null` or an object",
    );
    check(&json!({ "type": "string", "enum": [] }), "/Root", "`enum` is empty");
    check(&json!({ "type": "string", "enum": [1, 2] }), "/Root", "no value of `enum` is a string");
    check(
        &json!({ "type": "string", "const": 3 }),
        "/Root",
        "`const` is `3`, which is not a string",
    );
    check(&json!({ "not": {} }), "/Root", "`not` excludes every value");
    check(
        &json!({ "oneOf": [{ "type": "string" }, { "type": "string" }] }),
        "/Root",
        "whatever fits one branch of `oneOf` fits another, or none fits",
    );
    check(
        &json!({ "type": "array", "minItems": 3, "uniqueItems": true, "items": { "type": "boolean" } }),
        "/Root",
        "`minItems` asks for 3 unique elements, and there are only 2",
    );
    check(&json!(false), "/Root", "it is `false`");
}

#[test]
fn branches_that_are_the_same_leave_nothing() {
    let same = json!({ "oneOf": [{ "$ref": "#/schemas/Text" }, { "$ref": "#/schemas/Same" }] });
    let reason = "whatever fits one branch of `oneOf` fits another, or none fits";
    check(&same, "/Root", reason);
    let around = json!({ "type": "object", "required": ["a"], "properties": { "a": same } });
    check(&around, "/Root/properties/a", reason);
}

#[test]
fn the_innermost_place_is_named() {
    check(
        &json!({ "type": "object", "required": ["a"], "properties": { "a": false } }),
        "/Root",
        "required property `a` is forbidden by `properties`",
    );
    check(
        &json!({ "allOf": [{ "type": "object", "additionalProperties": false, "properties": { "a": { "type": "string" } } }, { "type": "object", "required": ["b"] }] }),
        "/Root",
        "required property `b` is forbidden by `additionalProperties`",
    );
    check(
        &json!({ "type": "object", "required": ["s"], "properties": { "s": { "$ref": "#/schemas/Short" } } }),
        "/Short/properties/id",
        "`minLength` 5 is above `maxLength` 3",
    );
}

#[test]
fn declarations_that_disagree_are_named() {
    let declared =
        |ty| json!({ "type": "object", "required": ["a"], "properties": { "a": { "type": ty } } });
    let reason = "required property `a` is asked for as an integer and a string";
    check(&json!({ "allOf": [declared("integer"), declared("string")] }), "/Root", reason);
}

#[test]
fn what_nests_without_end_shows_the_circle() {
    check(
        &json!({ "type": "object", "required": ["node"], "properties": { "node": { "$ref": "#/schemas/Node" } } }),
        "/Root",
        "every value nests another without end: `Node` requires `next`, which is `Node`",
    );
    check(
        &json!({ "$ref": "#/schemas/Ping", "minProperties": 1 }),
        "/Root",
        "every value nests another without end: `Pong` requires `ping`, which is `Ping`, which requires `pongs`, which is `Pong`",
    );
}

#[test]
fn what_is_optional_can_never_be_there() {
    let source = json!({ "type": "object", "properties": {
        "ok": { "type": "string" },
        "bad": { "type": "integer", "minimum": 2, "maximum": 1 },
        "node": { "$ref": "#/schemas/Node" },
        "short": { "$ref": "#/schemas/Short" },
        "list": { "type": "array", "items": { "enum": [] } },
        "off": false,
    }, "not": { "type": "string", "enum": [] }, "additionalProperties": false });
    let found: Vec<_> = schema(&source)
        .contradictions(Direction::Response)
        .into_iter()
        .map(|found| {
            assert!(!found.whole);
            format!(
                "{}: {}",
                found.pointer.below(&Pointer::root().join("schemas").join("Root")),
                found.reason
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            "/properties/bad: `minimum` 2 is above `maximum` 1",
            "/properties/node: every value nests another without end: `Node` requires `next`, which is `Node`",
            "/properties/short: `minLength` 5 is above `maxLength` 3",
            "/properties/list/items: `enum` is empty",
        ]
    );
    assert_eq!(
        schema(&json!({ "type": "object", "properties": { "a": { "$ref": "#/schemas/Text" } } }))
            .contradictions(Direction::Request),
        []
    );
}

#[test]
fn one_of_many_alternatives_is_blamed_where_it_stands() {
    let event = |n: usize| json!({ "type": "object", "required": ["n"], "properties": { "n": { "type": "integer", "minimum": n, "maximum": 15 } } });
    let many = json!({ "anyOf": (0..20).map(event).collect::<Vec<_>>() });
    let beside = json!({ "type": "object", "properties": { "lane": { "type": "string" } } });
    for (source, list) in [
        (many.clone(), "/schemas/Root/anyOf"),
        (json!({ "allOf": [many, beside] }), "/schemas/Root/allOf/0/anyOf"),
    ] {
        let found = schema(&source).contradictions(Direction::Response);
        let places: Vec<_> = found.iter().map(|found| found.place.to_string()).collect();
        let expected = (16..20).map(|n| format!("{list}/{n}/properties/n"));
        assert!(expected.into_iter().all(|place| places.contains(&place)), "{places:?}");
        let document = json!({ "schemas": { "Root": source } });
        assert!(found.iter().all(|found| found.pointer.resolve(&document).is_some()), "{places:?}");
        assert!(found.iter().all(|found| found.place.resolve(&document).is_some()), "{places:?}");
    }
}
