//! Laws that hold of every served document.

use std::sync::Arc;

use counterpart_exchange::Request;
use serde_json::Value;

use crate::support::{DOCUMENTS, Served, request};

/// Requests that show all the data that the four documents start with.
const LISTS: [&str; 7] = [
    "GET /api/v2/chat_message_threads/get\nX-Api-Key: k",
    "GET /api/v2/messages/get\nX-Api-Key: k",
    "GET /api/v3/chat/conversations\nAuthorization: Bearer t",
    "GET /api/v3/chat/flooded\nAuthorization: Bearer t",
    "GET /api/v3/chat/unreed\nAuthorization: Bearer t",
    "GET /chat-messages\nAuthorization: Bearer t",
    "PATCH /api/v1/chatting/7/thread/update-thread\nAuthorization: Bearer t\nContent-Type: application/json\n\n[{\"threadId\":\"thread-1\"},{\"threadId\":\"thread-2\"},{\"threadId\":\"thread-3\"}]",
];

fn data(seed: u64, clock: &str) -> Vec<String> {
    let served = Served::with(&DOCUMENTS, seed, clock);
    LISTS.iter().map(|request| served.send(request).text).collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_day() {
    assert_eq!(data(7, "2025-01-15T10:00:00Z"), data(7, "2031-07-01T00:00:00Z"));
}

#[test]
fn another_seed_gives_other_data_of_the_same_shape() {
    let (one, two) = (data(7, "2025-01-15T10:00:00Z"), data(8, "2025-01-15T10:00:00Z"));
    for (one, two) in one.iter().zip(&two) {
        let parse = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        let (one, two) = (parse(one), parse(two));
        assert_eq!(keys(&one), keys(&two));
    }
    // The one message of the second list is documented, and the same at any seed.
    let differing = one.iter().zip(&two).filter(|(one, two)| one != two).count();
    assert_eq!(differing, LISTS.len() - 1);
}

#[test]
fn the_data_looks_like_the_domain() {
    for text in data(1, "2025-01-15T10:00:00Z") {
        for word in ["\"string\"", "lorem", "ipsum", "<string>"] {
            assert!(!text.to_lowercase().contains(word), "{word}: {text}");
        }
    }
}

#[test]
fn a_refused_request_changes_nothing() {
    let served = Served::new(&DOCUMENTS);
    let before: Vec<_> = LISTS.iter().map(|request| served.send(request).text).collect();
    for (sent, status) in [
        (
            "POST /api/v2/messages/create\nX-Api-Key: k\nContent-Type: application/x-www-form-urlencoded\n\nstatus=seven",
            400,
        ),
        (
            "PUT /api/v2/messages/update\nX-Api-Key: k\nContent-Type: application/x-www-form-urlencoded\n\nstatus=0",
            400,
        ),
        (
            "DELETE /api/v2/messages/delete\nContent-Type: application/x-www-form-urlencoded\n\nid=1",
            401,
        ),
        (
            "POST /chat-messages\nAuthorization: Bearer t\nContent-Type: application/json\n\n{\"room\":",
            400,
        ),
        (
            "PATCH /api/v1/chatting/7/thread/update-thread\nAuthorization: Bearer t\nContent-Type: application/json\n\n[{\"threadId\":\"thread-1\",\"resolved\":true},{\"threadId\":\"thread-2\",\"mode\":\"ROBOT\"}]",
            400,
        ),
    ] {
        assert_eq!(served.send(sent).status, status, "{sent}");
    }
    let after: Vec<_> = LISTS.iter().map(|request| served.send(request).text).collect();
    assert_eq!(before, after);
}

#[test]
fn every_operation_without_credentials_is_refused_in_its_documents_shape() {
    let served = Served::new(&DOCUMENTS);
    for (sent, expected) in [
        ("GET /api/v2/messages/get", r#"{"status":"error","message":""#),
        ("GET /api/v3/chat/flooded", r#"{"code":401,"message":"Invalid JWT Token"}"#),
        (
            "GET /api/v3/chat/flooded\nAuthorization: Basic dTpw",
            r#"{"code":401,"message":"Invalid JWT Token"}"#,
        ),
        ("PATCH /api/v1/chatting/7/thread/update-thread", r#"{"success":false,"message":""#),
        ("GET /chat-messages", r#"{"name":"NotAuthenticated","#),
    ] {
        let reply = served.send(sent);
        assert_eq!(reply.status, 401, "{sent}");
        assert!(reply.text.starts_with(expected), "{sent}: {}", reply.text);
        let challenged = reply.header("www-authenticate").is_some();
        assert_eq!(challenged, !sent.contains("/v2/"), "{sent}");
    }
}

#[test]
fn concurrent_creates_get_distinct_ids() {
    let served = Arc::new(Served::new(&DOCUMENTS[..1]));
    let create = request(
        "POST /api/v2/messages/create\nX-Api-Key: k\nContent-Type: application/x-www-form-urlencoded\n\nstatus=1",
    );
    let send = |served: Arc<Served>, create: Request| {
        move || {
            let id = || {
                let answer = served.mock().handle(&create);
                let body: Value = serde_json::from_slice(&answer.body).unwrap();
                body["message"]["id"].as_str().unwrap().parse::<u64>().unwrap()
            };
            (0..50).map(|_| id()).collect::<Vec<_>>()
        }
    };
    let threads: Vec<_> =
        (0..4).map(|_| std::thread::spawn(send(Arc::clone(&served), create.clone()))).collect();
    let mut ids: Vec<_> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
    ids.sort_unstable();
    assert_eq!(ids, (2..202).collect::<Vec<_>>());
}

/// Shows the shape of a value: the keys of its objects, once for all elements of an array, without the values.
fn keys(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields.iter().map(|(k, v)| (k.clone(), keys(v))).collect(),
        Value::Array(elements) => Value::from(elements.len()),
        _ => Value::Null,
    }
}
