//! What parameters say, as tables.

#![expect(clippy::needless_pass_by_value, reason = "expectations are written in place")]

use serde_json::{Map, Value, json};

use super::decode;
use crate::Refusal;

#[track_caller]
fn parameter(declaration: &str, request: &str, expected: Value) {
    let operation = format!("      parameters: [{declaration}]\n      responses: {{}}");
    let got = match decode(&operation, request) {
        Ok(decoded) => {
            let path = if declaration.contains("in: path") { decoded.path } else { Map::new() };
            let all = [path, decoded.query, decoded.header, decoded.cookie];
            Value::Object(all.into_iter().flatten().collect())
        }
        Err(Refusal::Invalid(violations)) => {
            violations.iter().map(ToString::to_string).collect::<Vec<_>>().into()
        }
        Err(refusal) => panic!("{refusal:?}"),
    };
    assert_eq!(got, expected, "{declaration}\n{request}");
}

#[test]
fn scalars_take_the_type_of_their_schema() {
    let limit = "{name: limit, in: query, schema: {type: integer, minimum: 1, default: 25}}";
    parameter(limit, "/t/1?limit=3", json!({"limit": 3}));
    parameter(limit, "/t/1", json!({"limit": 25}));
    parameter(
        limit,
        "/t/1?limit=x",
        json!(["query parameter limit: \"x\" is not of type \"integer\""]),
    );
    parameter(
        limit,
        "/t/1?limit=",
        json!(["query parameter limit: \"\" is not of type \"integer\""]),
    );
    parameter(
        limit,
        "/t/1?limit=0",
        json!(["query parameter limit: 0 is less than the minimum of 1"]),
    );
    let text = "{name: q, in: query, required: true, schema: {type: string}}";
    parameter(text, "/t/1?q=34", json!({"q": "34"}));
    parameter(text, "/t/1?q=a+b%2Bc", json!({"q": "a b+c"}));
    parameter(text, "/t/1", json!(["query parameter q: is missing"]));
    let either =
        "{name: id, in: path, required: true, schema: {oneOf: [{type: integer}, {const: 'null'}]}}";
    parameter(either, "/t/12", json!({"id": 12}));
    parameter(either, "/t/null", json!({"id": "null"}));
    let open = "{name: q, in: query, schema: {}}";
    parameter(open, "/t/1?q=34", json!({"q": "34"}));
    let flag = "{name: f, in: query, schema: {type: [boolean, 'null']}}";
    parameter(flag, "/t/1?f=true", json!({"f": true}));
    parameter(flag, "/t/1?f=null", json!({"f": null}));
    let since = "{name: since, in: query, schema: {type: string, format: date-time}}";
    let raw = "/t/1?since=2023-01-31T15:59:41+01:00";
    parameter(since, raw, json!({"since": "2023-01-31T15:59:41+01:00"}));
}

#[test]
fn lists_and_objects_follow_style_and_explode() {
    let list = "schema: {type: array, items: {type: integer}}";
    for (declaration, request, expected) in [
        (format!("{{name: i, in: query, {list}}}"), "/t/1?i=1&i=2", json!({"i": [1, 2]})),
        (
            format!("{{name: i, in: query, explode: false, {list}}}"),
            "/t/1?i=1,2",
            json!({"i": [1, 2]}),
        ),
        (
            format!("{{name: id, in: path, required: true, {list}}}"),
            "/t/1,2",
            json!({"id": [1, 2]}),
        ),
        (format!("{{name: X-I, in: header, {list}}}"), "/t/1\nx-i: 1,2", json!({"x-i": [1, 2]})),
        (
            format!("{{name: i, in: cookie, explode: false, {list}}}"),
            "/t/1\ncookie: a=b; i=1,2",
            json!({"i": [1, 2]}),
        ),
    ] {
        parameter(&declaration, request, expected);
    }
    let object = "schema: {type: object, properties: {a: {type: integer}, b: {type: string}}}";
    for (declaration, request) in [
        (format!("{{name: o, in: query, style: deepObject, {object}}}"), "/t/1?o[a]=1&o%5Bb%5D=2"),
        (format!("{{name: o, in: query, {object}}}"), "/t/1?a=1&b=2"),
        (format!("{{name: o, in: query, explode: false, {object}}}"), "/t/1?o=a,1,b,2"),
        (format!("{{name: o, in: header, {object}}}"), "/t/1\no: a,1,b,2"),
        (format!("{{name: o, in: header, explode: true, {object}}}"), "/t/1\no: a=1,b=2"),
    ] {
        parameter(&declaration, request, json!({"o": {"a": 1, "b": "2"}}));
    }
    let deep = format!("{{name: o, in: query, style: deepObject, {object}}}");
    parameter(
        &deep,
        "/t/1?o[a]=x",
        json!(["query parameter o/a: \"x\" is not of type \"integer\""]),
    );
    parameter(&deep, "/t/1?other=x", json!({}));
}

#[test]
fn separators_are_those_that_were_not_escaped() {
    let list = "schema: {type: array, items: {type: string}}";
    for (style, query, expected) in [
        ("explode: false", "i=a%2Cb,c", json!({"i": ["a,b", "c"]})),
        ("explode: false", "i=", json!({"i": []})),
        ("explode: false", "x=1", json!({})),
        ("explode: true", "i=a,b&i=c+d", json!({"i": ["a,b", "c d"]})),
        ("style: spaceDelimited, explode: false", "i=a%20b+c", json!({"i": ["a", "b", "c"]})),
        ("style: pipeDelimited, explode: false", "i=a|b%7Cc", json!({"i": ["a", "b", "c"]})),
    ] {
        let declaration = format!("{{name: i, in: query, {style}, {list}}}");
        parameter(&declaration, &format!("/t/1?{query}"), expected);
    }
    let path = |style: &str| format!("{{name: id, in: path, required: true, {style}, {list}}}");
    parameter(&path("style: label"), "/t/.a,b%2Cc", json!({"id": ["a", "b,c"]}));
    parameter(&path("style: label, explode: true"), "/t/.a.b", json!({"id": ["a", "b"]}));
    parameter(&path("style: matrix"), "/t/;id=a,b", json!({"id": ["a", "b"]}));
    parameter(&path("style: matrix, explode: true"), "/t/;id=a;id=b", json!({"id": ["a", "b"]}));
    parameter(
        &path("style: label"),
        "/t/a",
        json!(["path parameter id: does not start with `.`, as the style `label` has it"]),
    );
    parameter(
        &path("style: matrix"),
        "/t/;x=a",
        json!(["path parameter id: is not of the form `;id=…`, as the style `matrix` has it"]),
    );
}

#[test]
fn deep_objects_are_read_as_deep_as_they_go() {
    let schema = "{type: object, properties: {a: {type: integer}, l: {type: array, items: {type: integer}}, o: {type: object, properties: {b: {type: boolean}}}}}";
    let deep = format!("{{name: f, in: query, style: deepObject, schema: {schema}}}");
    for (query, expected) in [
        ("f[a]=1&f[o][b]=true", json!({"f": {"a": 1, "o": {"b": true}}})),
        ("f[l][]=1&f[l][]=2", json!({"f": {"l": [1, 2]}})),
        ("f[l][1]=1&f[l][0]=2", json!({"f": {"l": [2, 1]}})),
        ("f[l]=1&f%5Bl%5D=2", json!({"f": {"l": [1, 2]}})),
        ("f[x][]=1&f[y][z]=1", json!({"f": {"x": ["1"], "y": {"z": "1"}}})),
        ("fx[a]=1&g=2", json!({})),
        ("f=x", json!(["query parameter f: \"x\" is not of type \"object\""])),
        ("f[a=1", json!(["query parameter f: has a key `f[a` that cannot be read"])),
        ("f[a]b=1", json!(["query parameter f: has a key `f[a]b` that cannot be read"])),
    ] {
        parameter(&deep, &format!("/t/1?{query}"), expected);
    }
    let either = "{name: f, in: query, style: deepObject, schema: {anyOf: [{type: integer}, {type: object, properties: {gt: {type: integer}}}]}}";
    parameter(either, "/t/1?f=5", json!({"f": 5}));
    parameter(either, "/t/1?f[gt]=5", json!({"f": {"gt": 5}}));
    let brackets = "[a]".repeat(2000);
    let expected =
        json!([format!("query parameter f: has a key `f{brackets}` that cannot be read")]);
    parameter(&deep, &format!("/t/1?f{brackets}=1"), expected);
}

#[test]
fn open_objects_take_what_nobody_else_has() {
    let open = "{name: o, in: query, schema: {type: object, additionalProperties: {type: integer}}}, {name: q, in: query}";
    parameter(open, "/t/1?q=1&a=2&b=3", json!({"o": {"a": 2, "b": 3}, "q": "1"}));
    parameter(open, "/t/1?q=1", json!({"q": "1"}));
}

#[test]
fn content_is_read_by_its_media_type() {
    let json = "{name: f, in: query, content: {application/json: {schema: {type: object, required: [a]}}}}";
    parameter(json, "/t/1?f=%7B%22a%22:1%7D", json!({"f": {"a": 1}}));
    parameter(json, "/t/1?f={}", json!(["query parameter f: \"a\" is a required property"]));
    parameter(
        json,
        "/t/1?f={",
        json!(["query parameter f: is not JSON: EOF while parsing an object at line 1 column 1"]),
    );
    let whole = "{name: q, in: querystring, content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {a: {type: integer}}}}}}";
    parameter(whole, "/t/1?a=1&b=x", json!({"q": {"a": 1, "b": "x"}}));
    parameter(whole, "/t/1", json!({}));
}

#[test]
fn empty_and_repeated_values() {
    let flag = "{name: f, in: query, allowEmptyValue: true, schema: {type: integer}}";
    parameter(flag, "/t/1?f", json!({"f": ""}));
    parameter(flag, "/t/1?f=1&f=2", json!({"f": 2}));
    let either = "{name: f, in: query, schema: {type: [string, array], items: {type: string}}}";
    parameter(either, "/t/1?f=a", json!({"f": "a"}));
    parameter(either, "/t/1?f=a&f=b", json!({"f": ["a", "b"]}));
    let header = "{name: X-L, in: header, schema: {type: array, items: {type: integer}}}";
    parameter(header, "/t/1\nx-l: 1, 2\nx-l: 3", json!({"x-l": [1, 2, 3]}));
    let text = "{name: X-T, in: header, schema: {type: string}}";
    parameter(text, "/t/1\nx-t: a, b\nx-t: c", json!({"x-t": "a, b"}));
    let cookie = "{name: c, in: cookie, schema: {type: string}}";
    parameter(cookie, "/t/1\ncookie: c=a%20b", json!({"c": "a b"}));
    let raw = "{name: c, in: cookie, style: cookie, schema: {type: string}}";
    parameter(raw, "/t/1\ncookie: c=a%20b", json!({"c": "a%20b"}));
}
