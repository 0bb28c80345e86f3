use std::sync::Arc;

use counterpart_spec::Pointer;
use serde_json::{Value, json};

use crate::{Additional, DateFormat, Direction, Schema, SchemaError, Schemas, Type, Types};

fn schemas() -> Schemas {
    Schemas::new(Arc::new(json!({ "s": {
        "Id": { "type": "integer", "readOnly": true, "x-faker": "id.snowflake" },
        "Base": {
            "type": "object",
            "required": ["id", "z"],
            "properties": { "id": { "$ref": "#/s/Id" }, "z": { "type": "string" } },
        },
        "Derived": {
            "allOf": [{ "$ref": "#/s/Base" }, { "required": ["secret", "z"] }],
            "properties": { "a": { "type": "boolean" }, "z": { "const": "zed" }, "secret": { "type": "string", "writeOnly": true } },
            "patternProperties": { "^x-": { "type": "integer" } },
            "additionalProperties": { "$ref": "#/s/Id" },
        },
        "Alias": { "$ref": "#/s/Derived", "description": "the same" },
        "Hinted": { "$ref": "#/s/Id", "x-faker": "token.hex" },
        "Nullable": { "oneOf": [{ "$ref": "#/s/Base" }, { "type": "null" }] },
        "List": { "type": "array", "items": { "$ref": "#/s/Alias" } },
        "Closed": { "oneOf": [{ "properties": {}, "additionalProperties": false }, { "properties": {}, "additionalProperties": false }] },
        "Open": { "additionalProperties": true },
        "Number": { "type": ["number", "null"], "enum": [1, 2.5] },
        "Contradiction": { "type": "string", "allOf": [{ "type": "integer" }] },
        "Examples": { "default": 3, "example": 2, "examples": [1] },
        "Tree": { "properties": { "kids": { "type": "array", "items": { "$ref": "#/s/Tree" } } } },
        "Self": { "$ref": "#/s/Self2" },
        "Self2": { "$ref": "#/s/Self" },
        "Broken": { "properties": { "a": { "type": "strnig" } } },
        "Stamp": { "type": "string", "x-date": "%Y%m%d%H%M%S" },
        "Zoned": { "type": "string", "x-date": { "format": "%Y-%m-%dT%H:%M:%S%:z", "zone": "Europe/Zurich" } },
        "Micros": { "type": "string", "x-date": "%Y-%m-%d %H:%M:%S.%6f" },
        "Millis": { "type": "integer", "x-date": "epoch-ms" },
        "Seconds": { "type": "string", "x-date": "epoch-s" },
        "DateTime": { "type": ["string", "null"], "format": "date-time" },
        "Day": { "type": "string", "format": "date" },
        "BadDate": { "type": "string", "x-date": "%!" },
    } })))
}

#[track_caller]
fn at(name: &str) -> Schema {
    schemas().at(&Pointer::root().join("s").join(name)).expect("the schema compiles")
}

#[test]
fn properties_come_in_order_through_composition() {
    let names: Vec<_> = at("Derived").properties().into_keys().collect();
    assert_eq!(names, ["id", "z", "a", "secret"]);
    assert_eq!(at("Nullable").properties().into_keys().collect::<Vec<_>>(), ["id", "z"]);
    let derived = at("Alias");
    assert_eq!(derived.pointer().as_str(), "/s/Derived");
    assert_eq!(derived.property("z").expect("declared").constant(), Some(&json!("zed")));
    assert_eq!(derived.property("id").expect("inherited").pointer().as_str(), "/s/Id");
    assert_eq!(derived.property("x-y").expect("by pattern").types(), Types::just(Type::Integer));
    assert_eq!(derived.property("other"), None);
    assert_eq!(derived.required(), ["id", "z", "secret"]);
    assert_eq!(at("List").items(), Some(derived));
    let tree = at("Tree");
    assert_eq!(tree.property("kids").and_then(|kids| kids.items()), Some(tree));
}

#[test]
fn additional_says_what_undeclared_properties_may_be() {
    assert_eq!(at("Derived").additional(), Additional::Schema(at("Id")));
    assert_eq!(at("Base").additional(), Additional::Undeclared);
    assert_eq!(at("Closed").additional(), Additional::Closed);
    assert_eq!(at("Open").additional(), Additional::Any);
}

#[test]
fn types_combine() {
    for (name, expected) in [
        ("Id", vec![Type::Integer]),
        ("Hinted", vec![Type::Integer]),
        ("Nullable", vec![Type::Null, Type::Object]),
        ("Number", vec![Type::Number]),
        ("Contradiction", vec![]),
        ("Tree", Type::ALL.into_iter().filter(|t| *t != Type::Integer).collect()),
    ] {
        assert_eq!(at(name).types().iter().collect::<Vec<_>>(), expected, "{name}");
    }
    assert_eq!(at("Nullable").types().single(), Some(Type::Object));
}

#[test]
fn annotations_prefer_the_outermost() {
    assert_eq!(at("Hinted").annotation("x-faker"), Some(&json!("token.hex")));
    assert_eq!(at("Id").annotation("x-faker"), Some(&json!("id.snowflake")));
    assert_eq!(at("Examples").examples(), [&json!(1), &json!(2), &json!(3)]);
}

#[test]
fn directions_drop_what_the_other_side_gives() {
    let derived = at("Derived");
    let (request, response) =
        (json!({ "z": "zed", "secret": "s" }), json!({ "z": "zed", "id": 1 }));
    assert!(derived.is_valid(Direction::Request, &request));
    assert!(!derived.is_valid(Direction::Response, &request));
    assert!(derived.is_valid(Direction::Response, &response));
    assert!(!derived.is_valid(Direction::Request, &response));
}

#[test]
fn what_is_no_schema_is_an_error() {
    let at = |name| schemas().at(&Pointer::root().join("s").join(name)).expect_err("no schema");
    assert!(matches!(at("None"), SchemaError::Dangling { .. }));
    assert!(matches!(at("Self"), SchemaError::Cycle { .. }));
}

#[test]
fn dates_are_written_as_declared() {
    let moment = "2026-03-04T05:06:07.5Z".parse().expect("a timestamp");
    for (name, expected) in [
        ("Stamp", json!("20260304050607")),
        ("Zoned", json!("2026-03-04T06:06:07+01:00")),
        ("Micros", json!("2026-03-04 05:06:07.500000")),
        ("Millis", json!(1_772_600_767_500_i64)),
        ("Seconds", json!("1772600767")),
        ("DateTime", json!("2026-03-04T05:06:07.5Z")),
        ("Day", json!("2026-03-04")),
    ] {
        let format = DateFormat::of(&at(name)).expect("a date");
        assert_eq!(format.write(moment), expected, "{name}");
    }
    assert_eq!(DateFormat::of(&at("BadDate")), None);
    assert_eq!(DateFormat::of(&at("Id")), None);
}

#[test]
fn handles_are_shared_between_threads() {
    let schema = at("Derived");
    let valid: Value = json!({ "z": "zed", "id": 1 });
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| assert!(schema.is_valid(Direction::Response, &valid)));
        }
    });
}
