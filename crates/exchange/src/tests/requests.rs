//! Credentials, what the caller accepts, and whole requests.

use std::sync::Arc;

use counterpart_schema::{Outlines, Schemas};
use serde_json::{Value, json};

use super::{decode, spec};
use crate::{Contract, Credentials, Decoded, MediaRange, Refusal};

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

#[test]
fn a_request_is_written_and_read() {
    let operation = "      parameters: [{name: id, in: path, required: true, schema: {type: integer}}, {name: q, in: query, schema: {type: string}}, {name: X-H, in: header}, {name: c, in: cookie}]
      requestBody: {content: {text/csv: {}, application/json: {schema: {type: object}}}}
      security: [{key: []}, {bearer: [], session: []}]
      responses: {}
components:
  securitySchemes:
    key: {type: apiKey, in: query, name: k}
    bearer: {type: oauth2}
    session: {type: apiKey, in: cookie, name: s}";
    let spec = spec(operation);
    let schemas = Schemas::new(Arc::clone(&spec.document.value));
    let contract = Contract::new(&spec, &schemas, &Outlines::default(), 0);
    let map = |value: Value| value.as_object().cloned().unwrap_or_default();
    let values = |scheme: &str| Decoded {
        path: map(json!({"id": 7})),
        query: map(json!({"q": "a b"})),
        header: map(json!({"x-h": "h"})),
        cookie: map(json!({"c": "d"})),
        body: Some(json!({"a": 1})),
        credentials: Some(Credentials { scheme: scheme.to_owned(), token: "t".to_owned() }),
    };
    for (scheme, media_type, expected) in [
        (
            "apikey",
            None,
            "POST /t/7?q=a%20b&k=t x-h: h, cookie: c=d, content-type: application/json\n{\"a\":1}",
        ),
        (
            "bearer",
            None,
            "POST /t/7?q=a%20b x-h: h, authorization: Bearer t, cookie: c=d; s=t, content-type: application/json\n{\"a\":1}",
        ),
    ] {
        let values = values(scheme);
        let request = contract.encode(&values, media_type).unwrap();
        let headers = request.headers.iter().map(|(k, v)| format!("{k}: {}", v.to_str().unwrap()));
        let shown = format!(
            "{} {}?{} {}\n{}",
            request.method,
            request.path,
            request.query,
            headers.collect::<Vec<_>>().join(", "),
            String::from_utf8_lossy(&request.body)
        );
        assert_eq!(shown, expected);
        assert_eq!(contract.decode(&request, &[("id", "7")]).unwrap(), values);
    }
    let told = |values: &Decoded, media_type: Option<&str>| {
        let media_type = media_type.and_then(MediaRange::parse);
        contract.encode(values, media_type.as_ref()).unwrap_err().to_string()
    };
    let good = values("apikey");
    for (values, media_type, expected) in [
        (
            Decoded { path: map(json!({})), ..good.clone() },
            None,
            "path parameter id: is missing or empty, and a path needs it",
        ),
        (
            Decoded { header: map(json!({"x-h": "a\r\nb"})), ..good.clone() },
            None,
            "header parameter X-H: has a control character",
        ),
        (
            Decoded { path: map(json!({"id": "7"})), ..good.clone() },
            None,
            "path parameter id: cannot be written in the style `simple`",
        ),
        (good.clone(), Some("text/csv"), "body: cannot be written as `text/csv`"),
        (good, Some("image/png"), "body: is not declared as `image/png`"),
    ] {
        assert_eq!(told(&values, media_type), expected);
    }
}
