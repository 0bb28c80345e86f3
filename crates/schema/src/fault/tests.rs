use std::sync::Arc;

use counterpart_spec::Pointer;
use serde_json::{Value, json};

use crate::{Direction, FaultKind, Schema, Schemas};

fn schema(source: &Value) -> Schema {
    let document = json!({ "s": { "Root": source, "Ok": { "type": "string" }, "Self": { "$ref": "#/s/Self" } } });
    let at = Pointer::root().join("s").join("Root");
    Schemas::new(Arc::new(document)).at(&at).expect("it is there")
}

/// Checks the faults of a schema, `"<code> <place>"`, and that some values fit and others do not.
#[track_caller]
fn check(source: &Value, expected: &[&str], fit: &[Value], others: &[Value]) {
    let schema = schema(source);
    let found: Vec<_> = schema
        .faults()
        .iter()
        .map(|fault| {
            let inside = fault.pointer.below(schema.pointer());
            format!("{} {inside}", fault.kind.code())
        })
        .collect();
    assert_eq!(found, expected, "{source}: {:?}", schema.faults());
    for direction in [Direction::Request, Direction::Response] {
        for value in fit {
            assert!(schema.is_valid(direction, value), "{source} takes {value}");
        }
        for value in others {
            assert!(!schema.is_valid(direction, value), "{source} refuses {value}");
        }
    }
}

/// Checks one keyword and its value, which is ignored.
#[track_caller]
fn ignored(keyword: &str, value: &Value, code: &str) {
    let expected = format!("{code} /{keyword}");
    let any = [Value::Null, json!(0), json!(-1.5), json!("x"), json!([1, 1]), json!({ "a": 1 })];
    check(&json!({ keyword: value }), &[&expected], &any, &[]);
}

#[test]
fn values_that_mean_nothing_are_ignored() {
    for keyword in ["minLength", "maxItems", "minProperties", "maxContains"] {
        for value in [json!(-1), json!(0.5), json!("x"), json!("-3"), json!([]), Value::Null] {
            ignored(keyword, &value, "E0201");
        }
    }
    for value in [json!("high"), json!({}), Value::Null] {
        ignored("minimum", &value, "E0201");
        ignored("exclusiveMaximum", &value, "E0201");
    }
    for value in [json!(0), json!(-2), json!("0"), json!(false)] {
        ignored("multipleOf", &value, "E0201");
    }
    for value in [json!(true), json!("true"), json!({ "a": true })] {
        ignored("required", &value, "E0201");
    }
    for keyword in ["allOf", "anyOf", "oneOf", "prefixItems"] {
        for value in [json!([]), json!({}), json!(true)] {
            ignored(keyword, &value, "E0201");
        }
    }
    for keyword in ["properties", "patternProperties", "dependentSchemas", "dependentRequired"] {
        ignored(keyword, &json!([{ "name": "a" }]), "E0201");
    }
    for value in [json!("int64"), json!("any"), json!("String"), json!(["string", "int"])] {
        ignored("type", &value, "E0202");
    }
    ignored("type", &json!([]), "E0201");
    ignored("enum", &json!("a"), "E0201");
    ignored("format", &json!(7), "E0201");
    ignored("uniqueItems", &json!("perhaps"), "E0201");
    ignored("exclusiveMinimum", &json!(true), "E0201");
    ignored("exclusiveMinimum", &json!(false), "W0212");
    ignored("pattern", &json!("["), "E0203");
    ignored("pattern", &json!(3), "E0201");
    ignored("$ref", &json!(3), "E0204");
    for target in ["#/s/None", "other.yaml#/a", "#/s/Self", "#anchor"] {
        check(&json!({ "items": { "$ref": target } }), &["E0204 /items/$ref"], &[json!([1])], &[]);
    }
}

#[test]
fn plain_meanings_are_taken() {
    let x = || json!("x");
    check(&json!({ "minLength": "3" }), &["W0211 /minLength"], &[json!("xyz")], &[x()]);
    check(&json!({ "minLength": 2.0, "maxLength": 1e300 }), &[], &[json!("xy")], &[x()]);
    check(&json!({ "maximum": "2.5" }), &["W0211 /maximum"], &[json!(2)], &[json!(3)]);
    check(
        &json!({ "type": [null, "string", "string"] }),
        &["W0211 /type"],
        &[Value::Null],
        &[json!(1)],
    );
    check(&json!({ "type": null }), &["W0211 /type"], &[Value::Null], &[json!(1)]);
    check(
        &json!({ "required": ["a", "a", 1, null] }),
        &["W0211 /required"],
        &[json!({ "a": 0, "1": 0 })],
        &[json!({ "a": 0 })],
    );
    check(
        &json!({ "minimum": 0, "exclusiveMinimum": true }),
        &["W0212 /exclusiveMinimum"],
        &[json!(1)],
        &[json!(0)],
    );
    check(
        &json!({ "type": "string", "nullable": true }),
        &["W0212 /type"],
        &[x(), Value::Null],
        &[json!(1)],
    );
    check(
        &json!({ "items": [{ "type": "string" }], "additionalItems": false }),
        &["W0212 /items"],
        &[json!(["x"])],
        &[json!([1]), json!(["x", "y"])],
    );
    check(
        &json!({ "additionalProperties": "false" }),
        &["W0211 /additionalProperties"],
        &[json!({})],
        &[json!({ "a": 1 })],
    );
    check(
        &json!({ "pattern": "^{[0-9]{4}}$" }),
        &["W0213 /pattern"],
        &[json!("{1234}")],
        &[json!("1234")],
    );
    check(
        &json!({ "pattern": "/^[a-z]+$/i" }),
        &["W0213 /pattern"],
        &[json!("Abc")],
        &[json!("/abc/i")],
    );
    check(
        &json!({ "pattern": "^.{3,262144}$" }),
        &["W0213 /pattern"],
        &[json!("abcd")],
        &[json!("ab")],
    );
    check(
        &json!({ "patternProperties": { "^{a}$": false, "[": false } }),
        &["W0213 /patternProperties/^{a}$", "E0203 /patternProperties/["],
        &[json!({ "a": 1 })],
        &[json!({ "{a}": 1 })],
    );
    check(&json!({ "enum": [] }), &[], &[], &[Value::Null]);
    check(
        &json!({ "properties": { "a": true, "b": false, "c": null, "d": [], "e": "string", "f": 1 } }),
        &[
            "E0205 /properties/c",
            "E0205 /properties/d",
            "E0205 /properties/e",
            "E0205 /properties/f",
        ],
        &[json!({ "c": 1, "d": "x" })],
        &[json!({ "b": 1 })],
    );
}

#[test]
fn what_is_no_schema_at_all_accepts_everything() {
    for source in [Value::Null, json!(1), json!("string"), json!([{}])] {
        check(&source, &["E0205 "], &[Value::Null, json!({})], &[]);
    }
    check(&json!("false"), &["W0211 "], &[], &[Value::Null]);
}

#[test]
fn formats_of_numbers_are_bounds() {
    for (format, fit, others) in [
        ("int8", [json!(127), json!(-128)], [json!(128), json!(-129)]),
        (
            "int32",
            [json!(2_147_483_647), json!("text")],
            [json!(2_147_483_648_u64), json!(-2_147_483_649_i64)],
        ),
        ("int64", [json!(i64::MAX), json!(i64::MIN)], [json!(1u64 << 63), json!(-1e19)]),
        ("uint16", [json!(0), json!(65_535)], [json!(-1), json!(65_536)]),
        ("uint64", [json!(u64::MAX), json!(0)], [json!(-1), json!(1e20)]),
    ] {
        check(&json!({ "format": format }), &[], &fit, &others);
    }
    check(
        &json!({ "format": "int8", "minimum": 0, "maximum": 500 }),
        &[],
        &[json!(0), json!(127)],
        &[json!(-1), json!(128)],
    );
    check(&json!({ "type": "number", "format": "currency" }), &[], &[json!(1.5)], &[json!("x")]);
}

#[test]
fn expressions_that_go_back_for_ever_are_stopped() {
    let text = "a".repeat(60) + "!";
    check(&json!({ "pattern": "^(?=(a+)+$)a*b?$" }), &[], &[json!("aaa")], &[json!(text)]);
}

/// A generator of pseudo-random numbers that needs no crate (Marsaglia's xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).expect("it is below a `usize`")
    }

    fn one_of<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    fn json(&mut self, depth: usize) -> Value {
        match self.below(if depth == 0 { 6 } else { 9 }) {
            0 => Value::Null,
            1 => json!(self.below(2) == 0),
            2 => json!(self.below(5)),
            3 => self.one_of(&[
                json!(-1),
                json!(0.5),
                json!(1e300),
                json!(u64::MAX),
                json!(1e-320),
                json!(2.0),
            ]),
            4 => json!(self.one_of(&[
                "string",
                "null",
                "int64",
                "3",
                "true",
                "#/s/Root",
                "#/s/Ok",
                "#/s",
                "a",
                "uuid",
                "int32",
                "[",
                "/^a$/",
                "a{9999999}",
                "^(?=a)a$"
            ])),
            5 => json!(["string", "integer"]),
            6 => (0..self.below(3)).map(|_| self.json(depth - 1)).collect(),
            _ => self.schema(depth - 1),
        }
    }

    fn schema(&mut self, depth: usize) -> Value {
        const KEYWORDS: [&str; 46] = [
            "$dynamicRef",
            "$ref",
            "additionalItems",
            "additionalProperties",
            "allOf",
            "anyOf",
            "const",
            "contains",
            "contentEncoding",
            "default",
            "dependentRequired",
            "dependentSchemas",
            "discriminator",
            "else",
            "enum",
            "exclusiveMaximum",
            "exclusiveMinimum",
            "format",
            "if",
            "items",
            "maxContains",
            "maxItems",
            "maxLength",
            "maxProperties",
            "maximum",
            "minContains",
            "minItems",
            "minLength",
            "minProperties",
            "minimum",
            "multipleOf",
            "not",
            "nullable",
            "oneOf",
            "pattern",
            "patternProperties",
            "prefixItems",
            "properties",
            "propertyNames",
            "required",
            "then",
            "type",
            "unevaluatedItems",
            "unevaluatedProperties",
            "uniqueItems",
            "x-date",
        ];
        let count = self.below(4);
        (0..count).map(|_| (self.one_of(&KEYWORDS).to_owned(), self.json(depth))).collect()
    }
}

#[test]
fn any_json_is_a_schema() {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    let mut whole = 0;
    for _ in 0..4_000 {
        let source = numbers.schema(3);
        let schema = schema(&source);
        let faults = schema.faults();
        whole += usize::from(faults.is_empty());
        for fault in &faults {
            assert!(fault.kind != FaultKind::Uncompiled, "{source}: {fault:?}");
        }
        let clean = jsonschema::draft202012::meta::is_valid(&source);
        assert!(clean || !faults.is_empty(), "{source} has faults");
        for value in [json!({ "a": 1 }), json!(["a", "a"]), json!("abc"), Value::Null, json!(3)] {
            let fits = schema.is_valid(Direction::Request, &value);
            let broken = schema.violations(Direction::Request, &value);
            assert_eq!(fits, broken.is_empty(), "{source} and {value}: {broken:?}");
        }
        let _ = (
            schema.shape(Direction::Response),
            schema.types(),
            schema.properties(),
            schema.items(),
        );
    }
    assert!(whole > 400, "only {whole} schemas were whole");
}
