//! The control API.

use counterpart_mock::{Access, Capacity, Clock, Control, Front, Limits, Service};
use serde_json::{Value, json};

use super::{Fronted, NOTES, programs};
use crate::support::DOCUMENTS;

/// A note is created as a client would.
const CREATE: &str = "POST /notes\nContent-Type: application/json\n\n{\"text\": \"mine\"}";

#[test]
fn its_own_document_is_in_order() {
    let fronted = Fronted::new(&[NOTES]);
    let text = fronted.send("GET C/openapi.json").text;
    let loaded = counterpart_spec::load("openapi.json", text.into_bytes()).unwrap();
    let mut found: Vec<_> = loaded.diagnostics.iter().map(ToString::to_string).collect();
    found.extend(counterpart_check::check(&loaded.spec).iter().map(ToString::to_string));
    assert_eq!(found, [""; 0]);
    assert!(loaded.spec.operations.len() > 25, "{}", loaded.spec.operations.len());
}

#[test]
fn documents_are_listed_and_read() {
    let fronted = Fronted::new(&[NOTES, DOCUMENTS[3]]);
    fronted.send("GET /owners/ada/tags?api_key=k");
    let listed = fronted.json(200, "GET C/documents");
    assert_eq!(listed[0]["title"], "Notes");
    assert_eq!(listed[0]["operations"][1], "createNote");
    let tags = json!({ "name": "tags", "records": 1, "partition": ["owner"], "parts": [{ "owner": "ada" }] });
    assert_eq!(listed[0]["resources"][1], tags);
    assert_eq!(listed[1]["base_path"], "/api");
    let document = fronted.json(200, "GET C/documents/0");
    assert_eq!(document["x-state"]["notes"]["new"]["id"], "=seq");
    let problem = fronted.json(404, "GET C/documents/2");
    assert_eq!(problem["detail"], "there is no document `2`: they are numbered 0 to 1");
}

#[test]
fn records_are_written_from_the_server_s_side() {
    let fronted = Fronted::new(&[NOTES]);
    let made = json!({ "id": 3, "created": "2025-01-15T10:00:00Z", "text": "theirs" });
    let body = "\nContent-Type: application/json\n\n";
    assert_eq!(
        fronted.json(201, &format!("POST C/records/notes{body}{{\"text\":\"theirs\"}}")),
        made
    );
    // Any field may be set, also the key; clients see it.
    fronted.json(
        201,
        &format!(
            "POST C/records/notes{body}{{\"id\":40,\"text\":\"x\",\"created\":\"2020-01-01T00:00:00Z\"}}"
        ),
    );
    assert_eq!(fronted.json(200, "GET /notes/40")["created"], "2020-01-01T00:00:00Z");
    let patched = fronted.json(200, &format!("PATCH C/records/notes/40{body}{{\"text\":\"y\"}}"));
    assert_eq!(patched["text"], "y");
    assert_eq!(fronted.json(200, "GET C/records/notes/40"), patched);
    let replaced = fronted.json(
        200,
        &format!(
            "PUT C/records/notes/40{body}{{\"text\":\"z\",\"created\":\"2020-01-01T00:00:00Z\"}}"
        ),
    );
    assert_eq!(replaced, json!({ "text": "z", "created": "2020-01-01T00:00:00Z", "id": 40 }));
    fronted.json(204, "DELETE C/records/notes/40");
    let listed = fronted.json(200, "GET C/records/notes");
    assert_eq!(listed.as_array().unwrap().len(), 3);
    for (request, status, expected) in [
        ("GET C/records/notes/40".to_owned(), 404, "there is no record `40` in notes"),
        (format!("POST C/records/notes{body}{{\"id\":1,\"text\":\"x\"}}"), 409, "already"),
        (format!("POST C/records/notes{body}{{\"text\":\"\"}}"), 422, "?force=true"),
        (format!("PATCH C/records/notes/1{body}{{\"created\":\"noon\"}}"), 422, "body /created"),
        (format!("PUT C/records/notes/1{body}{{}}"), 422, "required"),
        (format!("POST C/records/notes{body}[1]"), 400, "invalid type"),
        ("GET C/records/nots".to_owned(), 404, "there is `notes`, `tags`"),
        ("GET C/records/notes?force=maybe".to_owned(), 400, "`force`"),
    ] {
        let problem = fronted.json(status, &request);
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(expected), "{request}: {detail}");
    }
    let forced =
        fronted.json(201, &format!("POST C/records/notes?force=true{body}{{\"text\":\"\"}}"));
    assert_eq!(forced["text"], "");
}

#[test]
fn records_of_a_part_are_named_by_its_fields() {
    let fronted = Fronted::new(&[NOTES]);
    let of_ada = fronted.json(200, "GET C/records/tags?owner=ada");
    assert_eq!(of_ada, json!([{ "id": "one", "name": "one", "owner": "ada" }]));
    let create = "POST C/records/tags?owner=ada\nContent-Type: application/json\n\n{\"name\":\"two\",\"owner\":\"bob\"}";
    assert_eq!(fronted.json(201, create)["owner"], "ada");
    let seen = fronted.json(200, "GET /owners/ada/tags?api_key=k");
    assert_eq!((&seen[1]["name"], seen.as_array().unwrap().len()), (&json!("two"), 2));
    assert_eq!(fronted.json(200, "GET /owners/bob/tags?api_key=k").as_array().unwrap().len(), 1);
    for (request, expected) in [
        ("GET C/records/tags", "`tags` is split by `owner`: `owner` is missing"),
        (
            "GET C/records/tags?owner=ada&colour=red",
            "`tags` is split by `owner`: `colour` is none of them",
        ),
        ("GET C/records/notes?owner=ada", "`notes` is split by nothing: `owner` is none of them"),
    ] {
        assert_eq!(fronted.json(422, request)["detail"].as_str().unwrap(), expected.to_owned());
    }
}

#[test]
fn a_reset_gives_the_same_bytes_as_the_start() {
    let fronted = Fronted::new(&DOCUMENTS[..2]);
    let create = "POST /api/v2/messages/create\nX-Api-Key: k\nContent-Type: application/x-www-form-urlencoded\n\nname=Ada&body=Hello";
    let list = "GET /api/v2/messages/get\nX-Api-Key: k";
    let (start, first) = (fronted.send(list).text, fronted.send(create).text);
    fronted.json(204, "POST C/reset");
    assert_eq!(fronted.send(list).text, start);
    assert_eq!(fronted.send(create).text, first);
    fronted.json(204, "POST C/reset?resource=messages&document=0");
    assert_eq!(fronted.send(list).text, start);
    let problem = fronted.json(409, "POST C/reset?resource=messages");
    assert!(problem["detail"].as_str().unwrap().contains("say which with `?document=`"));
    let threads = "GET /api/v2/chat_message_threads/get\nX-Api-Key: k";
    let before = fronted.send(threads).text;
    fronted.json(204, "PUT C/seed\nContent-Type: application/json\n\n{\"seed\": 9}");
    assert_ne!(fronted.send(threads).text, before);
    assert_eq!(fronted.json(200, "GET C/documents")[0]["seed"], 9);
    fronted.json(204, "PUT C/seed\nContent-Type: application/json\n\n{\"seed\": 1}");
    assert_eq!(fronted.send(threads).text, before);
}

#[test]
fn states_are_saved_and_restored() {
    let fronted = Fronted::new(&[NOTES]);
    fronted.json(201, CREATE);
    fronted.json(204, "PUT C/snapshots/mine");
    let saved = fronted.send("GET /notes").text;
    fronted.json(204, "DELETE C/records/notes/1");
    fronted.json(201, CREATE);
    assert_ne!(fronted.send("GET /notes").text, saved);
    fronted.json(204, "POST C/snapshots/mine/restore");
    assert_eq!(fronted.send("GET /notes").text, saved);
    let listed = fronted.json(200, "GET C/snapshots");
    assert_eq!(listed[0]["name"], "mine");
    assert!(listed[0]["bytes"].as_u64().unwrap() > 0);
    fronted.json(204, "DELETE C/snapshots/mine");
    fronted.json(404, "POST C/snapshots/mine/restore");
    fronted.json(404, "DELETE C/snapshots/mine");
    for number in 0..20 {
        fronted.json(204, &format!("PUT C/snapshots/{number}"));
    }
    fronted.json(204, "PUT C/snapshots/7");
    fronted.json(409, "PUT C/snapshots/20");
}

#[test]
fn a_state_survives_a_restart_by_hand() {
    let before = Fronted::new(&[NOTES]);
    before.json(201, CREATE);
    before.json(204, "DELETE C/records/notes/3");
    before.send("GET /owners/ada/tags?api_key=k");
    before.json(
        201,
        "POST C/records/tags?owner=bob\nContent-Type: application/json\n\n{\"name\":\"x\"}",
    );
    // More than fits into small buffers.
    let large = json!({ "text": "x".repeat(3_000_000) });
    before.json(201, &format!("POST C/records/notes\nContent-Type: application/json\n\n{large}"));
    let export = before.send("GET C/state").text;
    let after = Fronted::new(&[NOTES]);
    let put = |body: &str| format!("PUT C/state\nContent-Type: application/json\n\n{body}");
    after.json(204, &put(&export));
    // What is generated for a new record follows from what was written before.
    let generated = "POST C/records/notes\nContent-Type: application/json\n\n{}";
    for request in
        ["GET /notes", "GET /owners/bob/tags?api_key=k", CREATE, generated, "GET C/state"]
    {
        assert_eq!(before.send(request).text, after.send(request).text, "{request}");
    }
    for (change, expected) in [
        ("\"counterpart\":1", "\"counterpart\":2"),
        ("\"title\":\"Notes\"", "\"title\":\"Other\""),
        ("\"notes\":[", "\"nots\":["),
        ("\"records\":[", "\"records\":[1,"),
    ] {
        let wrong = export.replacen(change, expected, 1);
        assert_ne!(wrong, export);
        after.json(422, &put(&wrong));
    }
}

#[test]
fn the_log_says_what_came_and_why_it_was_refused() {
    let fronted = Fronted::new(&[NOTES]);
    fronted.send("GET /notes?limit=0\nAuthorization: Bearer secret\nCookie: a=secret");
    fronted.send("GET /owners/ada/tags?api_key=secret&x=1");
    fronted.json(201, CREATE);
    fronted.send("GET /nowhere");
    let logged = fronted.json(200, "GET C/requests");
    assert_eq!(logged.as_array().unwrap().len(), 4);
    assert!(!logged.to_string().contains("secret"), "{logged}");
    let first = &logged[0];
    assert_eq!((&first["method"], &first["path"]), (&json!("GET"), &json!("/notes")));
    assert_eq!((&first["status"], &first["id"]), (&json!(422), &json!(1)));
    assert_eq!(first["headers"], json!({ "authorization": "***", "cookie": "***" }));
    assert_eq!(
        first["operation"],
        json!({ "document": "Notes", "id": "listNotes", "template": "GET /notes" })
    );
    assert_eq!(first["violations"][0]["part"], "query parameter limit");
    assert_eq!(first["violations"][0]["message"], "0 is less than the minimum of 1");
    assert!(first["reason"].as_str().unwrap().contains("limit"));
    assert_eq!(logged[1]["query"], "api_key=***&x=1");
    assert_eq!(logged[2]["body"], "{\"text\": \"mine\"}");
    assert!(logged[2]["answer_body"].as_str().unwrap().contains("\"id\":3"));
    assert!(logged[3].get("operation").is_none());
    for (filter, expected) in [
        ("status=4xx", vec![1, 4]),
        ("status=201", vec![3]),
        ("refused=false", vec![2, 3]),
        ("operation=createNote", vec![3]),
        ("operation=GET%20/notes", vec![1]),
        ("after=2", vec![3, 4]),
        ("limit=1", vec![4]),
        ("since=2025-01-15T10:00:00Z&limit=2", vec![3, 4]),
        ("since=2025-01-15T10:00:01Z", vec![]),
        ("status=4xx&after=1", vec![4]),
    ] {
        let logged = fronted.json(200, &format!("GET C/requests?{filter}"));
        let ids: Vec<_> =
            logged.as_array().unwrap().iter().map(|r| r["id"].as_u64().unwrap()).collect();
        assert_eq!(ids, expected, "{filter}");
    }
    fronted.json(400, "GET C/requests?status=teapot");
    fronted.json(400, "GET C/requests?colour=red");
    fronted.json(204, "DELETE C/requests");
    assert_eq!(fronted.json(200, "GET C/requests"), json!([]));
}

#[test]
fn the_log_is_bounded_and_cuts_bodies() {
    let capacity = Capacity { log_entries: 3, ..Capacity::default() };
    let fronted = Fronted::with(&[NOTES], capacity, Access::default());
    let long = "x".repeat(90_000);
    for _ in 0..5 {
        fronted.json(
            201,
            &format!("POST /notes\nContent-Type: application/json\n\n{{\"text\":\"{long}\"}}"),
        );
    }
    let logged = fronted.json(200, "GET C/requests");
    let ids: Vec<_> = logged.as_array().unwrap().iter().map(|r| r["id"].clone()).collect();
    assert_eq!(ids, [3, 4, 5]);
    for body in ["body", "answer_body"] {
        assert_eq!(logged[0][body].as_str().unwrap().len(), 64 * 1024);
    }
    let capacity = Capacity { log_bytes: 1500, ..Capacity::default() };
    let fronted = Fronted::with(&[NOTES], capacity, Access::default());
    (0..9).for_each(|_| drop(fronted.send("GET /notes/1")));
    assert_eq!(fronted.json(200, "GET C/requests").as_array().unwrap().len(), 2);
}

#[test]
fn the_next_answers_are_forced() {
    let fronted = Fronted::new(&[NOTES]);
    let force = |status: u16, body: Value| {
        let request = format!("POST C/next\nContent-Type: application/json\n\n{body}");
        fronted.json(status, &request)
    };
    force(
        204,
        json!({ "operation": "readNote", "times": 2, "status": 503, "headers": { "Retry-After": "7" }, "body": { "error": "down" } }),
    );
    assert_eq!(fronted.json(200, "GET C/next")[0]["times"], 2);
    fronted.json(200, "GET /notes");
    // Refused as ever: it does not count.
    fronted.json(422, "GET /notes/x");
    for _ in 0..2 {
        let told = fronted.send("GET /notes/1");
        assert_eq!((told.status, told.header("retry-after")), (503, "7"));
        assert_eq!(told.text, "{\"error\":\"down\"}");
    }
    fronted.json(200, "GET /notes/1");
    force(204, json!({ "method": "POST", "path": "/notes", "status": 500 }));
    fronted.json(500, CREATE);
    assert_eq!(fronted.json(201, CREATE)["id"], 3, "a forced answer creates nothing");
    force(204, json!({ "operation": "GET /notes/{id}", "status": 418, "validate": false }));
    fronted.json(418, "GET /notes/x");
    // One that lets a request pass does not stand in the way of the next.
    force(204, json!({ "operation": "readNote", "status": 503 }));
    force(204, json!({ "operation": "readNote", "status": 418, "validate": false }));
    fronted.json(418, "GET /notes/x");
    fronted.json(503, "GET /notes/1");
    fronted.json(200, "GET /notes/1");
    force(204, json!({ "body": "plain", "headers": { "content-type": "text/plain" } }));
    assert_eq!(fronted.send("GET /notes").text, "plain");
    force(204, json!({ "status": 500 }));
    fronted.json(204, "DELETE C/next");
    fronted.json(200, "GET /notes");
    for (body, expected) in [
        (json!({}), "nothing is forced"),
        (json!({ "operation": "readNotes", "status": 500 }), "no operation `readNotes`"),
        (json!({ "operation": "readNotes", "status": 500 }), "did you mean `readNote`?"),
        (
            json!({ "method": "get", "path": "/nots", "status": 500 }),
            "no operation answers `GET /nots`: did you mean `GET /notes`?",
        ),
        (json!({ "status": 99 }), "`status`"),
        (json!({ "status": 500, "prefer": "code=503" }), "not both"),
        (json!({ "status": 500, "times": 0 }), "`times`"),
        (json!({ "headers": { "a b": "c" } }), "`a b`"),
        (json!({ "headers": { "Content-Length": "5" } }), "`Content-Length` is the server's own"),
        (json!({ "headers": { "transfer-encoding": "chunked" } }), "`transfer-encoding`"),
        (json!({ "headers": { "Connection": "x" } }), "`Connection`"),
        (json!({ "delay": 9_999_999 }), "`delay`"),
    ] {
        let problem = force(422, body);
        assert!(problem["detail"].as_str().unwrap().contains(expected), "{problem}");
    }
    force(400, json!({ "stats": 500 }));
    // What is not held to the document may be anywhere.
    force(204, json!({ "method": "GET", "path": "/nots", "status": 418, "validate": false }));
}

#[test]
fn a_preference_is_forced_as_the_header_says_it() {
    let fronted = Fronted::new(&[NOTES]);
    fronted.json(204, "POST C/next\nContent-Type: application/json\n\n{\"prefer\": \"wait=1\"}");
    assert_eq!(fronted.json(200, "GET /preference"), "wait=1");
    assert_eq!(fronted.json(200, "GET /preference"), "none");
}

#[test]
fn webhooks_are_sent_only_by_a_mock_that_sends_any() {
    let fronted = Fronted::new(&[NOTES]);
    let problem = fronted.json(409, "POST C/webhooks/noteWritten");
    assert_eq!(problem["detail"], "this mock sends nothing by itself");
}

#[test]
fn a_delay_holds_the_answer_back() {
    let fronted = Fronted::new(&[NOTES]);
    fronted.json(204, "POST C/next\nContent-Type: application/json\n\n{\"delay\": 30}");
    let before = fronted.runtime.block_on(async { tokio::time::Instant::now() });
    fronted.json(200, "GET /notes");
    assert!(before.elapsed() >= std::time::Duration::from_millis(30));
}

#[test]
fn the_clock_is_set_and_put_forward() {
    let fronted = Fronted::new(&[NOTES]);
    let body = "\nContent-Type: application/json\n\n";
    let start = fronted.json(200, "GET C/clock");
    assert_eq!(start, json!({ "now": "2025-01-15T10:00:00Z", "standing": false }));
    let set = format!("PUT C/clock{body}{{\"now\":\"2026-02-28T23:00:00Z\"}}");
    assert_eq!(fronted.json(200, &set)["standing"], true);
    let later = fronted.json(200, &format!("POST C/clock/advance{body}{{\"by\":\"PT90M\"}}"));
    assert_eq!(later["now"], "2026-03-01T00:30:00Z");
    assert_eq!(fronted.json(201, CREATE)["created"], "2026-03-01T00:30:00Z");
    fronted.json(422, &format!("POST C/clock/advance{body}{{\"by\":\"P9000Y\"}}"));
    fronted.json(400, &format!("POST C/clock/advance{body}{{\"by\":\"soon\"}}"));
    assert_eq!(fronted.json(200, "DELETE C/clock"), start);
}

#[test]
fn the_page_stands_alone() {
    let fronted = Fronted::new(&[NOTES]);
    for path in ["/__counterpart", "/__counterpart/"] {
        let page = fronted.send(&format!("GET {path}"));
        assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
        assert!(!page.text.contains("://"), "it asks others for something");
    }
    let problem = fronted.json(404, "GET C/nothing");
    assert!(problem["detail"].as_str().unwrap().contains("openapi.json"), "{problem}");
    fronted.json(405, "POST C/documents");
    let none = Access { control: Control::Off, ..Access::default() };
    let fronted = Fronted::with(&[NOTES], Capacity::default(), none);
    let told = fronted.json(404, "GET C/documents");
    assert_eq!(told["detail"], "there is no path `/__counterpart/documents`");
}

#[test]
fn no_document_owns_its_paths() {
    let clash = "openapi: 3.1.0\ninfo: {title: Mine, version: '1'}\npaths: {/__counterpart/reset: {get: {responses: {'200': {description: d}}}}}";
    let service = |text: &str| {
        let loaded = counterpart_spec::load("mine.yaml", text.into()).unwrap();
        let program =
            counterpart_state::Program::compile(loaded.spec, counterpart_generate::Seed(1)).0;
        let clock = Clock::real();
        Service::new(vec![program], clock, Capacity::default(), |_| ()).unwrap().into()
    };
    let refused = Front::new(service(clash), Limits::default(), Access::default()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "`GET /__counterpart/reset` is served by both `Mine` and `the control API, which `--no-control` leaves out`"
    );
    let off = Access { control: Control::Off, ..Access::default() };
    assert!(Front::new(service(clash), Limits::default(), off).is_ok());
    assert_eq!(programs(&[NOTES]).len(), 1);
}
