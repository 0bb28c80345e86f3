//! Habits of servers that work, of which nothing is told, beside the mistakes that look like them.

use serde_json::{Value, json};

use super::documents::{NOTES, USERS};
use super::play::{Line, script, subject};
use crate::Check::{self, *};

/// What is told: the check, what of it, and whether it is an error.
type Told = (Check, &'static str, bool);

/// Plays calls against the answers of one server, all of one document.
#[track_caller]
pub(super) fn told(text: &str, lines: &[Line], expected: &[Told]) {
    let told = script(&subject(text), lines);
    let told: Vec<_> =
        told.iter().map(|(check, key, error)| (*check, key.as_str(), *error)).collect();
    assert_eq!(told, expected, "{lines:#?}");
}

/// Adds fields to an object.
fn with(mut object: Value, more: &Value) -> Value {
    let fields = more.as_object().unwrap().clone();
    object.as_object_mut().unwrap().extend(fields);
    object
}

/// Writes what a user has to be sent with.
fn new() -> Value {
    json!({"name": "a", "role": "user"})
}

/// Writes a user as the server shows it.
pub(super) fn user(id: u64, more: &Value) -> Value {
    with(with(json!({"id": id, "created_at": "2025-01-15T09:00:00Z"}), &new()), more)
}

/// Creates a user, sent and shown with more than has to be.
pub(super) fn created(id: u64, sent: &Value, shown: &Value) -> Line {
    ("POST /users", with(new(), sent), 201, user(id, shown))
}

pub(super) fn made(id: u64) -> Line {
    created(id, &json!({}), &json!({}))
}

fn calls(call: &'static str, status: u16) -> Line {
    (call, Value::Null, status, Value::Null)
}

pub(super) fn shows(call: &'static str, id: u64, more: &Value) -> Line {
    (call, Value::Null, 200, user(id, more))
}

fn puts(status: u16, answer: Value) -> Line {
    ("PUT /users/7", new(), status, answer)
}

#[test]
fn a_second_deletion_says_nothing_of_a_read() {
    let soft = [made(7), calls("DELETE /users/7", 204), calls("DELETE /users/7", 404)];
    let read = [shows("GET /users/7", 7, &json!({}))];
    told(USERS, &[&soft[..], &read].concat(), &[(UseAfterDelete, "", false)]);
    // Where this read was seen to keep it, it is an error.
    let kept = [made(6), calls("DELETE /users/6", 204), calls("GET /users/6", 404)];
    told(USERS, &[&kept[..], &soft, &read].concat(), &[(UseAfterDelete, "", true)]);
}

#[test]
fn what_was_deleted_may_be_brought_back() {
    let text = USERS.replace("/posts/{id}/publish", "/posts/{id}/restore");
    let post = json!({"id": "p", "title": "a", "user_id": 7, "published": true});
    let life = [
        made(7),
        ("POST /users/7/posts", json!({"title": "a"}), 201, post.clone()),
        calls("DELETE /posts/p", 204),
    ];
    let again = |call| [(call, Value::Null, 200, post.clone())];
    let (restored, read) = (again("POST /posts/p/restore"), again("GET /posts/p"));
    told(&text, &[&life[..], &restored, &read].concat(), &[]);
    told(&text, &[&life[..], &read].concat(), &[(UseAfterDelete, "", false)]);
}

#[test]
fn below_what_is_gone_there_may_be_nothing() {
    let post = json!({"id": "p", "title": "a", "user_id": 7, "published": true});
    let gone = [
        made(7),
        ("POST /users/7/posts", json!({"title": "a"}), 201, post.clone()),
        calls("DELETE /users/7", 204),
    ];
    let list = |posts: Value| ("GET /users/7/posts", Value::Null, 200, posts);
    told(USERS, &[&gone[..], &[list(json!([]))]].concat(), &[]);
    // Somebody else's have nothing to do with ours.
    let mut other = post.clone();
    other["id"] = "q".into();
    told(USERS, &[&gone[..], &[list(json!([other]))]].concat(), &[]);
    let expected = [(UseAfterDelete, "users", false)];
    told(USERS, &[&gone[..], &[list(json!([post]))]].concat(), &expected);
}

#[test]
fn a_put_may_create_what_was_deleted() {
    let gone = [made(7), calls("DELETE /users/7", 204), calls("GET /users/7", 404)];
    let again = [puts(201, user(7, &json!({}))), shows("GET /users/7", 7, &json!({}))];
    told(USERS, &[&gone[..], &again].concat(), &[]);
    let still = [puts(200, user(7, &json!({})))];
    told(USERS, &[&gone[..], &still].concat(), &[(UseAfterDelete, "", false)]);
}

#[test]
fn a_put_that_has_nothing_left_to_do_may_be_refused() {
    let answer = || user(7, &json!({}));
    for status in [405, 409, 422] {
        told(USERS, &[made(7), puts(200, answer()), puts(status, Value::Null)], &[]);
    }
    let twice = [made(7), puts(200, answer()), puts(400, Value::Null)];
    told(USERS, &twice, &[(NotIdempotent, "", false)]);
    let kept = [made(6), puts(200, answer()), puts(200, answer())];
    told(USERS, &[&kept[..], &twice].concat(), &[(NotIdempotent, "", true)]);
    // What is called between the two may be the reason.
    let mut between = twice.to_vec();
    between.insert(2, calls("GET /posts/p", 503));
    told(USERS, &between, &[]);
}

#[test]
fn keys_are_given_again() {
    told(USERS, &[made(7), calls("DELETE /users/7", 204), made(7)], &[]);
    let other = created(7, &json!({"note": "x"}), &json!({"note": "x"}));
    told(USERS, &[made(6), made(7), other], &[(IdReused, "", true)]);
    // The same name for the creation is one creation, whatever else it says.
    let book = |title: &str| ("POST /books\nk", json!({"title": title}), 201, json!({"id": "b"}));
    told(NOTES, &[book("a"), book("b")], &[]);
    let other = ("POST /books\nl", json!({"title": "b"}), 201, json!({"id": "b"}));
    told(NOTES, &[book("a"), other], &[(IdReused, "", true)]);
}

#[test]
fn a_creation_may_find_what_is_there() {
    let found = USERS.replacen("{'201': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}", "{'200': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}", 1);
    assert_ne!(found, USERS);
    let user = |name: &str, role: &str| {
        let sent = json!({"name": name, "role": role});
        ("POST /users", sent, 200, user(7, &json!({"name": name, "role": role})))
    };
    told(&found, &[user("a", "user"), user("a", "admin")], &[]);
    told(&found, &[user("a", "user"), user("b", "user")], &[(IdReused, "", false)]);
}

#[test]
fn a_draft_may_be_shown_to_nobody() {
    let text = USERS.replace(
        "published: {type: boolean}",
        "published: {type: boolean}, expires_at: {type: string}",
    );
    let post = |id: &str, more: Value| {
        let sent = with(json!({"title": "a"}), &more);
        let shown = with(json!({"id": id, "user_id": 7, "published": true}), &sent);
        ("POST /users/7/posts", sent, 201, shown)
    };
    let read = json!({"id": "p", "title": "a", "user_id": 7, "published": true});
    let kept =
        [made(7), post("p", json!({"published": true})), ("GET /posts/p", Value::Null, 200, read)];
    for (more, expected) in [
        (json!({"published": false}), &[][..]),
        (json!({"published": true, "expires_at": "2025-01-15T09:00:00Z"}), &[]),
        (json!({"published": true}), &[(CreatedUnreadable, "", true)]),
    ] {
        let hidden = [post("q", more), calls("GET /posts/q", 404)];
        told(&text, &[&kept[..], &hidden].concat(), expected);
    }
}
