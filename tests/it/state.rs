//! Laws of the state language that no vendor document happens to test.

use serde_json::{Value, json};

use crate::support::Served;

/// Serves one resource `things` without a schema, with these operations below `paths`.
fn things(resource: &str, paths: &str) -> Served {
    let answer = "{'200': {description: x, content: {application/json: {schema: {}}}}}";
    let body = "{content: {application/json: {schema: {type: object}}}}";
    let paths = paths.replace("ANSWER", answer).replace("BODY", body);
    let head = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n";
    Served::text(&format!("{head}x-state: {{things: {resource}}}\npaths:\n{paths}"))
}

const CRUD: &str = "  /things:
    get: {x-state: {list: things, sort: =query.sort, page: {size: =query.size, offset: =query.offset}, respond: =items}, parameters: [{name: sort, in: query, schema: {type: string}}, {name: size, in: query, schema: {type: integer}}, {name: offset, in: query, schema: {type: integer}}], responses: ANSWER}
    post: {x-state: create things, requestBody: BODY, responses: ANSWER}
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {x-state: read things, responses: ANSWER}
    put: {x-state: upsert things, requestBody: BODY, responses: ANSWER}
    delete: {x-state: delete things, responses: ANSWER}
";

fn send(served: &Served, method: &str, target: &str, body: &Value) -> (u16, Value) {
    let reply =
        served.send(&format!("{method} {target}\nContent-Type: application/json\n\n{body}"));
    (reply.status, reply.body)
}

#[test]
fn a_key_is_taken_once() {
    let served = things("{}", CRUD);
    assert_eq!(send(&served, "POST", "/things", &json!({"id": "a", "n": 1})).0, 200);
    assert_eq!(send(&served, "POST", "/things", &json!({"id": "a", "n": 2})).0, 409);
    assert_eq!(served.ok("GET /things"), json!([{"id": "a", "n": 1}]));
    served.ok("DELETE /things/a");
    assert_eq!(served.ok("GET /things"), json!([]));
}

#[test]
fn an_upsert_creates_under_the_key_it_looked_for() {
    let served = things("{}", CRUD);
    for n in [1, 2] {
        let (status, put) = send(&served, "PUT", "/things/42", &json!({"n": n}));
        assert_eq!((status, put), (200, json!({"id": "42", "n": n})));
    }
    assert_eq!(served.ok("GET /things/42"), json!({"id": "42", "n": 2}));
    assert_eq!(served.ok("GET /things").as_array().unwrap().len(), 1);
}

#[test]
fn an_upsert_says_whether_it_created() {
    let put = |responses: &str| {
        let paths = format!(
            "  /things/{{id}}:
    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
    put: {{x-state: upsert things, requestBody: BODY, responses: {{{responses}}}}}
"
        );
        let served = things("{}", &paths);
        [1, 2].map(|n| send(&served, "PUT", "/things/42", &json!({ "n": n })).0)
    };
    let both = "'200': ANSWER_, '201': ANSWER_".replace(
        "ANSWER_",
        "{description: x, content: {application/json: {schema: {type: object}}}}",
    );
    assert_eq!(put(&both), [201, 200]);
    assert_eq!(put("'201': {description: x}, '204': {description: x}"), [201, 204]);
    assert_eq!(put("'200': {description: x}"), [200, 200]);
}

#[test]
fn any_values_sort_and_any_page_is_answered() {
    let served = things("{}", CRUD);
    for name in ["9", "10", "1x", "-nan", "a", "", "1e400", "007", "7"].repeat(4) {
        send(&served, "POST", "/things", &json!({"name": name, "list": [name]}));
    }
    assert_eq!(served.ok("GET /things?sort=name").as_array().unwrap().len(), 36);
    assert_eq!(served.ok("GET /things?sort=-list").as_array().unwrap().len(), 36);
    assert_eq!(served.ok("GET /things?size=1&offset=18446744073709551615"), json!([]));
}

#[test]
fn the_last_parameter_of_the_template_is_the_key() {
    let paths = "  /users/{user}/things/{thing}:
    parameters: [{name: user, in: path, required: true, schema: {type: integer}}]
    get: {x-state: read things, parameters: [{name: thing, in: path, required: true, schema: {type: integer}}], responses: ANSWER}
";
    let served = things("{seed: [{id: 1}, {id: 3}]}", paths);
    assert_eq!(served.ok("GET /users/1/things/3"), json!({"id": 3}));
}

#[test]
fn of_two_documents_the_more_literal_path_is_meant() {
    let document = |path: &str, title: &str| {
        let parameter = "{name: x, in: path, required: true, schema: {}}";
        let parameters = if path.contains('{') { parameter } else { "" };
        let answer = "{'200': {description: x, content: {application/json: {example: TITLE}}}}";
        let answer = answer.replace("TITLE", title);
        format!(
            "openapi: 3.1.0\ninfo: {{title: {title}, version: '1'}}\npaths:\n  {path}:\n    get: {{parameters: [{parameters}], responses: {answer}}}\n"
        )
    };
    let served = Served::texts(&[document("/a/{x}", "any"), document("/a/new", "new")]);
    assert_eq!(served.mock().handle(&crate::support::request("GET /a/new")).body, "\"new\"");
    assert_eq!(served.mock().handle(&crate::support::request("GET /a/old")).body, "\"any\"");
}

#[test]
fn parts_are_told_apart_and_kept() {
    let paths = "  /things:
    parameters: [{name: a, in: query, schema: {type: string}}, {name: b, in: query, schema: {type: string}}]
    get: {x-state: {list: things, respond: =items}, responses: ANSWER}
    post: {x-state: create things, requestBody: BODY, responses: ANSWER}
    patch: {x-state: update things, requestBody: BODY, responses: ANSWER}
";
    let served = things("{partition: {a: =query.a, b: =query.b}}", paths);
    send(&served, "POST", "/things?a=x", &json!({"id": 1}));
    assert_eq!(served.ok("GET /things?b=x"), json!([]));
    let (_, patched) = send(&served, "PATCH", "/things?a=x", &json!({"id": 1, "a": "other"}));
    assert_eq!(patched, json!({"id": 1, "a": "x"}));
}

#[test]
fn parts_that_nobody_wrote_to_are_forgotten_and_come_back() {
    let paths = "  /things:
    parameters: [{name: a, in: query, required: true, schema: {type: string}}]
    get: {x-state: {list: things, respond: =items}, responses: ANSWER}
    post: {x-state: create things, requestBody: BODY, responses: ANSWER}
";
    let served = things("{partition: {a: =query.a}, seed: 1, new: {id: =seq, n: =uuid()}}", paths);
    let first = served.ok("GET /things?a=first");
    send(&served, "POST", "/things?a=kept", &json!({"note": "mine"}));
    let kept = served.ok("GET /things?a=kept");
    for part in 0..1500 {
        served.ok(&format!("GET /things?a={part}"));
    }
    assert_eq!(served.ok("GET /things?a=kept"), kept);
    assert_eq!(served.ok("GET /things?a=first"), first);
}

#[test]
fn one_record_is_found_or_missing_before_anything_else() {
    let paths = "  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {x-state: {read: things, where: {id: =path.id, open: true}, respond: =item}, responses: ANSWER}
    put: {x-state: {update: things, key: =path.id, where: {open: true}, set: {n: 1}}, responses: ANSWER}
    post: {x-state: {update: things, guard: [{unless: =item.open, status: 409}], set: {open: false}}, responses: ANSWER}
";
    let served = things("{seed: [{id: 1, open: true}, {id: 2, open: false}]}", paths);
    for (request, status) in [
        ("GET /things/1", 200),
        ("GET /things/2", 404),
        ("PUT /things/1", 200),
        ("PUT /things/2", 404),
        ("POST /things/1", 200),
        ("POST /things/1", 409),
        ("POST /things/9", 404),
    ] {
        assert_eq!(
            served.mock().handle(&crate::support::request(request)).status,
            status,
            "{request}"
        );
    }
}

#[test]
fn a_record_cannot_grow_without_end() {
    let paths = "  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    put: {x-state: {update: things, set: {previous: =old}}, responses: ANSWER}
";
    let served = things("{seed: [{id: 1}]}", paths);
    let put = crate::support::request("PUT /things/1");
    let statuses: Vec<_> = (0..200).map(|_| served.mock().handle(&put).status).collect();
    let refused = statuses.iter().position(|status| *status == 413);
    assert!(refused.is_some_and(|at| at > 50), "{statuses:?}");
}
