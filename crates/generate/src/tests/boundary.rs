//! The edges are all there, on the side they are said to be on.

use counterpart_schema::Direction;
use serde_json::{Value, json};

use super::{chat, schema, table};
use crate::{Boundary, boundaries};

fn all(source: &Value) -> Vec<Boundary> {
    boundaries(&schema(source), Direction::Request).expect("a value to start from").collect()
}

#[test]
fn boundaries_are_on_the_side_they_say() {
    for source in table().into_iter().chain([chat()]) {
        let schema = schema(&source);
        let found = all(&source);
        assert_eq!(found, all(&source), "{source}");
        assert!(found.iter().any(|boundary| boundary.valid), "{source}");
        for (index, boundary) in found.iter().enumerate() {
            let violations = schema.violations(Direction::Request, &boundary.value);
            assert_eq!(violations.is_empty(), boundary.valid, "{source}: {boundary:?}");
            let named = violations.iter().any(|violation| {
                violation.instance == boundary.pointer && violation.keyword == boundary.keyword
            });
            assert!(boundary.valid || named, "{source}: {boundary:?}: {violations:?}");
            let before = &found[..index];
            assert!(
                before.iter().all(|other| other.value != boundary.value),
                "{source}: {boundary:?}"
            );
        }
    }
}

/// Checks that just these values are among the edges, those that fit and those that do not.
#[track_caller]
fn check(source: &Value, fitting: &[Value], broken: &[Value]) {
    let found = all(source);
    for (values, valid) in [(fitting, true), (broken, false)] {
        for value in values {
            let is_there = |b: &Boundary| b.value == *value && b.valid == valid;
            assert!(found.iter().any(is_there), "{value} is not there: {found:#?}");
        }
    }
}

#[test]
fn numbers_at_their_bounds() {
    let source = json!({ "type": "integer", "minimum": 3, "maximum": 9 });
    check(
        &source,
        &[json!(3), json!(4), json!(8), json!(9)],
        &[json!(2), json!(10), json!(null), json!(0.5)],
    );
    let source =
        json!({ "type": "integer", "multipleOf": 5, "exclusiveMinimum": 10, "maximum": 40 });
    check(&source, &[json!(15), json!(35), json!(40)], &[json!(10), json!(45), json!(41)][..2]);
    let source = json!({ "type": "integer" });
    check(&source, &[json!(0), json!(-1), json!(1_i64 << 53), json!(i64::MIN)], &[json!("")]);
}

#[test]
fn texts_at_their_bounds() {
    let source = json!({ "type": ["string", "null"], "minLength": 2, "maxLength": 4 });
    let found = all(&source);
    let lengths = |valid| {
        let texts = found.iter().filter(|b| b.valid == valid).filter_map(|b| b.value.as_str());
        texts.map(|text| text.chars().count()).collect::<std::collections::BTreeSet<_>>()
    };
    assert!([2, 3, 4].iter().all(|length| lengths(true).contains(length)), "{found:?}");
    assert!([1, 5].iter().all(|length| lengths(false).contains(length)), "{found:?}");
    check(&source, &[Value::Null], &[json!(true)]);
    check(
        &json!({ "type": "string" }),
        &[json!(""), json!("\u{0}"), json!("\u{feff}"), json!("\u{1f600}")],
        &[json!(0)],
    );
}

#[test]
fn arrays_and_objects_at_their_bounds() {
    let source = json!({ "type": "array", "minItems": 1, "maxItems": 3, "items": { "const": 1 } });
    check(
        &source,
        &[json!([1]), json!([1, 1]), json!([1, 1, 1])],
        &[json!([]), json!([1, 1, 1, 1])],
    );
    let source = json!({ "type": "object", "required": ["a"], "properties": { "a": { "const": 1 }, "b": { "const": 2 }, "c": { "const": 3 } }, "additionalProperties": false });
    let [a, ab, ac, abc] = [
        json!({ "a": 1 }),
        json!({ "a": 1, "b": 2 }),
        json!({ "a": 1, "c": 3 }),
        json!({ "a": 1, "b": 2, "c": 3 }),
    ];
    check(&source, &[a, ab, ac, abc], &[json!({}), json!({ "a": 1, "x-unexpected": null })]);
    let source = json!({ "type": "object", "additionalProperties": { "const": 1 } });
    check(&source, &[json!({}), json!({ "x-unexpected": 1 })], &[json!([])]);
}

#[test]
fn every_member_and_alternative() {
    check(
        &json!({ "enum": ["a", "b", null] }),
        &[json!("a"), json!("b"), json!(null)],
        &[json!("")],
    );
    let source = json!({ "oneOf": [{ "const": 1 }, { "type": "object", "properties": { "n": { "enum": [2, 3] } } }] });
    check(&source, &[json!(1), json!({}), json!({ "n": 2 }), json!({ "n": 3 })], &[]);
}

#[test]
fn what_is_meant_is_looked_at_where_no_type_is_said() {
    let source = json!({ "required": ["a"], "properties": { "a": { "type": "boolean" } } });
    check(&source, &[json!({ "a": true }), json!({ "a": false })], &[json!({}), json!({ "a": 0 })]);
}

#[test]
fn recursion_ends() {
    let found = all(&json!({ "$ref": "#/components/schemas/Tree" }));
    assert!((10..500).contains(&found.len()), "{}", found.len());
}
