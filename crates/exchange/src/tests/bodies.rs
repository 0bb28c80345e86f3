//! What bodies say, as tables.

#![expect(clippy::needless_pass_by_value, reason = "expectations are written in place")]

use serde_json::{Value, json};

use super::decode;
use crate::Refusal;

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

/// Decodes a body of one media type, whose declaration is given.
#[track_caller]
fn check(declaration: &str, sent: &str, text: &str, expected: Value) {
    let range = sent.split(';').next().unwrap_or_default();
    let operation = format!(
        "      requestBody: {{content: {{'{range}': {declaration}}}}}\n      responses: {{}}"
    );
    let got = match decode(&operation, &format!("/t/1\ncontent-type: {sent}\n\n{text}")) {
        Ok(decoded) => decoded.body.unwrap_or_default(),
        Err(Refusal::Invalid(violations)) => {
            violations.iter().map(ToString::to_string).collect::<Vec<_>>().into()
        }
        Err(refusal) => panic!("{refusal:?}"),
    };
    assert_eq!(got, expected, "{declaration}\n{text}");
}

const OBJECT: &str = "{type: object, properties: {n: {type: integer}, l: {type: array, items: {type: string}}, o: {type: object, properties: {b: {type: boolean}}}}}";

#[test]
fn fields_of_a_form_have_styles() {
    let form = "application/x-www-form-urlencoded";
    let plain = format!("{{schema: {OBJECT}}}");
    check(&plain, form, "n=1&l=a&l=b+c", json!({"n": 1, "l": ["a", "b c"]}));
    check(&plain, form, "o=%7B%22b%22:true%7D", json!({"o": {"b": true}}));
    check(&plain, form, "o[b]=true&l[]=a&l[]=b", json!({"o": {"b": true}, "l": ["a", "b"]}));
    let encoded = |encoding: &str| format!("{{schema: {OBJECT}, encoding: {encoding}}}");
    check(&encoded("{l: {explode: false}}"), form, "l=a,b%2Cc", json!({"l": ["a", "b,c"]}));
    check(
        &encoded("{l: {style: pipeDelimited, explode: false}}"),
        form,
        "l=a%7Cb",
        json!({"l": ["a", "b"]}),
    );
    check(&encoded("{o: {style: deepObject}}"), form, "o[b]=false", json!({"o": {"b": false}}));
}

#[test]
fn parts_have_types_of_their_own() {
    let sent = "multipart/form-data; boundary=B";
    let part = |head: &str, text: &str| {
        format!("--B\r\nContent-Disposition: form-data; {head}\r\n\r\n{text}\r\n")
    };
    let body = |parts: &[String]| format!("{}--B--\r\n", parts.concat());
    let plain = format!("{{schema: {OBJECT}}}");
    let two = [part("name=\"n\"", "7"), part("name=\"l\"", "a"), part("name=\"l\"", "b")];
    check(&plain, sent, &body(&two), json!({"n": 7, "l": ["a", "b"]}));
    let json = part("name=\"o\"\r\nContent-Type: application/json", "{\"b\": true}");
    check(&plain, sent, &body(&[json]), json!({"o": {"b": true}}));
    let file = part("name=\"f\"; filename=\"f.png\"\r\nContent-Type: image/png", "\u{e9}");
    let open = "{schema: {type: object}}";
    check(open, sent, &body(std::slice::from_ref(&file)), json!({"f": "\u{c3}\u{a9}"}));
    let only = |encoding: &str| {
        format!(
            "{{schema: {{type: object, properties: {{f: {{}}}}}}, encoding: {{f: {encoding}}}}}"
        )
    };
    check(
        &only("{contentType: 'image/jpeg, text/*'}"),
        sent,
        &body(std::slice::from_ref(&file)),
        json!(["body /f: is `image/png`, but `image/jpeg` or `text/*` is expected"]),
    );
    check(
        &only("{headers: {X-Sum: {required: true}}}"),
        sent,
        &body(&[file]),
        json!(["body /f: has no header `X-Sum`"]),
    );
    check(&plain, "multipart/form-data", "x", json!(["body: has no `boundary` in its media type"]));
}

#[test]
fn xml_is_read_by_its_names() {
    let schema = "{type: object, properties: {id: {type: integer, xml: {attribute: true}}, name: {type: string, xml: {name: title, prefix: t}}, tags: {type: array, xml: {wrapped: true}, items: {type: string, xml: {name: tag}}}, n: {type: array, items: {type: integer}}, text: {type: string, xml: {nodeType: text}}}}";
    let declaration = format!("{{schema: {schema}}}");
    let text = "<?xml version='1.0'?><!-- c --><a xmlns:t='urn:t' id='7'><t:title>x &amp; &#65;</t:title><tags><tag>a</tag><tag><![CDATA[<b>]]></tag></tags><n>1</n><n>2</n></a>";
    check(
        &declaration,
        "application/xml",
        text,
        json!({"id": 7, "name": "x & A", "tags": ["a", "<b>"], "n": [1, 2], "text": ""}),
    );
    check("{}", "text/xml", "<a><b>1</b><b>2</b><c d='e'/></a>", json!({"b": ["1", "2"], "c": {}}));
    for (text, message) in [
        ("<a><b></a>", "body: is not XML: "),
        ("<a>", "body: is not XML: "),
        ("<a>&own;</a>", "body: is not XML: `&own;` stands for nothing"),
        ("text", "body: is not XML: there is no element, or one that does not end"),
    ] {
        let operation =
            "      requestBody: {content: {text/xml: {}}}\n      responses: {}".to_owned();
        let got = decode(&operation, &format!("/t/1\ncontent-type: text/xml\n\n{text}"));
        let Err(Refusal::Invalid(violations)) = got else { panic!("{text}: {got:?}") };
        assert!(violations[0].to_string().starts_with(message), "{text}: {}", violations[0]);
    }
    let deep = format!("{}{}", "<a>".repeat(100), "</a>".repeat(100));
    let expected = "body: is not XML: more than 64 elements are nested";
    check("{}", "text/xml", &deep, json!([expected]));
}

#[test]
fn sequences_are_arrays_whose_items_are_judged() {
    let item = "{itemSchema: {type: object, required: [a], properties: {a: {type: integer}}}}";
    check(item, "application/jsonl", "{\"a\": 1}\n\n{\"a\": 2}\n", json!([{"a": 1}, {"a": 2}]));
    check(item, "application/json-seq", "\u{1e}{\"a\": 1}\n", json!([{"a": 1}]));
    check(
        item,
        "application/x-ndjson",
        "{\"a\": 1}\n{}",
        json!(["body /1: \"a\" is a required property"]),
    );
    let event = "{itemSchema: {properties: {retry: {type: integer}, data: {type: string}}}}";
    check(
        event,
        "text/event-stream",
        ": comment\nevent: e\ndata: 1\ndata:2\nretry: 5\n\ndata\n\n",
        json!([{"event": "e", "data": "1\n2", "retry": 5}, {"data": ""}]),
    );
}

#[test]
fn text_is_of_its_charset_and_bytes_are_characters() {
    check("{schema: {type: integer}}", "text/plain", "12", json!(12));
    check("{schema: {type: string}}", "text/plain;charset=latin1", "\u{e9}", json!("\u{c3}\u{a9}"));
    check("{schema: {type: string, maxLength: 2}}", "image/png", "\u{e9}", json!("\u{c3}\u{a9}"));
    check(
        "{}",
        "text/plain;charset=utf-7",
        "x",
        json!(["body: is in the charset `utf-7`, which is not read"]),
    );
}
