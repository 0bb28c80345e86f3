//! The examples of the specification, and what is at their edges.

use http::Method;
use serde_json::{Value, json};

use super::*;

/// The exchange of the specification's "Callback Object" examples, with a little more.
fn with_exchange<T>(run: impl FnOnce(&Exchange<'_>) -> T) -> T {
    let mut request = Request {
        method: Method::POST,
        path: "/subscribe/my%20event".into(),
        query: "queryUrl=https%3A%2F%2Fclientdomain.com%2Fstream&q=a+b&q=c".into(),
        body: r#"{"failedUrl": "https://clientdomain.com/failed", "successUrls": ["https://clientdomain.com/fast", "https://clientdomain.com/medium"], "count": 2, "none": null, "a/b": {"c~d": true}}"#.into(),
        ..Request::default()
    };
    request.headers.insert("content-type", "application/json".parse().unwrap());
    let mut response =
        Response { status: 201, body: r#"{"id": 7, "tags": ["x"]}"#.into(), ..Response::default() };
    response.headers.insert("location", "https://example.org/subscription/1".parse().unwrap());
    run(&Exchange {
        url: "https://example.org/subscribe/my%20event?queryUrl=https://clientdomain.com/stream",
        request: &request,
        path: &[("eventType", "my%20event")],
        body: None,
        response: &response,
    })
}

#[test]
fn expressions_have_the_values_of_the_exchange() {
    let url = "https://example.org/subscribe/my%20event?queryUrl=https://clientdomain.com/stream";
    for (text, expected) in [
        ("$url", json!(url)),
        ("$method", json!("POST")),
        ("$request.path.eventType", json!("my event")),
        ("$request.query.queryUrl", json!("https://clientdomain.com/stream")),
        ("$request.query.q", json!("a b")),
        ("$request.header.content-Type", json!("application/json")),
        ("$request.body#/failedUrl", json!("https://clientdomain.com/failed")),
        ("$request.body#/successUrls/1", json!("https://clientdomain.com/medium")),
        ("$request.body#/count", json!(2)),
        ("$request.body#/none", Value::Null),
        ("$request.body#/a~1b/c~0d", json!(true)),
        ("$response.header.Location", json!("https://example.org/subscription/1")),
        ("$response.body#/id", json!(7)),
        ("$response.body", json!({"id": 7, "tags": ["x"]})),
        ("$statusCode", json!(201)),
    ] {
        let expression: RuntimeExpression = text.parse().unwrap();
        assert_eq!(expression.to_string(), text);
        assert_eq!(with_exchange(|exchange| expression.value(exchange)), Some(expected), "{text}");
    }
}

#[test]
fn what_the_exchange_has_not_is_absent() {
    for text in [
        "$request.path.other",
        "$request.query.other",
        "$request.header.other",
        "$request.body#/other",
        "$request.body#/successUrls/9",
        "$response.header.other",
        "$response.query.queryUrl",
        "$response.path.eventType",
        "$response.body#/id/deeper",
    ] {
        let expression: RuntimeExpression = text.parse().unwrap();
        assert_eq!(with_exchange(|exchange| expression.value(exchange)), None, "{text}");
    }
}

#[test]
fn other_texts_are_no_expressions() {
    for text in [
        "",
        "$",
        "url",
        "$URL",
        "$request",
        "$request.",
        "$request.body.id",
        "$request.body#id",
        "$request.header.",
        "$request.header.a b",
        "$request.cookie.a",
        "$statuscode",
    ] {
        assert_eq!(text.parse::<RuntimeExpression>(), Err(NoExpression(text.into())), "{text}");
    }
}

#[test]
fn templates_are_filled() {
    for (text, expected) in [
        ("{$request.body#/failedUrl}", Ok("https://clientdomain.com/failed")),
        ("$request.body#/failedUrl", Ok("https://clientdomain.com/failed")),
        (
            "http://notify?url={$request.body#/failedUrl}&n={$request.body#/count}",
            Ok("http://notify?url=https://clientdomain.com/failed&n=2"),
        ),
        ("http://a/{$statusCode}/{$method}", Ok("http://a/201/POST")),
        ("http://a/b", Ok("http://a/b")),
        ("{$request.body#/none}", Err("the exchange has no value for `$request.body#/none`")),
        ("{$request.query.no}", Err("the exchange has no value for `$request.query.no`")),
        ("http://a/{id}", Err("`id` is no runtime expression")),
        ("http://a/{$url", Err("`$url` is no runtime expression")),
    ] {
        let filled = match text.parse::<ExpressionTemplate>() {
            Ok(template) => {
                with_exchange(|exchange| template.fill(exchange)).map_err(|e| e.to_string())
            }
            Err(error) => Err(error.to_string()),
        };
        assert_eq!(filled.as_deref().map_err(String::as_str), expected, "{text}");
    }
}

#[test]
fn a_decoded_body_counts_before_the_bytes() {
    let request = Request { body: "callback=http://a".into(), ..Request::default() };
    let response = Response { body: "plain".into(), ..Response::default() };
    let decoded = json!({"callback": "http://a"});
    let mut exchange = Exchange {
        url: "",
        request: &request,
        path: &[],
        body: Some(&decoded),
        response: &response,
    };
    let value = |text: &str, exchange: &Exchange<'_>| {
        text.parse::<RuntimeExpression>().unwrap().value(exchange)
    };
    assert_eq!(value("$request.body#/callback", &exchange), Some(json!("http://a")));
    assert_eq!(value("$response.body", &exchange), Some(json!("plain")));
    exchange.body = None;
    assert_eq!(value("$request.body#/callback", &exchange), None);
    assert_eq!(value("$request.body", &exchange), Some(json!("callback=http://a")));
}
