//! What is shown where the records and the form that shows them do not fit each other: better nothing than something else.

use serde_json::{Value, json};

use crate::support::Served;

/// Serves three things, of which two have one name; the list is answered as one schema, with `THINGS` for the array, what is put as another.
fn things(list: &str, put: &str) -> Served {
    let array = "type: array, items: {type: object, properties: {name: {type: string}}}";
    let list = list.replace("THINGS", array);
    Served::text(&format!(
        "openapi: 3.1.0
info: {{title: T, version: '1'}}
x-state:
  things:
    schema: '#/components/schemas/Thing'
    seed: [{{id: 1, name: a, due: null}}, {{id: 2, name: a}}, {{id: 3, name: b}}]
paths:
  /things:
    get:
      parameters: [{{name: name, in: query, schema: {{type: string}}}}, {{name: limit, in: query, schema: {{type: integer, default: 9}}}}, {{name: page, in: query, schema: {{type: integer}}}}]
      x-state: {{list: things, where: {{name: =query.name}}, page: {{size: =query.limit, number: =query.page}}, respond: RESPOND}}
      responses: {{'200': {{description: d, content: {{application/json: {{schema: {list}}}}}}}}}
  /things/{{id}}:
    parameters: [{{name: id, in: path, required: true, schema: {{type: integer}}}}]
    get: {{x-state: read things, responses: {{'200': {{description: d, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing'}}}}}}}}}}}}
    put:
      x-state: replace things
      requestBody: {{content: {{application/json: {{schema: {{type: object, properties: {{name: {{type: string}}, due: {{type: [string, 'null']}}}}}}}}}}}}
      responses: {{'200': {{description: d, content: {{application/json: {{schema: {put}}}}}}}}}
components:
  schemas:
    Thing: {{type: object, required: [id], properties: {{id: {{type: integer}}, name: {{type: string}}, due: {{type: [string, 'null']}}}}}}
"
    ).replace(", respond: RESPOND", if list.contains("pages") { "" } else { ", respond: {things: =items}" }))
}

#[test]
fn a_set_shows_what_looks_the_same_once() {
    for (unique, expected) in [("false", &["a", "a", "b"][..]), ("true", &["a", "b"])] {
        let list =
            format!("{{type: object, properties: {{things: {{uniqueItems: {unique}, THINGS}}}}}}");
        let names: Vec<_> = expected.iter().map(|name| json!({ "name": name })).collect();
        assert_eq!(things(&list, "{}").ok("GET /things"), json!({ "things": names }), "{unique}");
    }
}

#[test]
fn a_list_that_has_to_have_records_is_left_out_where_there_are_none() {
    let list = "{type: object, properties: {things: {minItems: 1, THINGS}}}";
    let served = things(list, "{}");
    // As often as it takes until an answer is trusted.
    for _ in 0..20 {
        assert_eq!(served.ok("GET /things?name=b"), json!({"things": [{"name": "b"}]}));
    }
    assert_eq!(served.ok("GET /things?name=z"), json!({}));
}

#[test]
fn a_list_without_records_has_a_page_where_it_has_to() {
    let of = |least: u8| {
        let list = format!(
            "{{type: object, required: [things, pages], properties: {{things: {{THINGS}}, pages: {{type: integer, minimum: {least}}}}}}}"
        );
        let served = things(
            &list.replace(
                "items: {type: object, properties: {name: {type: string}}}",
                "items: {$ref: '#/components/schemas/Thing'}",
            ),
            "{}",
        );
        served.ok("GET /things?name=z")["pages"].clone()
    };
    assert_eq!((of(0), of(1)), (json!(0), json!(1)));
}

#[test]
fn what_a_form_does_not_admit_is_left_out_and_not_made_up() {
    let put = |due: &str, required: &str| {
        let form = format!(
            "{{type: object, required: [{required}], properties: {{id: {{type: integer}}, due: {due}}}}}"
        );
        let served = things("{type: object}", &form);
        let mut shown = Value::Null;
        for body in [r#"{"due": null}"#, r#"{"due": "no address"}"#] {
            let sent = format!("PUT /things/1\nContent-Type: application/json\n\n{body}");
            for _ in 0..20 {
                shown = served.ok(&sent);
            }
        }
        shown
    };
    assert_eq!(put("{type: [string, 'null']}", "id"), json!({"id": 1, "due": "no address"}));
    assert_eq!(put("{type: string, format: email}", "id"), json!({"id": 1}));
    assert!(put("{type: string, format: email}", "due")["due"].as_str().unwrap().contains('@'));
}

#[test]
fn what_tells_alternatives_apart_is_kept() {
    let kinds: Vec<_> = (0..9).map(|n| format!("k{n}")).collect();
    let one = |kind: &String| {
        format!(
            "{{type: object, required: [id, name, due], properties: {{id: {{type: integer}}, name: {{enum: [{kind}]}}, due: {{type: string, minLength: 3}}}}}}"
        )
    };
    let all = kinds.iter().map(one).collect::<Vec<_>>().join(", ");
    let served = things("{type: object}", &format!("{{oneOf: [{all}]}}"));
    for kind in &kinds {
        let sent = format!(
            "PUT /things/1\nContent-Type: application/json\n\n{{\"name\": \"{kind}\", \"due\": null}}"
        );
        assert_eq!(served.ok(&sent)["name"], json!(kind));
    }
}

#[test]
fn an_answer_without_a_record_fits_its_schema() {
    let served = Served::text(
        "openapi: 3.1.0
info: {title: T, version: '1'}
x-state: {things: {schema: '#/components/schemas/Thing', seed: [{id: 1}]}}
paths:
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    patch:
      x-state: {update: things, key: =path.id, each: =body, set: =it}
      requestBody: {content: {application/json: {schema: {type: array, items: {type: object}}}}}
      responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}
components: {schemas: {Thing: {type: object, required: [id], properties: {id: {type: integer}}}}}
",
    );
    for body in ["[{}]"; 20].into_iter().chain(["[]"]) {
        let sent = format!("PATCH /things/1\nContent-Type: application/json\n\n{body}");
        assert!(served.ok(&sent)["id"].is_u64(), "{body}");
    }
}
