//! Laws of answers that the scenario does not show: which status, in which shape.

use serde_json::{Value, json};

use crate::support::Served;

/// Serves `POST /things` with credentials, a required body, and these responses.
fn things(responses: &str) -> Served {
    Served::text(&format!(
        "openapi: 3.1.0
info: {{title: T, version: '1'}}
paths:
  /things:
    post:
      security: [{{key: []}}]
      requestBody:
        required: true
        content: {{application/json: {{schema: {{type: object, required: [name], properties: {{name: {{type: string}}, tags: {{type: array, items: {{type: integer}}}}}}}}}}}}
      responses: {{{responses}}}
components:
  securitySchemes: {{key: {{type: http, scheme: bearer}}}}
  schemas:
    E: {{type: object, required: [message], properties: {{message: {{type: string}}}}}}
"
    ))
}

/// Declares a response of each status in one shape.
fn declared(statuses: &[&str]) -> String {
    let shape =
        "{description: x, content: {application/json: {schema: {$ref: '#/components/schemas/E'}}}}";
    let one = |status: &&str| format!("'{status}': {shape}");
    statuses.iter().map(one).collect::<Vec<_>>().join(", ")
}

const JSON: &str = "Authorization: Bearer t\nContent-Type: application/json\n";

#[test]
fn the_status_of_a_refusal_is_the_most_natural_one_that_is_declared() {
    let invalid = format!("POST /things\n{JSON}\n{{}}");
    let nobody = "POST /things\nContent-Type: application/json\n\n{\"name\": \"a\"}";
    let text = "POST /things\nAuthorization: Bearer t\nContent-Type: text/plain\n\na";
    let picky = format!("POST /things\n{JSON}Accept: image/png\n\n{{\"name\": \"a\"}}");
    for (statuses, sent, expected) in [
        (&["200", "400", "422"][..], invalid.as_str(), 422),
        (&["200", "400", "default"], &invalid, 400),
        (&["200", "4XX"], &invalid, 422),
        (&["200", "default"], &invalid, 422),
        (&["200"], &invalid, 422),
        (&["200", "401", "403"], nobody, 401),
        (&["200", "403"], nobody, 403),
        (&["200", "default"], nobody, 401),
        (&["200", "400", "415"], text, 415),
        (&["200", "400"], text, 400),
        (&["200", "422"], text, 422),
        (&["200"], text, 415),
        (&["200", "400"], &picky, 406),
    ] {
        let reply = things(&declared(statuses)).send(sent);
        assert_eq!(reply.status, expected, "{statuses:?} {sent}");
        let is_declared = statuses.iter().any(|status| {
            *status == "default" || *status == "4XX" || *status == expected.to_string()
        });
        let media_type = reply.header("content-type");
        let shape = if is_declared { "application/json" } else { "application/problem+json" };
        assert_eq!(media_type, Some(shape), "{statuses:?} {sent}");
        assert_eq!(reply.header("www-authenticate"), (sent == nobody).then_some("Bearer"));
    }
}

/// Sends a body with a missing name and a tag that is no integer.
#[track_caller]
fn check(schema: &str, expected: &Value) {
    let shape =
        format!("'422': {{description: x, content: {{application/json: {{schema: {schema}}}}}}}");
    let served = things(&format!("'200': {{description: x}}, {shape}"));
    let reply = served.send(&format!("POST /things\n{JSON}\n{{\"tags\": [\"x\"]}}"));
    assert_eq!((reply.status, &reply.body), (422, expected), "{schema}");
}

#[test]
fn violations_are_listed_where_there_is_a_place_for_them() {
    let (missing, wrong) = ("\"name\" is a required property", "\"x\" is not of type \"integer\"");
    // As FastAPI has it.
    check(
        "{type: object, required: [detail], properties: {detail: {type: array, items: {type: object, required: [loc, msg, type], properties: {loc: {type: array, items: {type: [string, integer]}}, msg: {type: string}, type: {type: string}}}}}}",
        &json!({"detail": [
            {"loc": ["body", "name"], "msg": missing, "type": "required"},
            {"loc": ["body", "tags", 0], "msg": wrong, "type": "type"},
        ]}),
    );
    check(
        "{type: object, required: [errors], properties: {errors: {type: array, items: {type: string}}}}",
        &json!({"errors": [format!("body: {missing}"), format!("body /tags/0: {wrong}")]}),
    );
    // What does not fit is left as it is, and the rest still speaks.
    check(
        "{type: object, required: [error, message, status], properties: {error: {const: Bad}, message: {type: string}, status: {const: fail}}}",
        &json!({"error": "Bad", "message": format!("body: {missing}"), "status": "fail"}),
    );
    check(
        "{type: object, required: [error], properties: {error: {type: object, required: [message, code], properties: {message: {type: string}, code: {type: integer}, errors: {type: array, maxItems: 0}}}}}",
        &json!({"error": {"message": format!("body: {missing}"), "code": 422, "errors": []}}),
    );
}

#[test]
fn a_preferred_status_may_be_declared_by_its_class_or_the_default() {
    let served = things(&declared(&["200", "4XX", "default"]));
    let ask = |code| {
        served.send(&format!("POST /things\n{JSON}Prefer: code={code}\n\n{{\"name\": \"a\"}}"))
    };
    // A status without content says nothing of the others that share its declaration.
    assert_eq!((ask(204).status, ask(204).text.as_str()), (204, ""));
    for (code, message) in [(418, "I'm a teapot"), (503, "Service Unavailable")] {
        let reply =
            served.send(&format!("POST /things\n{JSON}Prefer: code={code}\n\n{{\"name\": \"a\"}}"));
        assert_eq!((reply.status, reply.body), (code, json!({"message": message})));
    }
}

#[test]
fn the_same_seed_is_the_same_answer_and_another_is_another() {
    let served = things(&declared(&["200"]));
    let ask =
        |prefer: &str| served.ok(&format!("POST /things?{prefer}\n{JSON}\n{{\"name\": \"a\"}}"));
    assert_eq!(ask("__seed=1"), ask("__seed=1"));
    assert_ne!(ask("__seed=1"), ask("__seed=2"));
}

/// Serves one resource without a schema, with these operations.
fn remembered(paths: &str) -> Served {
    let head = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nservers: [{url: /api}]\n";
    let body = "{required: true, content: {application/json: {schema: {type: object}}}}";
    let paths = paths.replace("BODY", body);
    Served::text(&format!(
        "{head}x-state: {{things: {{seed: [{{id: 1, n: 1}}]}}}}\npaths:\n{paths}"
    ))
}

#[test]
fn the_status_of_success_fits_the_verb() {
    let content = "content: {application/json: {schema: {}}}";
    for (verb, responses, expected) in [
        (
            "create",
            format!("'200': {{description: x, {content}}}, '201': {{description: x, {content}}}"),
            201,
        ),
        (
            "create",
            format!("'200': {{description: x, {content}}}, '202': {{description: x, {content}}}"),
            200,
        ),
        ("create", format!("2XX: {{description: x, {content}}}"), 201),
        ("create", "default: {description: x}".to_owned(), 201),
        ("delete", "default: {description: x}".to_owned(), 204),
        ("delete", format!("default: {{description: x, {content}}}"), 200),
        ("delete", format!("'202': {{description: x, {content}}}, '204': {{description: x}}"), 204),
        ("update", format!("'202': {{description: x, {content}}}, '404': {{description: x}}"), 202),
    ] {
        let paths = format!(
            "  /things: {{post: {{requestBody: BODY, x-state: {verb} things, responses: {{{responses}}}}}}}\n"
        );
        let id = if verb == "create" { 2 } else { 1 };
        let sent = format!("POST /api/things\nContent-Type: application/json\n\n{{\"id\": {id}}}");
        assert_eq!(remembered(&paths).send(&sent).status, expected, "{verb} {responses}");
    }
}

#[test]
fn a_location_leads_to_what_was_shown() {
    let answer = "{description: x, content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: string, example: a/b}}}}}";
    let located = answer.replacen(
        "description: x",
        "description: x, headers: {Location: {schema: {type: string}}}",
        1,
    );
    let paths = format!(
        "  /users/{{user}}/jobs:
    parameters: [{{name: user, in: path, required: true, schema: {{type: string}}}}]
    post: {{responses: {{'202': {located}}}}}}}
  /users/{{owner}}/jobs/{{job}}:
    parameters: [{{name: owner, in: path, required: true, schema: {{type: string}}}}, {{name: job, in: path, required: true, schema: {{type: string}}}}]
    get: {{responses: {{'200': {answer}}}}}}}
"
    );
    let served = remembered(&paths);
    let reply = served.send("POST /api/users/ada/jobs");
    assert_eq!(reply.status, 202);
    let location = reply.header("location").unwrap();
    let id = reply.body["id"].as_str().unwrap().replace('/', "%2F");
    assert_eq!(location, format!("/api/users/ada/jobs/{id}"));
    assert_eq!(served.ok(&format!("GET {location}")), reply.body);
}

#[test]
fn conditions_are_checked_before_anything_is_changed() {
    let paths = "  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {x-state: read things, responses: {'200': {description: x, headers: {ETag: {schema: {type: string}}}, content: {application/json: {schema: {}}}}}}
    put: {requestBody: BODY, x-state: upsert things, responses: {'200': {description: x, content: {application/json: {schema: {}}}}, '412': {description: x}}}
    delete: {x-state: delete things, responses: {'204': {description: x}, '412': {description: x}}}
";
    let served = remembered(paths);
    let put = |id: u8, condition: &str| {
        let head = format!("PUT /api/things/{id}\nContent-Type: application/json");
        served.send(&format!("{head}\n{condition}\n\n{{\"n\": 2}}")).status
    };
    assert_eq!(put(1, "If-None-Match: *"), 412);
    assert_eq!(put(2, "If-Match: *"), 412);
    assert_eq!(put(2, "If-None-Match: *"), 200);
    assert_eq!(put(1, "If-Match: \"other\""), 412);
    assert_eq!(served.send("DELETE /api/things/1\nIf-Match: \"other\"").status, 412);
    let read = served.send("GET /api/things/1");
    assert_eq!(read.body, json!({"id": 1, "n": 1}));
    let tag = read.header("etag").unwrap();
    assert_eq!(put(1, &format!("If-Match: {tag}")), 200);
    assert_eq!(served.send(&format!("DELETE /api/things/1\nIf-Match: {tag}")).status, 412);
    assert_eq!(served.send("DELETE /api/things/1\nIf-Match: *").status, 204);
}

#[test]
fn a_request_that_asks_for_a_stream_gets_events() {
    let chat = |content: &str| {
        Served::text(&format!(
            "openapi: 3.1.0
info: {{title: T, version: '1'}}
paths:
  /chat:
    post:
      parameters: [{{name: stream, in: query, schema: {{type: boolean}}}}]
      requestBody: {{content: {{application/json: {{schema: {{type: object, properties: {{stream: {{type: boolean}}, text: {{type: string}}}}}}}}}}}}
      responses: {{'200': {{description: d, content: {{application/json: {{schema: {{type: object}}}}{content}}}}}}}
"
        ))
    };
    let both = chat(
        ", text/event-stream: {schema: {type: object, required: [part], properties: {part: {type: string}}}}",
    );
    let plain = chat("");
    for (served, query, accept, body, expected) in [
        (&both, "", "", "{\"stream\": true}", "text/event-stream"),
        (&both, "", "Accept: */*\n", "{\"text\": \"a\", \"stream\": true}", "text/event-stream"),
        (&both, "", "Accept: application/json\n", "{\"stream\": true}", "text/event-stream"),
        (&both, "?stream=true", "", "{}", "text/event-stream"),
        (&both, "", "", "{\"stream\": false}", "application/json"),
        (&both, "", "", "{\"text\": \"stream=true\"}", "application/json"),
        (&both, "", "Accept: text/event-stream\n", "{}", "text/event-stream"),
        (&plain, "", "", "{\"stream\": true}", "application/json"),
    ] {
        let sent = format!("POST /chat{query}\nContent-Type: application/json\n{accept}\n{body}");
        let reply = served.send(&sent);
        assert_eq!((reply.status, reply.header("content-type")), (200, Some(expected)), "{sent}");
    }
}

#[test]
fn of_several_examples_the_one_that_suits_is_told_and_the_reason_is_a_header() {
    let response = |examples: &str| {
        format!(
            "{{description: d, content: {{application/json: {{schema: {{type: object, properties: {{status: {{type: integer}}, title: {{type: string, enum: [Unsupported Media Type, Bad Request]}}, hint: {{type: string}}, code: {{type: string, enum: [many_files, invalid_date_range, invalid, name_blank]}}}}}}, examples: {{{examples}}}}}}}}}"
        )
    };
    let media = "media: {value: {status: 415, title: Unsupported Media Type}}";
    let fast = "fast: {value: {hint: Too fast}}";
    for (examples, expected) in [
        (
            vec![media, "bad: {value: {status: 400, title: Bad Request}}"],
            json!({"status": 400, "title": "Bad Request"}),
        ),
        (vec![fast, "name: {value: {hint: No name}}"], json!({"hint": "No name"})),
        (vec![fast, media], json!({"hint": "Too fast"})),
        (vec!["files: {value: {code: many_files}}"], json!({"code": "invalid"})),
        (vec!["name: {value: {code: name_blank}}"], json!({"code": "invalid"})),
    ] {
        let served = things(&format!(
            "'201': {{description: d}}, '400': {}",
            response(&examples.join(", "))
        ));
        let refused = served.send(&format!("POST /things\n{JSON}\n{{}}"));
        assert_eq!((refused.status, &refused.body), (400, &expected), "{examples:?}");
        let reason = refused.header("x-counterpart-reason");
        assert_eq!(reason, Some("body breaks `required`"), "{examples:?}");
        let made = served.send(&format!("POST /things\n{JSON}\n{{\"name\": \"a\"}}"));
        assert_eq!((made.status, made.header("x-counterpart-reason")), (201, None));
    }
}

#[test]
fn a_list_of_errors_in_an_example_says_the_one_thing_that_is_wrong() {
    let list = "{description: d, content: {application/json: {schema: {type: object, properties: {errors: {type: array, items: {type: object, properties: {message: {type: string}, code: {type: string, enum: [blank, taken, unauthorized]}}}}}}, example: {errors: [{message: Field cannot be empty, code: blank}, {message: Taken, code: taken}]}}}}";
    let served = things(&format!("'201': {{description: d}}, '401': {list}, '422': {list}"));
    let unknown = served.send("POST /things\nContent-Type: application/json\n\n{}").body;
    assert_eq!(unknown["errors"].as_array().unwrap().len(), 1, "{unknown}");
    assert_eq!(unknown["errors"][0]["code"], "unauthorized");
    assert_ne!(unknown["errors"][0]["message"], "Field cannot be empty");
    let invalid = served.send(&format!("POST /things\n{JSON}\n{{}}")).body;
    assert_eq!(
        invalid,
        json!({"errors": [{"message": "\"name\" is a required property", "code": "blank"}]})
    );
}

#[test]
fn what_cannot_be_at_a_path_is_not_there_and_no_success_is_told_of() {
    let user = "{type: object, properties: {username: {type: string, minLength: 4, example: John78}, age: {type: integer}}}";
    let served = |missing: &str| {
        Served::text(&format!(
            "openapi: 3.1.0
info: {{title: T, version: '1'}}
paths:
  /user/{{username}}:
    parameters: [{{name: username, in: path, required: true, schema: {{type: string}}}}]
    get: {{responses: {{'200': {{description: d, content: {{application/json: {{schema: {user}}}}}}}{missing}}}}}
    delete: {{responses: {{'400': {{description: d}}, '404': {{description: d}}}}}}
"
        ))
    };
    let declared = served(", '404': {description: d}");
    assert_eq!(declared.send("GET /user/joe").status, 404);
    assert_eq!(declared.ok("GET /user/joey")["username"], "joey");
    assert_eq!(served("").send("GET /user/joe").status, 200);
    let deleted = declared.send("DELETE /user/joey");
    assert_eq!(deleted.status, 400);
    assert!(deleted.header("x-counterpart-reason").unwrap().contains("declares no success"));
}
