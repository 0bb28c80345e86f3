//! What responses break, as a table.

use std::sync::Arc;

use counterpart_schema::{Outlines, Schemas};
use http::Method;
use serde_json::{Map, Value, json};

use super::spec;
use crate::{Contract, Response};

const RESPONSES: &str = "      responses:
        '200':
          description: d
          headers: {X-Left: {required: true, schema: {type: integer}}, X-Tags: {schema: {type: array, items: {maxLength: 1}}}}
          content:
            application/json: {schema: {type: object, required: [id, secret], properties: {id: {type: integer}, secret: {writeOnly: true}}}}
            text/*: {}
        '204': {description: d}
        4XX: {description: d}
";

/// Judges a response written as its status and headers, an empty line, the body.
#[track_caller]
fn check(responses: &str, text: &str, expected: &[&str]) {
    let spec = spec(responses);
    let schemas = Schemas::new(Arc::clone(&spec.document.value));
    let contract = Contract::new(&spec, &schemas, &Outlines::default(), 0);
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let mut response = Response {
        status: lines.next().unwrap().parse().unwrap(),
        body: body.to_owned().into(),
        ..Response::default()
    };
    for line in lines {
        let (name, value) = line.split_once(": ").unwrap();
        let name: http::HeaderName = name.parse().unwrap();
        response.headers.append(name, value.parse().unwrap());
    }
    let found = contract.judge(&Method::POST, &response).into_iter();
    let shown = found.map(|v| {
        let place = v.schema.as_ref().map(|place| place.below(&spec.operations[0].pointer));
        format!("{v} [{} {}]", v.keyword, place.unwrap_or_default())
    });
    assert_eq!(shown.collect::<Vec<_>>(), expected, "{text}");
}

#[test]
fn responses_are_held_to_what_is_declared() {
    let ok = "200\nx-left: 1\ncontent-type: application/json";
    check(RESPONSES, &format!("{ok}; charset=utf-8\n\n{{\"id\": 1}}"), &[]);
    check(RESPONSES, "200\nx-left: 1\ncontent-type: text/html\n\n<p>", &[]);
    check(RESPONSES, "204", &[]);
    check(RESPONSES, "404\ncontent-type: text/html\n\nnothing", &[]);
    check(
        RESPONSES,
        &format!("{ok}\n\n{{\"id\": \"1\"}}"),
        &[
            "body /id: \"1\" is not of type \"integer\" [type /responses/200/content/application~1json/schema/properties/id/type]",
        ],
    );
    check(RESPONSES, "500", &["status: 500 is not declared [responses /responses]"]);
    check(
        RESPONSES,
        "200\nx-left: many\nx-tags: a, bc\ncontent-type: text/plain\n\n",
        &[
            "header X-Left: \"many\" is not of type \"integer\" [type /responses/200/headers/X-Left/schema/type]",
            "header X-Tags/1: \"bc\" is longer than 1 character [maxLength /responses/200/headers/X-Tags/schema/items/maxLength]",
        ],
    );
    check(
        RESPONSES,
        "200\ncontent-type: image/png\n\n",
        &[
            "header X-Left: is missing [required /responses/200/headers/X-Left]",
            "header content-type: `image/png` is not declared, but `application/json` or `text/*` [content /responses/200/content]",
        ],
    );
    check(
        RESPONSES,
        "204\n\nx",
        &["body: a response to `POST` with status 204 has none [content /responses/204]"],
    );
    check(
        RESPONSES,
        &format!("{ok}\n\n{{"),
        &["body: is not JSON: EOF while parsing an object at line 1 column 1 [syntax ]"],
    );
}

/// Writes a value as a media type with a schema, and judges what was written.
#[track_caller]
fn check_written(media_type: &str, schema: &str, value: &Value, expected: Result<&str, &str>) {
    let responses = format!(
        "      responses: {{'200': {{description: d, content: {{{media_type}: {{schema: {schema}}}}}}}}}\n"
    );
    let spec = spec(&responses);
    let schemas = Schemas::new(Arc::clone(&spec.document.value));
    let contract = Contract::new(&spec, &schemas, &Outlines::default(), 0);
    let written = contract.respond(200, &Map::new(), Some((value, None)));
    let shown = written.as_ref().map(|response| String::from_utf8_lossy(&response.body));
    let shown = shown.map_err(ToString::to_string);
    assert_eq!(shown.as_deref().map_err(String::as_str), expected, "{media_type} {schema}");
    if let Ok(response) = &written {
        assert_eq!(contract.judge(&Method::POST, response), [], "{media_type} {schema}");
    }
}

#[test]
fn bodies_are_written_as_their_schema_has_room_for() {
    let object = "{type: object, properties: {a: {type: integer}, list: {type: array, items: {type: string}}}}";
    let lists = json!({"a": 1, "list": []});
    check_written("application/xml", object, &lists, Ok("<root><a>1</a></root>"));
    let needed = format!("{{required: [list], {}", object.trim_start_matches('{'));
    let refused = Err("body: cannot be written as `application/xml`");
    check_written("application/xml", &needed, &lists, refused);
    // Before `itemSchema` there was only `schema`, and it was that of one item.
    let items = json!([{"a": 1}, {"a": 2}]);
    check_written("application/jsonl", object, &items, Ok("{\"a\":1}\n{\"a\":2}\n"));
    let events = "data: {\"a\":1}\n\ndata: {\"a\":2}\n\n";
    check_written("text/event-stream", object, &items, Ok(events));
    check_written("text/event-stream", "{type: string}", &json!("data: 1\n"), Ok("data: 1\n"));
    let event = "{type: object, properties: {data: {type: string}}}";
    check_written("text/event-stream", event, &json!([{"data": "x"}]), Ok("data: x\n\n"));
    // A name that says nothing of the syntax, and a schema that does.
    check_written("application/vnd.x.v1", object, &json!({"a": 1}), Ok("{\"a\":1}"));
    check_written("application/octet-stream", "{type: string}", &json!("\u{7f}"), Ok("\u{7f}"));
}
