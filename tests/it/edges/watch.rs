//! Documents that change while they are served.
#![expect(clippy::disallowed_methods, reason = "the test waits for changes")]

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::Caller;
use crate::support::{Folder, Process};

/// How long a change may take to be seen, on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(30);

const CREATE: &str = "POST /notes\nContent-Type: application/json\n\n";

fn document(more: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{title: Notes, version: '1'}}\nx-state: {{notes: {{schema: '#/components/schemas/Note', new: {{id: =seq}}, seed: {{records: []}}}}}}\npaths:\n  /notes:\n    get:\n      x-state: list notes\n      responses: {{'200': {{description: d, content: {{application/json: {{schema: {{type: array, items: {{$ref: '#/components/schemas/Note'}}}}}}}}}}}}\n    post:\n      x-state: create notes\n      requestBody: {{content: {{application/json: {{schema: {{type: object, properties: {{text: {{type: string}}}}}}}}}}}}\n      responses: {{'201': {{description: d}}}}\n{more}components:\n  schemas:\n    Note: {{type: object, required: [id, text], properties: {{id: {{type: integer}}, text: {{$ref: 'text.yaml'}}}}}}\n"
    )
}

/// Asks until an answer is what it should become.
#[track_caller]
fn until(caller: &Caller, url: &str, request: &str, expected: impl Fn(u16, &Value) -> bool) {
    let start = Instant::now();
    loop {
        let answer = caller.call(url, request).unwrap();
        let body = serde_json::from_slice(&answer.body).unwrap_or_default();
        if expected(answer.status, &body) {
            return;
        }
        assert!(start.elapsed() < PATIENCE, "{request}: {} {body}", answer.status);
        std::thread::yield_now();
    }
}

#[test]
fn documents_are_served_anew_and_records_are_kept() {
    let folder = Folder::new("watch");
    let main = folder.write("notes.yaml", &document(""));
    folder.write("text.yaml", "type: string\n");
    let overlay = |path: &str| {
        format!(
            "overlay: 1.0.0\ninfo: {{title: O, version: '1'}}\nactions: [{{target: $.paths, update: {{{path}: {{get: {{responses: {{'204': {{description: d}}}}}}}}}}}}]\n"
        )
    };
    let over = folder.write("over.yaml", &overlay("/dogs"));
    let mut mock =
        Process::start(&["mock", &main, "--watch", "--overlay", &over, "--latency", "1ms"]);
    let caller = Caller::new();
    for text in ["short", "much too long"] {
        let created = caller.call(&mock.url, &format!("{CREATE}{}", json!({"text": text})));
        assert_eq!(created.unwrap().status, 201);
    }
    let both = json!([{"id": 1, "text": "short"}, {"id": 2, "text": "much too long"}]);

    // Another path, in the file itself.
    let pets = "  /pets: {get: {responses: {'204': {description: d}}}}\n";
    folder.write("notes.yaml", &document(pets));
    until(&caller, &mock.url, "GET /pets", |status, _| status == 204);
    until(&caller, &mock.url, "GET /notes", |_, body| *body == both);

    // An Overlay.
    folder.write("over.yaml", &overlay("/birds"));
    until(&caller, &mock.url, "GET /birds", |status, _| status == 204);
    until(&caller, &mock.url, "GET /notes", |_, body| *body == both);

    // A document that is broken changes nothing; the next one that is not, does.
    folder.replace("notes.yaml", "openapi: [");
    mock.wait_for("notes.yaml has changed and cannot be served: it is served as it was");
    assert_eq!(caller.call(&mock.url, "GET /pets").unwrap().status, 204);
    folder.replace("notes.yaml", &document(&pets.replace("pets", "cats")));
    until(&caller, &mock.url, "GET /cats", |status, _| status == 204);
    until(&caller, &mock.url, "GET /pets", |status, _| status == 404);

    // A file that it refers to: what no longer fits is dropped.
    folder.replace("text.yaml", "type: string\nmaxLength: 6\n");
    until(&caller, &mock.url, "GET /notes", |_, body| *body == json!([{"id": 1, "text": "short"}]));
    let ended = mock.signal("INT");
    assert!(ended.errors.contains("has changed: 2 written records kept"), "{}", ended.errors);
    assert!(
        ended
            .errors
            .contains("1 record of notes dropped: the record breaks its schema: body /text"),
        "{}",
        ended.errors
    );
}
