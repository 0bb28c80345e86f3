//! What is broken is one keyword at one place, and each can be broken.

use counterpart_schema::Direction;
use proptest::strategy::ValueTree;
use serde_json::{Value, json};

use super::{chat, moment, schema, table};
use crate::{Seed, broken, negative, sample, sites};

/// How many negatives of each schema are looked at.
const NEGATIVES: usize = 20;

#[test]
fn a_negative_breaks_what_it_says() {
    for source in table().into_iter().chain([chat()]) {
        let schema = schema(&source);
        for index in 0..NEGATIVES {
            let mut rng = Seed(1).stream(&["negative", &index.to_string()]);
            let Ok(negative) = negative(&schema, Direction::Request, &mut rng) else {
                assert!(source == json!(true) || source == json!({}), "{source}");
                continue;
            };
            let violations = schema.violations(Direction::Request, &negative.value);
            assert!(violations.contains(&negative.violation), "{source}: {negative:?}");
            let again = &mut Seed(1).stream(&["negative", &index.to_string()]);
            assert_eq!(crate::negative(&schema, Direction::Request, again), Ok(negative));
        }
    }
}

/// Checks that every keyword of a schema that a value is held to can be broken there, and nothing else with it.
#[track_caller]
fn check(source: &Value, value: &Value, expected: &[&str]) {
    let schema = schema(source);
    let sites = sites(&schema, Direction::Response, value);
    let named: Vec<_> =
        sites.iter().map(|site| format!("{} {}", site.instance, site.keyword)).collect();
    assert_eq!(named, expected);
    for site in &sites {
        let rng = &mut Seed(1).stream(&[]);
        let broken = broken(&schema, Direction::Response, value, site, rng);
        let broken = broken.unwrap_or_else(|| panic!("{} {}", site.instance, site.keyword));
        assert_eq!(broken.violation.instance, site.instance);
        assert_eq!(broken.violation.keyword, site.keyword);
    }
}

#[test]
fn keywords_of_numbers_are_broken() {
    let integer = json!({ "type": "integer", "minimum": 4, "maximum": 12, "multipleOf": 4 });
    check(&integer, &json!(8), &[" type", " minimum", " maximum", " multipleOf"]);
    let number = json!({ "exclusiveMinimum": 0, "exclusiveMaximum": 1e-300, "multipleOf": 1e-301 });
    check(&number, &json!(1e-301), &[" exclusiveMinimum", " exclusiveMaximum", " multipleOf"]);
    let huge = json!({ "maximum": 18_446_744_073_709_551_615_u64, "minimum": i64::MIN });
    check(&huge, &json!(3), &[" maximum", " minimum"]);
}

#[test]
fn keywords_of_texts_are_broken() {
    let text = json!({ "type": "string", "minLength": 2, "maxLength": 4, "pattern": "^[a-z]+$" });
    check(&text, &json!("abc"), &[" type", " minLength", " maxLength", " pattern"]);
    check(&json!({ "format": "colour" }), &json!("abc"), &[]);
    for format in [
        "date-time",
        "date",
        "time",
        "duration",
        "email",
        "hostname",
        "ipv4",
        "ipv6",
        "uri",
        "uri-reference",
        "uuid",
        "json-pointer",
        "relative-json-pointer",
        "regex",
        "uri-template",
    ] {
        let source = json!({ "format": format });
        let value = sample(
            &schema(&json!({ "type": "string", "format": format })),
            Direction::Response,
            &mut Seed(1).stream(&[]),
            moment(),
        );
        check(&source, &value.expect("a sample"), &[" format"]);
    }
}

#[test]
fn keywords_of_arrays_are_broken() {
    let array = json!({ "minItems": 1, "maxItems": 3, "uniqueItems": true, "items": { "type": "integer" } });
    check(
        &array,
        &json!([7, 8]),
        &[" minItems", " maxItems", " uniqueItems", "/0 type", "/1 type"],
    );
    let contains = json!({ "contains": { "const": 4 }, "minContains": 1, "maxContains": 2 });
    check(&contains, &json!([4]), &[" minContains", " maxContains"]);
    check(&json!({ "contains": { "const": 4 } }), &json!([4]), &[" contains"]);
    let tuple = json!({ "prefixItems": [{ "type": "string" }], "unevaluatedItems": false });
    check(&tuple, &json!(["a"]), &[" unevaluatedItems", "/0 type"]);
}

#[test]
fn keywords_of_objects_are_broken() {
    let object = json!({ "type": "object", "required": ["a"], "properties": { "a": { "const": 1 } }, "additionalProperties": false });
    check(
        &object,
        &json!({ "a": 1 }),
        &[" type", " required", " additionalProperties", "/a const"],
    );
    let sized = json!({ "minProperties": 1, "maxProperties": 2, "propertyNames": { "pattern": "^[a-z]+$" } });
    check(&sized, &json!({ "a": 1 }), &[" minProperties", " maxProperties", " propertyNames"]);
    let dependent = json!({ "dependentRequired": { "card": ["holder"] } });
    check(&dependent, &json!({ "card": 1, "holder": 2 }), &[" dependentRequired"]);
    check(&dependent, &json!({}), &[" dependentRequired"]);
    let closed = json!({ "properties": { "a": true }, "unevaluatedProperties": false });
    check(&closed, &json!({ "a": 1 }), &[" unevaluatedProperties"]);
}

#[test]
fn alternatives_are_broken() {
    check(&json!({ "not": { "type": "string", "minLength": 3 } }), &json!("ab"), &[" not"]);
    // Which alternative is meant is not to be told, so only what they are alternatives of is named.
    let schema = schema(&json!({ "oneOf": [{ "type": "integer" }, { "minimum": 3 }] }));
    let sites = sites(&schema, Direction::Response, &json!(2));
    assert_eq!(sites.iter().map(|site| &site.keyword).collect::<Vec<_>>(), ["oneOf", "type"]);
    let rng = &mut Seed(1).stream(&[]);
    let broken = broken(&schema, Direction::Response, &json!(2), &sites[0], rng).expect("broken");
    assert!(broken.value != 2, "{broken:?}");
}

#[test]
fn smaller_negatives_break_the_same() {
    let schema = schema(&chat());
    for index in 0..NEGATIVES {
        let mut rng = Seed(2).stream(&["negative", &index.to_string()]);
        let negative = negative(&schema, Direction::Request, &mut rng).expect("a negative");
        let mut tree = negative.tree(&schema, Direction::Request);
        while tree.simplify() {}
        let smallest = tree.current();
        assert!(smallest.to_string().len() <= negative.value.to_string().len());
        let violations = schema.violations(Direction::Request, &smallest);
        let same = |v: &counterpart_schema::Violation| {
            v.instance == negative.violation.instance && v.schema == negative.violation.schema
        };
        assert!(
            !violations.is_empty() && violations.iter().all(same),
            "{smallest}: {violations:?}"
        );
    }
}
