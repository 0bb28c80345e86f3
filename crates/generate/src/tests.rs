//! The properties that every sample has, over a table of small schemas.

mod boundary;
mod negative;
mod sampler;
mod strategy;

use std::sync::Arc;

use counterpart_schema::{Direction, Schema, Schemas};
use counterpart_spec::Pointer;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{Seed, Ungeneratable, sample};

/// How many samples of each schema are looked at.
const SAMPLES: usize = 40;

fn schema(source: &Value) -> Schema {
    let document = json!({ "components": { "schemas": {
        "Root": source,
        "Tree": {
            "type": "object",
            "required": ["label", "kids"],
            "properties": {
                "label": { "type": "string" },
                "kids": { "type": "array", "items": { "$ref": "#/components/schemas/Tree" } },
                "parent": { "oneOf": [{ "$ref": "#/components/schemas/Tree" }, { "type": "null" }] },
            },
        },
        "Message": {
            "type": "object",
            "required": ["id", "sentAt", "sender", "text"],
            "properties": {
                "id": { "type": "string", "format": "uuid" },
                "sentAt": { "type": "string", "format": "date-time" },
                "sender": {
                    "type": "object",
                    "required": ["id", "handle"],
                    "properties": {
                        "id": { "type": "integer", "minimum": 1 },
                        "handle": { "type": "string", "pattern": "^[a-z][a-z0-9_]{1,15}$" },
                        "email": { "type": "string", "format": "email" },
                    },
                },
                "text": { "type": "string", "maxLength": 4000 },
                "mentions": { "type": "array", "items": { "type": "integer", "minimum": 1 }, "uniqueItems": true, "maxItems": 5 },
                "priority": { "type": "integer", "minimum": 0, "maximum": 100, "multipleOf": 5 },
                "replyTo": { "oneOf": [{ "$ref": "#/components/schemas/Message" }, { "type": "null" }] },
                "attachments": { "type": "array", "maxItems": 4, "items": { "oneOf": [
                    { "type": "object", "required": ["kind", "url", "width"], "properties": {
                        "kind": { "const": "image" }, "url": { "type": "string", "format": "uri" }, "width": { "type": "integer", "minimum": 1 },
                    } },
                    { "type": "object", "required": ["kind", "name"], "properties": {
                        "kind": { "const": "file" }, "name": { "type": "string", "minLength": 1 }, "size": { "type": "integer", "minimum": 0 },
                    } },
                ] } },
            },
        },
        "Base": {
            "type": "object",
            "required": ["id"],
            "properties": {
                "id": { "type": "integer", "readOnly": true },
                "password": { "type": "string", "writeOnly": true },
                "self": { "$ref": "#/components/schemas/Base" },
            },
        },
    } } });
    let at = Pointer::parse("/components/schemas/Root").expect("a pointer");
    Schemas::new(Arc::new(document)).at(&at).expect("the schema compiles")
}

/// A message as chats have them: recursion, alternatives, patterns, formats.
fn chat() -> Value {
    json!({ "$ref": "#/components/schemas/Message" })
}

fn moment() -> Timestamp {
    "2026-03-04T05:06:07Z".parse().expect("a timestamp")
}

fn samples(schema: &Schema, direction: Direction, seed: u64) -> Vec<Value> {
    (0..SAMPLES)
        .map(|index| {
            let mut rng = Seed(seed).stream(&["sample", &index.to_string()]);
            match sample(schema, direction, &mut rng, moment()) {
                Ok(value) => value,
                Err(error) => panic!("{}: {error}", schema.source()),
            }
        })
        .collect()
}

fn table() -> Vec<Value> {
    let tree = json!({ "$ref": "#/components/schemas/Tree" });
    let base = json!({ "$ref": "#/components/schemas/Base" });
    vec![
        json!(true),
        json!({}),
        json!({ "type": "string" }),
        json!({ "type": "string", "minLength": 40 }),
        json!({ "type": "string", "maxLength": 3 }),
        json!({ "type": "string", "minLength": 12, "maxLength": 12 }),
        json!({ "type": "string", "pattern": "^[A-Z]{3}-\\d{4}$" }),
        json!({ "type": "string", "pattern": "^(?!0)\\d{2,4}$" }),
        json!({ "type": "string", "pattern": "^(?=.*[0-9])[a-z0-9]+$", "minLength": 8 }),
        json!({ "type": "string", "pattern": "foo|bar", "maxLength": 5 }),
        json!({ "type": "string", "pattern": "/(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])/", "minLength": 8 }),
        json!({ "type": "string", "not": { "enum": ["order", "report"] } }),
        json!({ "type": "integer" }),
        json!({ "type": "integer", "minimum": 5000, "exclusiveMaximum": 5002 }),
        json!({ "type": "integer", "maximum": -7 }),
        json!({ "type": "integer", "multipleOf": 12, "minimum": 100, "maximum": 125 }),
        json!({ "type": "integer", "multipleOf": 3, "not": { "multipleOf": 2 } }),
        json!({ "type": "integer", "minimum": -9_223_372_036_854_776_000.0, "maximum": 9_223_372_036_854_776_000.0 }),
        json!({ "type": "integer", "minimum": 9_223_372_036_854_775_000_u64 }),
        json!({ "type": "number", "exclusiveMinimum": 0, "maximum": 0.01 }),
        json!({ "type": "number", "multipleOf": 0.25, "minimum": 1, "maximum": 2 }),
        json!({ "enum": ["a", 2, null, { "b": 1 }] }),
        json!({ "const": { "x": [1] } }),
        json!({ "type": ["string", "null"], "maxLength": 4 }),
        tree.clone(),
        json!({ "type": "object", "required": ["tree"], "properties": { "tree": tree } }),
        json!({ "oneOf": [
            { "type": "object", "required": ["kind", "lives"], "properties": { "kind": { "const": "cat" }, "lives": { "type": "integer" } } },
            { "type": "object", "required": ["kind", "tricks"], "properties": { "kind": { "const": "dog" }, "tricks": { "type": "array", "items": { "type": "string" } } } },
        ] }),
        json!({ "oneOf": [{ "type": "integer", "multipleOf": 2 }, { "type": "integer", "multipleOf": 3 }] }),
        json!({ "anyOf": [{ "type": "string", "minLength": 3 }, { "type": "integer" }] }),
        json!({ "allOf": [base, { "type": "object", "required": ["name"], "properties": { "name": { "type": "string", "maxLength": 10 }, "id": { "minimum": 10 } } }] }),
        json!({ "allOf": [base, base], "properties": { "self": base } }),
        json!({ "type": "object", "not": { "required": ["a"] }, "properties": { "a": { "type": "string" }, "b": { "type": "string" } } }),
        json!({ "type": "array", "items": { "enum": [1, 2, 3] }, "uniqueItems": true, "minItems": 3 }),
        json!({ "type": "array", "items": { "type": "integer" }, "contains": { "const": 4 }, "minContains": 2, "maxItems": 4 }),
        json!({ "type": "array", "contains": { "type": "string" }, "maxContains": 1 }),
        json!({ "type": "array", "prefixItems": [{ "type": "string" }, { "type": "integer" }], "items": false, "minItems": 2 }),
        json!({ "type": "object", "dependentRequired": { "card": ["holder"] }, "properties": { "card": { "type": "string" }, "holder": { "type": "string" } } }),
        json!({ "type": "object", "additionalProperties": { "type": "integer" }, "minProperties": 2, "maxProperties": 3 }),
        json!({ "type": "object", "patternProperties": { "^x-[a-z]{3}$": { "type": "boolean" } }, "additionalProperties": false, "minProperties": 1 }),
        json!({ "type": "object", "propertyNames": { "pattern": "^[a-z]{2}$" }, "minProperties": 2 }),
        json!({ "allOf": [base], "properties": { "extra": { "type": "string" } }, "unevaluatedProperties": false }),
        json!({ "type": "object", "properties": { "a": {}, "b": true }, "required": ["a", "undeclared"] }),
        json!({ "if": { "properties": { "kind": { "const": "x" } } }, "then": { "required": ["a"] }, "else": { "required": ["b"] }, "type": "object", "required": ["kind"], "properties": { "kind": { "enum": ["x", "y"] } } }),
        json!({ "type": "object", "maxProperties": 1, "properties": { "a": { "type": "string" }, "b": { "type": "string" }, "c": { "type": "string" } } }),
    ]
}

const FORMATS: [&str; 19] = [
    "date-time",
    "date",
    "time",
    "duration",
    "email",
    "idn-email",
    "hostname",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "uri",
    "uri-reference",
    "iri",
    "iri-reference",
    "uuid",
    "uri-template",
    "json-pointer",
    "relative-json-pointer",
    "regex",
];

#[test]
fn every_sample_fits() {
    let formats = FORMATS.map(|format| json!({ "type": "string", "format": format }));
    for source in table().into_iter().chain(formats) {
        let schema = schema(&source);
        for direction in [Direction::Request, Direction::Response] {
            for value in samples(&schema, direction, 1) {
                let violations = schema.violations(direction, &value);
                assert!(violations.is_empty(), "{source}: {value}: {violations:?}");
                assert!(!value.to_string().contains("\"string\""), "{source}: {value}");
            }
        }
    }
}

#[test]
fn the_seed_decides() {
    for source in table() {
        let schema = schema(&source);
        let bytes = |seed| {
            serde_json::to_string(&samples(&schema, Direction::Response, seed)).expect("JSON")
        };
        assert_eq!(bytes(1), bytes(1), "{source}");
        if source.get("const").is_none() && source.get("minimum") != Some(&json!(5000)) {
            assert_ne!(bytes(1), bytes(2), "{source}");
        }
    }
}

#[test]
fn dates_of_a_record_are_in_order() {
    let date = json!({ "type": "string", "format": "date-time" });
    let stamp = json!({ "type": "string", "x-date": "%Y%m%d%H%M%S" });
    let names = ["created_at", "updatedAt", "seen_at", "ended_at"];
    for form in [date, stamp, json!({ "type": "integer", "x-date": "epoch-ms" })] {
        let properties: serde_json::Map<_, _> =
            names.map(|name| (name.to_owned(), form.clone())).into_iter().collect();
        let schema =
            schema(&json!({ "type": "object", "properties": properties, "required": names }));
        for value in samples(&schema, Direction::Response, 3) {
            let moments = names.map(|name| value[name].to_string());
            assert!(moments.is_sorted() && moments[0] != moments[1], "{value}");
        }
    }
}

#[test]
fn directions_leave_out_what_the_other_side_gives() {
    let schema = schema(&json!({ "$ref": "#/components/schemas/Base" }));
    let has = |direction, name: &str| {
        samples(&schema, direction, 1).iter().any(|value| value.get(name).is_some())
    };
    assert!(has(Direction::Response, "id") && !has(Direction::Response, "password"));
    assert!(has(Direction::Request, "password") && !has(Direction::Request, "id"));
}

#[test]
fn properties_keep_the_order_of_the_document() {
    let schema = schema(&json!({ "type": "object", "required": ["z", "a", "m"], "properties": {
        "z": { "type": "string" }, "a": { "type": "integer" }, "m": {},
    } }));
    for value in samples(&schema, Direction::Response, 1) {
        assert_eq!(
            value.as_object().expect("an object").keys().collect::<Vec<_>>(),
            ["z", "a", "m"]
        );
    }
}

/// Tells whether a text looks as it should.
type Looks = fn(&str) -> bool;

#[test]
fn names_and_hints_decide_what_data_looks_like() {
    let rows: [(&str, Value, Looks); 12] = [
        ("email", json!({ "type": "string" }), |text| text.ends_with("@example.com")),
        ("contactEmail", json!({ "type": ["string", "null"] }), |text| {
            text.ends_with("@example.com")
        }),
        ("ip", json!({ "type": "string" }), |text| {
            ["192.0.2.", "198.51.100.", "203.0.113."].iter().any(|net| text.starts_with(net))
        }),
        ("message", json!({ "type": "string" }), |text| {
            text.contains(' ') && text.ends_with(['.', '?', '!'])
        }),
        ("message", json!({ "type": "string", "maxLength": 20 }), |text| text.contains(' ')),
        ("name", json!({ "type": "string", "x-faker": "token.hex" }), |text| text.len() == 32),
        ("token", json!({ "type": "string", "pattern": "^[0-9a-f]{32}$" }), |text| {
            text.len() == 32
        }),
        ("created", json!({ "type": "string", "x-date": "%Y%m%d%H%M%S" }), |text| {
            text == "20260304050607"
        }),
        ("weird", json!({ "type": "string", "examples": ["one", "two"] }), |text| {
            ["one", "two"].contains(&text)
        }),
        ("created_at", json!({ "type": "string" }), |text| text == "2026-03-04T05:06:07Z"),
        ("data", json!({ "type": "string", "contentEncoding": "base64" }), |text| text.len() == 24),
        (
            "opaque",
            json!({ "anyOf": [{ "type": "string", "x-faker": "id.uuid" }, { "type": "null" }] }),
            |text| text.len() == 36,
        ),
    ];
    for (name, source, looks) in rows {
        let schema = schema(
            &json!({ "type": "object", "required": [name], "properties": { name: source } }),
        );
        for value in samples(&schema, Direction::Response, 1) {
            if let Some(text) = value[name].as_str() {
                assert!(looks(text), "{name}: {text}");
            }
        }
    }
}

#[test]
fn a_name_and_an_address_are_of_the_same_person() {
    let schema = schema(
        &json!({ "type": "object", "required": ["first_name", "last_name", "email"], "properties": {
        "first_name": { "type": "string" }, "last_name": { "type": "string" }, "email": { "type": "string", "format": "email" },
    } }),
    );
    for value in samples(&schema, Direction::Response, 1) {
        let letters = |text: &str| {
            text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
        };
        let text = |key: &str| letters(value[key].as_str().unwrap_or_default());
        assert!(text("email").starts_with(&(text("first_name") + &text("last_name"))), "{value}");
    }
}

#[test]
fn what_nothing_fits_is_an_error() {
    for source in [
        json!(false),
        json!({ "type": "string", "allOf": [{ "type": "integer" }] }),
        json!({ "type": "object", "required": ["self"], "properties": { "self": { "$ref": "#/components/schemas/Root" } } }),
    ] {
        let schema = schema(&source);
        let made = sample(&schema, Direction::Response, &mut Seed(1).stream(&[]), moment());
        assert!(matches!(made, Err(Ungeneratable::Schema(_))), "{source}: {made:?}");
    }
}

#[test]
fn what_is_declared_is_what_values_may_be_held_to() {
    let root = json!({ "type": "object", "required": ["a"], "not": { "const": 1 }, "$defs": { "t": { "type": "string", "format": "uuid", "description": "T" } }, "properties": {
        "a": { "$ref": "#/$defs/t" },
        "b": { "type": "integer", "readOnly": true },
        "c": { "type": "array", "uniqueItems": false, "items": { "$ref": "#" } },
        "d": { "format": "nobody-knows", "oneOf": [{ "minLength": 1 }, true] },
    } });
    let schemas = Schemas::new(Arc::new(root));
    let schema = schemas.at(&Pointer::root()).unwrap();
    let listed = crate::declared(&schema, Direction::Request);
    let listed: Vec<_> = listed.iter().map(Pointer::as_str).collect();
    let expected = [
        "/type",
        "/required",
        "/not",
        "/$defs/t/type",
        "/$defs/t/format",
        "/properties/c/type",
        "/properties/d/oneOf",
        "/properties/d/oneOf/0/minLength",
    ];
    assert_eq!(listed, expected);
    // All that a value is held to is declared.
    let value = json!({ "a": "67e55044-10b1-426f-9247-bb680e5fe0c8", "c": [{ "a": "x", "d": "x" }], "d": 1 });
    for site in crate::sites(&schema, Direction::Request, &value) {
        assert!(listed.contains(&site.pointer().as_str()), "{site:?}");
    }
}
