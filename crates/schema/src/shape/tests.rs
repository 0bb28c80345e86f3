use std::fmt::Write;
use std::sync::Arc;

use counterpart_spec::Pointer;
use serde_json::{Value, json};

use crate::{Direction, INFINITE, Id, Kind, Schemas, Shape, Type};

fn shape(source: &Value) -> Arc<Shape> {
    let document = json!({ "schemas": {
        "Root": source,
        "Tree": { "properties": { "kids": { "type": "array", "items": { "$ref": "#/schemas/Tree" } } }, "type": "object", "required": ["kids"] },
        "Endless": { "type": "object", "required": ["next"], "properties": { "next": { "$ref": "#/schemas/Endless" } } },
        "Bad": { "type": "object", "properties": { "n": { "type": "integer", "minimum": 9_223_372_036_854_775_900_u64, "maximum": 9_300_000_000_000_000_000_u64 } } },
        "Loop": { "type": "string", "$ref": "#/schemas/Loop" },
        "Named": { "type": "object", "properties": { "z": { "type": "string", "x-faker": "id.uuid" }, "a": { "type": "integer" } } },
    } });
    let at = Pointer::root().join("schemas").join("Root");
    let schema = Schemas::new(Arc::new(document)).at(&at).expect("the schema compiles");
    schema.shape(Direction::Response).expect("the schema can be satisfied")
}

/// Draws a shape: the types, the names, what is required (`!`), the hints.
fn draw(shape: &Shape, id: Id, depth: usize) -> String {
    let mut out = match shape.kind(id) {
        _ if depth == 0 => "…".to_owned(),
        Kind::Any(types) if types.is_any() => "any".to_owned(),
        Kind::Any(types) => format!("{:?}", types.iter().collect::<Vec<Type>>()),
        Kind::Const(value) => value.to_string(),
        Kind::Enum(values) => format!("{values:?}"),
        Kind::Integer(integer) => format!("{:?}..{:?}/{}", integer.min, integer.max, integer.step),
        Kind::Number(_) => "number".to_owned(),
        Kind::Text(text) => format!("text {}..{:?}", text.min, text.max),
        Kind::Array(array) => {
            let items = array.items.map_or_else(String::new, |id| draw(shape, id, depth - 1));
            format!("[{items}]")
        }
        Kind::Object(object) => {
            let entries = object.entries.iter().map(|entry| {
                let mark = if entry.required { "!" } else { "" };
                format!("{}{mark}: {}", entry.name, draw(shape, entry.node, depth - 1))
            });
            let entries = entries.collect::<Vec<_>>().join(", ");
            format!("{}{{{entries}}}", object.name.as_deref().unwrap_or_default())
        }
        Kind::AnyOf(ids) => match ids.as_slice() {
            [only] => draw(shape, *only, depth),
            ids => format!(
                "({})",
                ids.iter().map(|id| draw(shape, *id, depth)).collect::<Vec<_>>().join(" | ")
            ),
        },
        Kind::Hard(ids, _) | Kind::AllOf(ids, _) => {
            format!(
                "hard({})",
                ids.iter().map(|id| draw(shape, *id, depth)).collect::<Vec<_>>().join(", ")
            )
        }
        Kind::Never => "never".to_owned(),
    };
    if let Some(faker) = shape.hints(id).and_then(|hints| hints.faker.as_ref()) {
        let _ = write!(out, " as {faker}");
    }
    out
}

#[test]
fn shapes_merge_decide_and_keep_order_and_hints() {
    for (source, expected) in [
        (json!(true), "any"),
        (json!({ "type": "string", "maxLength": 3 }), "text 0..Some(3)"),
        (
            json!({ "type": "integer", "multipleOf": 4, "minimum": 1, "allOf": [{ "multipleOf": 6, "maximum": 30 }] }),
            "Some(12)..Some(24)/12",
        ),
        (
            json!({ "type": "integer", "format": "int64" }),
            "Some(-9223372036854775808)..Some(9223372036854775807)/1",
        ),
        (json!({ "$ref": "#/schemas/Named" }), "Named{z: [String] as id.uuid, a: [Integer]}"),
        (
            json!({ "allOf": [{ "$ref": "#/schemas/Named" }, { "required": ["a"], "properties": { "b": {} } }] }),
            "Root{z: [String] as id.uuid, a!: [Integer], b: any}",
        ),
        (json!({ "$ref": "#/schemas/Tree" }), "Tree{kids!: [Tree{kids!: […]}]}"),
        (
            json!({ "properties": { "x": { "$ref": "#/schemas/Loop" } }, "type": "object" }),
            "Root{x: [String]}",
        ),
    ] {
        let shape = shape(&source);
        assert_eq!(draw(&shape, shape.root(), 4), expected, "{source}");
    }
}

#[test]
fn costs_tell_how_deep_values_nest() {
    for (source, expected) in [
        (json!({ "type": "string" }), 1),
        (json!({ "$ref": "#/schemas/Tree" }), 2),
        (
            json!({ "type": "object", "required": ["t"], "properties": { "t": { "$ref": "#/schemas/Tree" } } }),
            3,
        ),
        (json!({ "type": "object", "properties": { "t": { "$ref": "#/schemas/Endless" } } }), 1),
        (json!({ "anyOf": [{ "$ref": "#/schemas/Endless" }, { "type": "null" }] }), 1),
    ] {
        let shape = shape(&source);
        assert_eq!(shape.cost(shape.root()), expected, "{source}");
        assert_ne!(shape.cost(shape.root()), INFINITE);
    }
}

#[test]
fn one_opaque_member_does_not_cloud_the_rest() {
    let shape = shape(&json!({ "type": "object", "required": ["ok", "bad"], "properties": {
        "ok": { "type": "string", "minLength": 2 }, "bad": { "$ref": "#/schemas/Bad" },
    } }));
    assert_eq!(draw(&shape, shape.root(), 3), "Root{ok!: text 2..None, bad!: Bad{n: [Integer]}}");
}

#[test]
fn alternatives_that_overlap_are_taken_apart() {
    let both = |a: Value, b: Value| {
        json!({ "oneOf": [
            { "type": "object", "properties": { "a": a } },
            { "type": "object", "properties": { "b": b } },
        ] })
    };
    let shape = shape(&both(json!({ "type": "integer" }), json!({ "type": "string" })));
    let drawn = draw(&shape, shape.root(), 3);
    assert!(drawn.contains("a!:") && drawn.contains("b!:"), "{drawn}");
}

#[test]
fn alternatives_in_great_number_are_merged_one_by_one() {
    let event = |n: usize| {
        json!({ "allOf": [
            { "type": "object", "required": ["kind"], "properties": { "kind": { "const": n }, "z": { "type": "string" } } },
            { "properties": { "lane": { "type": "string", "x-faker": "id.uuid" } } },
        ] })
    };
    let events: Vec<_> = (0..20).map(event).collect();
    let lane = json!({ "type": "object", "required": ["lane"], "properties": { "lane": { "type": "string", "x-faker": "id.uuid" } } });
    for (source, lane) in [
        (json!({ "anyOf": events }), "lane: [String] as id.uuid"),
        (json!({ "oneOf": events }), "lane: [String] as id.uuid"),
        (json!({ "allOf": [{ "anyOf": events }, lane] }), "lane!: [String] as id.uuid"),
        (json!({ "allOf": [lane, { "oneOf": events }] }), "lane!: [String] as id.uuid"),
    ] {
        let shape = shape(&source);
        let drawn = draw(&shape, shape.root(), 3);
        assert_eq!(drawn.matches(lane).count(), 20, "{drawn}");
        assert_eq!(drawn.matches("kind!: 7, z: [String]").count(), 1, "{drawn}");
    }
}

#[test]
fn schemas_that_refer_twice_to_the_next_are_judged_in_bounded_time() {
    for keyword in ["allOf", "anyOf", "oneOf"] {
        let mut schemas: serde_json::Map<String, Value> = (0..40)
            .map(|level| {
                let next = json!({ "$ref": format!("#/schemas/S{}", level + 1) });
                (format!("S{level}"), json!({ (keyword): [next, next] }))
            })
            .collect();
        schemas.insert("S40".to_owned(), json!({ "type": "object", "required": ["a"] }));
        let schemas = Schemas::new(Arc::new(json!({ "schemas": schemas })));
        let first = Pointer::root().join("schemas").join("S0");
        let schema = schemas.at(&first).expect("the reference leads somewhere");
        let fits = schema.is_valid(Direction::Response, &json!({ "a": 1 }));
        assert_eq!(fits, keyword != "oneOf");
        assert!(!schema.is_valid(Direction::Response, &json!({})));
        assert!(!schema.violations(Direction::Response, &json!({})).is_empty());
        assert!(schema.shape(Direction::Response).is_ok());
        assert!(schema.types().admits(Type::Object));
    }
}
