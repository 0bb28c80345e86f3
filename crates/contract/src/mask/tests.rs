//! What is hidden, and what is not.

use std::time::Duration;

use super::*;
use crate::{Below, Callers, Kind};

const DOCUMENT: &str = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\ncomponents:\n  securitySchemes: {b: {type: http, scheme: basic}, t: {type: http, scheme: bearer}}\n  schemas:\n    User: {type: object, properties: {name: {type: string}, password: {type: string, format: password}, pin: {type: integer, writeOnly: true}}}\npaths:\n  /users: {post: {responses: {'200': {description: d, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/User'}}}}}}}}\n";

fn mask() -> Mask {
    let spec = counterpart_spec::load("t.yaml", DOCUMENT.into()).unwrap().spec;
    let subject = Subject::new(spec).0;
    let mut callers = Callers::default();
    let own = &mut callers.own;
    own.show_token(subject.spec(), Kind::Basic, None, "ada:pass\"word/1").unwrap();
    own.show_token(subject.spec(), Kind::Bearer, None, "short").unwrap();
    own.show_header("x-api-key".parse().unwrap(), "key-of-ada").unwrap();
    own.show_header("x-plain".parse().unwrap(), "no secret at all").unwrap();
    own.show_cookie("sid", "session-of-ada").unwrap();
    callers.mask(&subject)
}

fn call(status: u16, sent: &str, received: &str) -> Exchanged {
    let request = Request {
        method: http::Method::POST,
        path: "/users".to_owned(),
        body: sent.to_owned().into(),
        ..Request::default()
    };
    let mut response = Response { status, body: received.to_owned().into(), ..Response::default() };
    response.headers.insert("content-type", HeaderValue::from_static("application/json"));
    response.headers.insert("location", HeaderValue::from_static("/x?k=key-of-ada"));
    Exchanged {
        step: 0,
        operation: 0,
        below: Below::Target,
        reading: mask().subject.read(&request),
        request,
        outcome: Ok(response),
        body: None,
        elapsed: Duration::ZERO,
    }
}

#[test]
fn credentials_are_hidden_in_texts_however_they_are_written() {
    for (text, expected) in [
        ("pass\"word/1", "***"),
        ("a=pass%22word%2F1&b", "a=***&b"),
        (r#"{"a":"pass\"word/1"}"#, r#"{"a":"***"}"#),
        ("Basic YWRhOnBhc3Mid29yZC8x", "Basic ***"),
        ("key-of-ada session-of-ada", "*** ***"),
        ("a short one, no secret at all", "a short one, no secret at all"),
    ] {
        assert_eq!(mask().text(text), expected);
    }
}

#[test]
fn bodies_hide_what_their_schema_calls_secret() {
    for (status, sent, received, expected) in [
        (200, "{}", r#"[{"name": "a"}]"#, r#"[{"name": "a"}]"#),
        (200, "{}", r#"[{"name": "a", "password": "p"}]"#, r#"[{"name":"a","password":"***"}]"#),
        (
            200,
            "{}",
            r#"[{"pin": 17}, {"name": "key-of-ada"}]"#,
            r#"[{"pin":"***"},{"name":"***"}]"#,
        ),
        (200, "{}", r#"{"password": "p"}"#, r#"{"password": "p"}"#),
        (500, "{}", "key-of-ada is wrong", "*** is wrong"),
    ] {
        let call = call(status, sent, received);
        let shown = mask().call(&call).into_owned();
        let response = shown.outcome.unwrap();
        assert_eq!(response.body, expected);
        assert_eq!(response.headers["location"], "/x?k=***");
    }
    // Also where a call is made once more.
    let repeated = |received| {
        let exchanged = Arc::new(call(200, "{}", received));
        Event::Repeated { operation: "POST /users".into(), exchanged }
    };
    let told = |event: &Event| match event {
        Event::Repeated { exchanged, .. } => exchanged.outcome.clone().unwrap().body,
        _ => Bytes::new(),
    };
    assert_eq!(told(&mask().event(&repeated("key-of-ada"))), "***");
    // What the runner made up is shown; what it was given is not.
    let sent = r#"{"password": "made up", "name": "key-of-ada"}"#;
    let sent = mask().call(&call(200, sent, "[]")).into_owned().request;
    assert_eq!(sent.body, r#"{"password": "made up", "name": "***"}"#);
}

#[test]
fn what_is_said_of_a_call_holds_no_secret() {
    let call = call(200, "{}", r#"[{"password": "p", "pin": "1234"}]"#);
    let said = |text: &str| mask().message(text, Some(&call));
    assert_eq!(
        said(r#"body /0/pin: "1234" is not of type "integer""#),
        r#"body /0/pin: *** is not of type "integer""#
    );
    assert_eq!(said(r#""p" is short, as is "key-of-ada""#), r#"*** is short, as is "***""#);
}
