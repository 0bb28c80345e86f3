//! Worlds of their own: what one client does, another does not see.

use counterpart_generate::Seed;
use counterpart_mock::{Access, Capacity};
use counterpart_state::Program;
use serde_json::json;

use super::{Fronted, NOTES};
use crate::support::{DOCUMENTS, read};

fn create(scope: &str, text: &str) -> String {
    let scope =
        if scope.is_empty() { String::new() } else { format!("\nX-Counterpart-Scope: {scope}") };
    format!("POST /notes{scope}\nContent-Type: application/json\n\n{{\"text\":\"{text}\"}}")
}

fn list(scope: &str) -> String {
    format!("GET /notes\nX-Counterpart-Scope: {scope}")
}

#[test]
fn scopes_do_not_meet() {
    let fronted = Fronted::new(&[NOTES]);
    fronted.json(201, &create("", "before"));
    fronted.json(201, &create("a", "in a"));
    fronted.json(201, &create("", "after"));
    let of_a = fronted.json(200, &list("a"));
    let texts: Vec<_> = of_a.as_array().unwrap().iter().map(|note| &note["text"]).collect();
    assert_eq!(texts, ["first", "second", "before", "in a"]);
    let by_cookie = fronted.send("GET /notes\nCookie: x=1; counterpart-scope=a");
    assert_eq!(by_cookie.text, fronted.send(&list("a")).text);
    assert_eq!(fronted.json(200, &list("b")).as_array().unwrap().len(), 4);
    assert_eq!(fronted.json(200, "GET /notes").as_array().unwrap().len(), 4);
    fronted.json(400, &list(&"x".repeat(300)));
}

#[test]
fn each_scope_behaves_the_same() {
    let fronted = Fronted::new(&DOCUMENTS);
    let run = |scope: &str| {
        let create = format!(
            "POST /chat-messages\nX-Counterpart-Scope: {scope}\nAuthorization: Bearer t\nContent-Type: application/json\n\n{{\"room\":\"r\",\"text\":\"hi\"}}"
        );
        let list =
            format!("GET /chat-messages\nX-Counterpart-Scope: {scope}\nAuthorization: Bearer t");
        let threads = format!(
            "PATCH /api/v1/chatting/7/thread/update-thread\nX-Counterpart-Scope: {scope}\nAuthorization: Bearer t\nContent-Type: application/json\n\n[{{\"threadId\":\"thread-1\",\"resolved\":true}}]"
        );
        [create, list, threads].map(|request| fronted.send(&request).text)
    };
    let first = run("one");
    assert_eq!(run("two"), first);
    fronted.json(204, "DELETE C/scopes/one");
    assert_eq!(run("one"), first);
}

#[test]
fn the_control_api_acts_on_the_scope_that_is_named() {
    let fronted = Fronted::new(&[NOTES]);
    let named = "\nX-Counterpart-Scope: a\nContent-Type: application/json\n\n";
    fronted.json(201, &format!("POST C/records/notes{named}{{\"text\":\"x\"}}"));
    fronted.json(204, &format!("POST C/next{named}{{\"status\":500}}"));
    fronted.json(200, &format!("PUT C/clock{named}{{\"now\":\"2030-01-01T00:00:00Z\"}}"));
    assert_eq!(fronted.json(200, "GET /notes").as_array().unwrap().len(), 2);
    assert_eq!(fronted.json(200, "GET C/clock")["now"], "2025-01-15T10:00:00Z");
    fronted.json(500, &list("a"));
    assert_eq!(fronted.json(201, &create("a", "y"))["created"], "2030-01-01T00:00:00Z");
    let logged = fronted.json(200, "GET C/requests\nX-Counterpart-Scope: a");
    assert_eq!(logged.as_array().unwrap().len(), 2);
    assert_eq!((&logged[0]["scope"], &logged[0]["headers"]), (&json!("a"), &json!({})));
    assert_eq!(fronted.json(200, "GET C/requests").as_array().unwrap().len(), 1);
    // A reset leads to the documents' start, not to the shared scope's state.
    fronted.json(201, &create("", "shared"));
    fronted.json(204, &format!("POST C/reset{named}"));
    assert_eq!(fronted.json(200, &list("a")).as_array().unwrap().len(), 2);
}

#[test]
fn scopes_are_listed_dropped_and_bounded() {
    let capacity = Capacity { scopes: 3, ..Capacity::default() };
    let fronted = Fronted::with(&[NOTES], capacity, Access::default());
    for scope in ["a", "b", "c"] {
        fronted.json(201, &create(scope, scope));
    }
    fronted.json(200, &list("a"));
    let names = || {
        let listed = fronted.json(200, "GET C/scopes");
        let listed = listed.as_array().unwrap().clone();
        listed.iter().map(|scope| scope["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let first = &fronted.json(200, "GET C/scopes")[0];
    assert_eq!(
        (&first["requests"], &first["last_use"]),
        (&json!(2), &json!("2025-01-15T10:00:00Z"))
    );
    assert!(first["bytes"].as_u64().unwrap() > 0, "{first}");
    // The longest unused one makes room, and begins anew when it is named again.
    fronted.json(200, &list("d"));
    assert_eq!(names(), ["a", "c", "d"]);
    assert_eq!(fronted.json(200, &list("b")).as_array().unwrap().len(), 2);
    fronted.json(204, "DELETE C/scopes/d");
    fronted.json(404, "DELETE C/scopes/d");
    assert_eq!(names(), ["a", "b"]);
    fronted.json(204, "DELETE C/scopes");
    assert_eq!(names(), [""; 0]);
}

#[test]
fn memory_is_bounded_over_all_scopes() {
    let capacity = Capacity { memory: 1_000_000, log_entries: 0, ..Capacity::default() };
    let fronted = Fronted::with(&[NOTES], capacity, Access::default());
    let long = "x".repeat(90_000);
    for scope in ["a", "b", "a", "c"] {
        fronted.json(201, &create(scope, &long));
    }
    // The fifth is too much: `b` was not used for the longest time.
    for _ in 0..2 {
        fronted.json(201, &create("c", &long));
    }
    let listed = fronted.json(200, "GET C/scopes");
    let names: Vec<_> = listed.as_array().unwrap().iter().map(|scope| &scope["name"]).collect();
    assert_eq!(names, ["a", "c"]);
    for _ in 0..2 {
        fronted.json(201, &create("c", &long));
    }
    let problem = fronted.json(507, &create("c", &long));
    assert!(problem["detail"].as_str().unwrap().contains("/__counterpart/reset"), "{problem}");
    // Reading and deleting go on, and make room.
    assert_eq!(fronted.json(200, &list("c")).as_array().unwrap().len(), 7);
    fronted.json(204, "DELETE /notes/3\nX-Counterpart-Scope: c");
    fronted.json(201, &create("c", &long));
    fronted.json(507, "PUT C/snapshots/s\nX-Counterpart-Scope: c");
    fronted.json(204, "POST C/reset\nX-Counterpart-Scope: c");
    fronted.json(201, &create("c", &long));
}

#[test]
fn what_is_written_after_a_reset_counts() {
    let capacity = Capacity { memory: 1_000_000, log_entries: 0, ..Capacity::default() };
    let fronted = Fronted::with(&[NOTES], capacity, Access::default());
    let long = "x".repeat(90_000);
    (0..4).for_each(|_| drop(fronted.json(201, &create("", &long))));
    // What a scope began with and lets go of makes no room for more, whether by a reset or bit by bit.
    fronted.json(204, "POST C/reset\nX-Counterpart-Scope: a");
    fronted.json(201, &create("a", &long));
    fronted.json(507, &create("a", &long));
    fronted.json(204, "DELETE C/scopes/a");
    (3..7).for_each(|id| {
        drop(fronted.json(204, &format!("DELETE /notes/{id}\nX-Counterpart-Scope: b")));
    });
    fronted.json(201, &create("b", &long));
    fronted.json(507, &create("b", &long));
}

#[test]
fn reading_takes_no_room() {
    let capacity = Capacity { memory: 100, log_entries: 0, ..Capacity::default() };
    let fronted = Fronted::with(&[NOTES], capacity, Access::default());
    for scope in ["a", "b"] {
        assert_eq!(fronted.json(200, &list(scope)).as_array().unwrap().len(), 2);
        fronted.json(200, &format!("GET /owners/me/tags?api_key=k\nX-Counterpart-Scope: {scope}"));
    }
    let listed = fronted.json(200, "GET C/scopes");
    assert_eq!((listed.as_array().unwrap().len(), &listed[0]["bytes"]), (2, &json!(0)));
    fronted.json(507, &create("b", "more"));
}

#[test]
fn what_can_never_fit_drops_no_scope() {
    let capacity = Capacity { memory: 1_000_000, log_entries: 0, ..Capacity::default() };
    let fronted = Fronted::with(&[NOTES], capacity, Access::default());
    let long = "x".repeat(90_000);
    for scope in ["", "a", "b"] {
        fronted.json(201, &create(scope, &long));
    }
    let record = |bytes: usize| {
        let record = json!({ "text": "x".repeat(bytes) });
        format!(
            "POST C/records/notes\nX-Counterpart-Scope: c\nContent-Type: application/json\n\n{record}"
        )
    };
    // What the shared scope holds stays, so even without `a` and `b` there would be no room.
    fronted.json(507, &record(450_000));
    assert_eq!(fronted.json(200, &list("a")).as_array().unwrap().len(), 4);
    assert_eq!(fronted.json(200, "GET C/scopes").as_array().unwrap().len(), 3);
    fronted.json(201, &record(300_000));
    assert_eq!(fronted.json(200, "GET C/scopes").as_array().unwrap().len(), 2);
}

#[test]
fn what_is_forced_takes_room() {
    let capacity = Capacity { memory: 1_000_000, log_entries: 0, ..Capacity::default() };
    let fronted = Fronted::with(&[NOTES], capacity, Access::default());
    let force = |scope: &str| {
        let force = json!({ "body": "x".repeat(300_000), "times": 2 });
        format!(
            "POST C/next\nX-Counterpart-Scope: {scope}\nContent-Type: application/json\n\n{force}"
        )
    };
    for scope in ["a", "b", "b", "b"] {
        fronted.json(204, &force(scope));
    }
    // `a` was dropped for the last of them.
    assert_eq!(fronted.json(200, "GET C/scopes").as_array().unwrap().len(), 1);
    fronted.json(507, &force("b"));
    fronted.json(200, &list("b"));
    fronted.json(507, &force("b"));
    fronted.json(200, &list("b"));
    fronted.json(204, &force("b"));
}

#[test]
fn several_documents_are_put_back_together_or_not_at_all() {
    let program = |base: &str| {
        let text =
            read(NOTES).replacen("paths:", &format!("servers: [{{ url: {base} }}]\npaths:"), 1);
        let loaded = counterpart_spec::load("notes.yaml", text.into_bytes()).unwrap();
        Program::compile(loaded.spec, Seed(1)).0
    };
    let fronted = |memory: usize| {
        let capacity = Capacity { memory, log_entries: 0, ..Capacity::default() };
        Fronted::of(vec![program("/a"), program("/b")], capacity, Access::default())
    };
    let notes = |fronted: &Fronted, base: &str| {
        fronted.json(200, &format!("GET {base}/notes")).as_array().unwrap().len()
    };
    let create = |base: &str, text: &str| create("", text).replacen(" /", &format!(" {base}/"), 1);
    let put = |export: &serde_json::Value| {
        format!("PUT C/state\nContent-Type: application/json\n\n{export}")
    };
    let long = "x".repeat(90_000);
    let from = fronted(1_000_000);
    for base in ["/a", "/b", "/b"] {
        from.json(201, &create(base, &long));
    }
    let mut export = from.json(200, "GET C/state");
    // They have one title, so it is by their places that they are told apart.
    from.json(204, "POST C/reset");
    from.json(204, &put(&export));
    assert_eq!((notes(&from, "/a"), notes(&from, "/b")), (3, 4));
    // There is room for one of them, but not for both.
    let to = fronted(400_000);
    to.json(201, &create("/b", "mine"));
    to.json(507, &put(&export));
    assert_eq!((notes(&to, "/a"), notes(&to, "/b")), (2, 3));
    let documents = export["documents"].as_array_mut().unwrap();
    let third = documents[0].clone();
    documents.push(third);
    let problem = from.json(422, &put(&export));
    assert!(problem["detail"].as_str().unwrap().contains("more often than"), "{problem}");
}
