//! What the wire means, as tables: one operation, many requests.

#![expect(clippy::needless_pass_by_value, reason = "expectations are written in place")]

use std::sync::Arc;

use counterpart_schema::{Outlines, Schemas};
use counterpart_spec::{Severity, Spec};
use serde_json::{Map, Value, json};

use crate::{Contract, Credentials, Decoded, Refusal, Request, Route, Router};

fn spec(operation: &str) -> Arc<Spec> {
    let head = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n";
    let text = format!("{head}paths:\n  /t/{{id}}:\n    post:\n{operation}\n");
    let loaded = counterpart_spec::load("t.yaml", text.into()).unwrap();
    let errors = loaded.diagnostics.iter().filter(|d| d.severity == Severity::Error);
    assert_eq!(errors.map(ToString::to_string).collect::<Vec<_>>(), [""; 0]);
    Arc::new(loaded.spec)
}

/// Decodes a request for `/t/{id}`: the target, headers, an empty line, the body.
fn decode(operation: &str, request: &str) -> Result<Decoded, Refusal> {
    let spec = spec(operation);
    let schemas = Schemas::new(Arc::clone(&spec.document.value));
    let contract = Contract::new(&spec, &schemas, &Outlines::default(), 0);
    let (head, body) = request.split_once("\n\n").unwrap_or((request, ""));
    let mut lines = head.lines();
    let target = lines.next().unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut request = Request {
        method: http::Method::POST,
        path: path.to_owned(),
        query: query.to_owned(),
        body: body.to_owned().into(),
        ..Request::default()
    };
    for line in lines {
        let (name, value) = line.split_once(": ").unwrap();
        let name: http::HeaderName = name.parse().unwrap();
        request.headers.append(name, value.parse().unwrap());
    }
    let Route::Operation { path, .. } = Router::new(&spec).0.find(&request.method, &request.path)
    else {
        panic!("no route for {target}")
    };
    contract.decode(&request, &path)
}

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

const BODY: &str = "      requestBody:
        required: true
        content:
          application/json: {schema: &s {type: object, required: [n], properties: {n: {type: integer}, l: {type: array, items: {type: integer}}}}}
          application/x-www-form-urlencoded: {schema: *s}
      responses: {}";

#[track_caller]
fn body(request: &str, expected: Value) {
    let got = match decode(BODY, request) {
        Ok(decoded) => decoded.body.unwrap_or_default(),
        Err(Refusal::Invalid(violations)) => {
            violations.iter().map(|v| json!([v.field(), v.keyword])).collect()
        }
        Err(Refusal::MediaType { detail }) => json!(detail),
        Err(refusal) => panic!("{refusal:?}"),
    };
    assert_eq!(got, expected, "{request}");
}

#[test]
fn bodies_are_read_as_what_they_say_they_are() {
    let json = "/t/1\ncontent-type: application/json; charset=utf-8\n\n";
    let form = "/t/1\ncontent-type: application/x-www-form-urlencoded\n\n";
    body(&format!("{json}{{\"n\": 1, \"unknown\": 2}}"), json!({"n": 1}));
    body(&format!("{form}n=1&l=2&l=3&unknown=4"), json!({"n": 1, "l": [2, 3]}));
    body("/t/1\n\n{\"n\": 1}", json!({"n": 1}));
    body(&format!("{json}{{\"n\":"), json!([["body", "syntax"]]));
    body(&format!("{json}{{}}"), json!([["n", "required"]]));
    body(&format!("{form}n=x&l=2"), json!([["n", "type"]]));
    body("/t/1", json!([["body", "required"]]));
    let expected = "the body is `text/plain`, but `application/json` or `application/x-www-form-urlencoded` is expected";
    body("/t/1\ncontent-type: text/plain\n\nn=1", json!(expected));
}

#[test]
fn under_a_range_json_is_tried_first() {
    let operation =
        "      requestBody: {content: {'*/*': {schema: {type: object}}}}\n      responses: {}";
    for (content_type, text, expected) in [
        ("application/x-www-form-urlencoded", "{\"a\": 1}", json!({"a": 1})),
        ("application/x-www-form-urlencoded", "a=1", json!({"a": "1"})),
    ] {
        let decoded = decode(operation, &format!("/t/1\ncontent-type: {content_type}\n\n{text}"));
        assert_eq!(decoded.unwrap().body, Some(expected));
    }
    let broken = decode(operation, "/t/1\ncontent-type: application/json\n\n{\"a\":");
    assert!(matches!(broken, Err(Refusal::Invalid(_))), "{broken:?}");
}

#[test]
fn credentials_are_of_the_declared_kind() {
    let operation = "      security: [{bearer: []}, {key: []}]\n      responses: {}\ncomponents:\n  securitySchemes:\n    bearer: {type: http, scheme: bearer}\n    key: {type: apiKey, in: query, name: key}";
    let shown = |scheme: &str, token: &str| {
        Some(Credentials { scheme: scheme.to_owned(), token: token.to_owned() })
    };
    for (request, expected) in [
        ("/t/1\nauthorization: Bearer abc", Some(shown("bearer", "abc"))),
        ("/t/1\nauthorization: bearer  abc ", Some(shown("bearer", "abc"))),
        ("/t/1?key=k", Some(shown("apikey", "k"))),
        ("/t/1\nauthorization: Basic abc", None),
        ("/t/1\nauthorization: Bearer ", None),
        ("/t/1?key=", None),
        ("/t/1", None),
    ] {
        let got = decode(operation, request);
        if let Some(credentials) = expected {
            assert_eq!(got.unwrap().credentials, credentials, "{request}");
            continue;
        }
        let Err(Refusal::Unauthorized { challenge, .. }) = got else { panic!("{request}") };
        assert_eq!(challenge.as_deref(), Some("Bearer"), "{request}");
    }
}

#[test]
fn what_the_caller_does_not_accept_is_refused() {
    let operation = "      responses: {'200': {description: x, content: {application/json: {}}}}";
    assert!(decode(operation, "/t/1\naccept: text/html, */*;q=0.1").is_ok());
    let refused = decode(operation, "/t/1\naccept: text/html");
    assert!(matches!(refused, Err(Refusal::NotAcceptable { .. })), "{refused:?}");
}
