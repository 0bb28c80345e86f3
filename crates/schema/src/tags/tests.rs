use std::sync::Arc;

use counterpart_spec::Pointer;
use serde_json::{Value, json};

use crate::{Direction, Kind, Schema, Schemas, Shape};

fn schema(name: &str) -> Schema {
    let pet = |tag: Value| json!({ "type": "object", "properties": { "kind": tag, "name": { "type": "string", "minLength": 2 } } });
    let union = |rest: Value| {
        let mut union = json!({ "oneOf": [{ "$ref": "#/schemas/Cat" }, { "$ref": "#/schemas/Dog" }], "discriminator": rest });
        union["discriminator"]["propertyName"] = json!("kind");
        union
    };
    let document = json!({ "schemas": {
        "Cat": pet(json!({ "type": "string" })),
        "Dog": pet(json!({ "type": "string" })),
        "Cow": pet(json!({ "const": "moo" })),
        "Named": union(json!({})),
        "Mapped": union(json!({ "mapping": { "c": "#/schemas/Cat", "d": "Dog", "hound": "#/schemas/Dog" } })),
        "Own": { "anyOf": [{ "$ref": "#/schemas/Cat" }, { "$ref": "#/schemas/Cow" }], "discriminator": { "propertyName": "kind" } },
        "Parent": { "type": "object", "required": ["t"], "properties": { "t": { "type": "string" } }, "discriminator": { "propertyName": "t" } },
        "Child": { "allOf": [{ "$ref": "#/schemas/Parent" }, { "type": "object", "properties": { "m": { "type": "string" } } }] },
        "Grandchild": { "allOf": [{ "$ref": "#/schemas/Child" }] },
        "Beast": { "type": "object", "properties": { "t": { "enum": ["a", "b", "c"] } }, "discriminator": { "propertyName": "t", "mapping": { "a": "#/schemas/Ape", "b": "#/schemas/Bear" } } },
        "Ape": { "allOf": [{ "$ref": "#/schemas/Beast" }] },
        "Bear": { "allOf": [{ "$ref": "#/schemas/Beast" }] },
    } });
    let at = Pointer::root().join("schemas").join(name);
    Schemas::new(Arc::new(document)).at(&at).expect("it is there")
}

/// Checks what a value breaks: `"<instance> <keyword> <message>"`.
#[track_caller]
fn check(name: &str, value: &Value, expected: &[&str]) {
    let schema = schema(name);
    let found: Vec<_> = schema
        .violations(Direction::Response, value)
        .iter()
        .map(|v| format!("{} {} {}", v.instance, v.keyword, v.message))
        .collect();
    assert_eq!(found, expected, "{value}");
    assert_eq!(schema.is_valid(Direction::Response, value), expected.is_empty());
}

/// Lists the values that a shape leaves to a property, for each of its alternatives.
fn tags(shape: &Shape, property: &str) -> Vec<Value> {
    fn collect(shape: &Shape, id: crate::Id, property: &str, out: &mut Vec<Value>) {
        match shape.kind(id) {
            Kind::AnyOf(ids) | Kind::Hard(ids, _) | Kind::AllOf(ids, _) => {
                for id in ids {
                    collect(shape, *id, property, out);
                }
            }
            Kind::Object(object) => {
                let entry = object.entries.iter().find(|entry| entry.name == property);
                match entry.map(|entry| shape.kind(entry.node)) {
                    Some(Kind::Const(value)) => out.push(value.clone()),
                    Some(Kind::Enum(values)) => out.extend(values.iter().cloned()),
                    other => out.push(json!(format!("{other:?}"))),
                }
            }
            _ => {}
        }
    }
    let mut out = Vec::new();
    collect(shape, shape.root(), property, &mut out);
    out
}

#[test]
fn a_tagged_value_is_judged_by_the_alternative_that_is_meant() {
    check("Named", &json!({ "kind": "Cat", "name": "Tom" }), &[]);
    check("Named", &json!({ "kind": "Dog" }), &[]);
    check(
        "Named",
        &json!({ "kind": "Dog", "name": 1 }),
        &["/name type 1 is not of type \"string\""],
    );
    check(
        "Named",
        &json!({ "kind": "Cow" }),
        &["/kind discriminator the tag is none of `Cat`, `Dog`"],
    );
    check("Named", &json!({}), &[" discriminator `kind` is missing, which is one of `Cat`, `Dog`"]);
    check("Mapped", &json!({ "kind": "hound" }), &[]);
    check(
        "Mapped",
        &json!({ "kind": "Dog" }),
        &["/kind discriminator the tag is none of `c`, `d`, `hound`"],
    );
    check(
        "Own",
        &json!({ "kind": "moo", "name": "x" }),
        &["/name minLength \"x\" is shorter than 2 characters"],
    );
}

#[test]
fn shapes_fix_the_tag() {
    for (name, property, expected) in [
        ("Named", "kind", json!(["Cat", "Dog"])),
        ("Mapped", "kind", json!(["c", "d", "hound"])),
        ("Own", "kind", json!(["Cat", "moo"])),
        ("Parent", "t", json!(["Child", "Grandchild"])),
        ("Child", "t", json!(["Child"])),
        ("Grandchild", "t", json!(["Grandchild"])),
        ("Beast", "t", json!(["a", "b"])),
        ("Bear", "t", json!(["b"])),
    ] {
        let shape = schema(name).shape(Direction::Response).expect("values fit");
        let mut found = tags(&shape, property);
        found.sort_by_key(ToString::to_string);
        assert_eq!(Value::from(found), expected, "{name}");
    }
}
