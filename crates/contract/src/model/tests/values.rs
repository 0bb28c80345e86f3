//! What servers make of values: their own ways to write them, of which nothing is told, beside what is lost.

use serde_json::{Value, json};

use super::documents::{NOTES, USERS};
use super::habits::{created, made, shows, told, user};
use super::play::Line;
use crate::Check::*;

/// Sends something to the user of the key 7, who is shown with more.
fn sends(call: &'static str, sent: Value, more: &Value) -> Line {
    (call, sent, 200, user(7, more))
}

#[test]
fn a_form_counts_where_forms_are_kept() {
    let book = |key: &'static str, title: &str, shown: &str| {
        let create = ("POST /books", json!({"title": title}), 201, json!({"id": key}));
        let path = if key == "b" { "GET /books/b" } else { "GET /books/c" };
        [create, (path, Value::Null, 200, json!({"id": key, "title": shown}))]
    };
    let trimmed = book("b", " a", "a");
    told(NOTES, &trimmed, &[(EchoDiffers, "title", false)]);
    told(NOTES, &[book("c", "a", "a"), trimmed.clone()].concat(), &[(EchoDiffers, "title", false)]);
    told(NOTES, &[book("c", "b ", "b "), trimmed].concat(), &[(EchoDiffers, "title", true)]);
    // Another value is no matter of form.
    told(NOTES, &book("b", "a", "b"), &[(EchoDiffers, "title", true)]);
}

#[test]
fn a_put_says_nothing_of_what_it_leaves_out() {
    let text = USERS.replace("[id, name, role, created_at]", "[id, name, role, note, created_at]");
    assert_ne!(text, USERS);
    let (first, second) = (json!({"note": "x"}), json!({"note": ""}));
    let life = |method: &'static str| {
        [
            created(7, &json!({}), &second),
            sends(method, json!({"name": "a", "role": "user", "note": "x"}), &first),
            sends(method, json!({"name": "a", "role": "user"}), &second),
            shows("GET /users/7", 7, &second),
        ]
    };
    for text in [USERS, text.as_str()] {
        told(text, &life("PUT /users/7"), &[]);
        told(text, &life("PATCH /users/7"), &[(UpdateLost, "note", true)]);
    }
}

#[test]
fn a_law_is_held_by_what_could_break_it() {
    let (note, empty) = (json!({"note": "x"}), json!({"note": ""}));
    let ignored = created(7, &note, &empty);
    let nothing = created(6, &empty, &empty);
    told(USERS, &[nothing, ignored.clone()], &[(EchoDiffers, "note", false)]);
    let kept = created(6, &note, &note);
    told(USERS, &[kept.clone(), ignored], &[(EchoDiffers, "note", true)]);
    // That an update leaves a field as it is says nothing of whether one changes it.
    let left = ("PATCH /users/6", json!({"name": "a"}), 200, user(6, &note));
    let refused = ("PATCH /users/6", json!({"note": "y"}), 200, user(6, &note));
    told(USERS, &[kept, left, refused], &[(UpdateLost, "note", false)]);
}

#[test]
fn what_is_the_servers_own_is_what_it_says() {
    let text = USERS.replace(
        "note: {type: string}, created_at",
        "note: {type: string, readOnly: true}, created_at",
    );
    let [kept, other] = ["x", "y"].map(|note| json!({"note": note}));
    let lines = [created(6, &kept, &kept), created(7, &kept, &other)];
    told(USERS, &lines, &[(EchoDiffers, "note", true)]);
    told(&text, &lines, &[]);
}

#[test]
fn what_is_sent_as_nothing_may_be_filled() {
    let text = USERS.replace("note: {type: string}", "note: {type: [string, 'null']}");
    let full = json!({"note": "none"});
    for empty in [json!(null), json!("")] {
        told(&text, &[created(7, &json!({"note": empty}), &full)], &[]);
        let sent = json!({"name": "a", "role": "user", "note": empty});
        told(&text, &[made(7), sends("PUT /users/7", sent, &full)], &[]);
        let cleared = sends("PATCH /users/7", json!({"note": empty}), &full);
        let first = created(7, &full, &full);
        told(&text, &[first, cleared], &[(UpdateLost, "note", false)]);
    }
}

#[test]
fn texts_may_be_cleaned() {
    let kept = created(6, &json!({"note": "x"}), &json!({"note": "x"}));
    for (sent, shown, is_error) in
        [("e\u{301}", "é", false), ("<b>a", "a", false), ("a", "b", true)]
    {
        let cleaned = created(7, &json!({"note": sent}), &json!({"note": shown}));
        told(USERS, &[kept.clone(), cleaned], &[(EchoDiffers, "note", is_error)]);
    }
}

#[test]
fn what_was_shown_is_shown_on() {
    let note = json!({"note": "x"});
    let patched = sends("PATCH /users/7", json!({"name": "a"}), &json!({}));
    let lost = |read: &Value| {
        let read = [shows("GET /users/7", 7, read), patched.clone()];
        [&[created(7, &note, &note)], &read[..], &[shows("GET /users/7", 7, &json!({}))]].concat()
    };
    told(USERS, &lost(&note), &[(UpdateLost, "note", false)]);
    // Where another update was seen to leave it as it is, it is an error.
    let kept =
        [created(6, &note, &note), ("PATCH /users/6", json!({"name": "a"}), 200, user(6, &note))];
    told(USERS, &[&kept[..], &lost(&note)].concat(), &[(UpdateLost, "note", true)]);
    // A read that never shows it shows less than the creation.
    told(USERS, &lost(&json!({})), &[]);
    // So may an action.
    let posts = [
        made(7),
        (
            "POST /users/7/posts",
            json!({"title": "a", "body": "x"}),
            201,
            json!({"id": "p", "title": "a", "body": "x", "user_id": 7, "published": false}),
        ),
    ];
    let read = |body: Value| ("GET /posts/p", Value::Null, 200, body);
    let full = json!({"id": "p", "title": "a", "body": "x", "user_id": 7, "published": false});
    let less = json!({"id": "p", "title": "a", "user_id": 7, "published": true});
    let published = ("POST /posts/p/publish", Value::Null, 200, less.clone());
    told(USERS, &[&posts[..], &[read(full), published, read(less)]].concat(), &[]);
}

#[test]
fn what_others_are_shown_with_is_missed() {
    let list = |own: &Value, other: &Value| {
        let users = json!({"data": [user(1, other), user(7, own)], "total": 2});
        ("GET /users", Value::Null, 200, users)
    };
    let (note, bare) = (json!({"note": "x"}), json!({}));
    let first = created(7, &note, &bare);
    told(USERS, &[first.clone(), list(&bare, &note)], &[(EchoDiffers, "note", false)]);
    told(USERS, &[first, list(&bare, &bare)], &[]);
    // What says nothing is left out by many servers, and records of other kinds have other fields.
    let empty = created(7, &json!({"note": " "}), &bare);
    told(USERS, &[empty, list(&bare, &note)], &[]);
    let kinds = json!({"type": "b"});
    told(USERS, &[created(7, &note, &bare), list(&kinds, &note)], &[]);
}

#[test]
fn what_is_declared_to_be_remembered_is_shown() {
    let life = |shown: Value| {
        let sent = json!({"title": "a", "shelf": 1});
        let create = ("POST /books", sent, 201, json!({"id": "b"}));
        [create, ("GET /books/b", Value::Null, 200, shown)]
    };
    told(NOTES, &life(json!({"id": "b", "title": "a"})), &[(EchoDiffers, "shelf", false)]);
    told(NOTES, &life(json!({"id": "b", "title": "a", "shelf": 1})), &[]);
    // Where the schema of the answer does not take what was sent, it cannot be.
    let other = NOTES.replace(
        "title: {type: string}, shelf: {type: integer}",
        "title: {type: string}, shelf: {type: array}",
    );
    assert_ne!(other, NOTES);
    told(&other, &life(json!({"id": "b", "title": "a"})), &[]);
    // What is inferred may be shown elsewhere.
    let user = created(7, &json!({"note": "x"}), &json!({}));
    told(USERS, &[user, shows("GET /users/7", 7, &json!({}))], &[]);
}

#[test]
fn data_at_the_start_declares_nothing() {
    let plain = USERS.replace("note: {type: string}", "note: {type: string}, mood: {type: string}");
    let plain = plain.replace(
        "{name: role, in: query, schema: {type: string}}",
        "{name: role, in: query, schema: {type: string}}, {name: mood, in: query, schema: {type: string, default: good}}",
    );
    let with =
        |state: &str| plain.replace("paths:\n", &format!("x-state: {{users: {state}}}\npaths:\n"));
    let mood = created(7, &json!({}), &json!({"mood": "new"}));
    let gone = [
        made(7),
        ("DELETE /users/7", Value::Null, 204, Value::Null),
        shows("GET /users/7", 7, &json!({})),
    ];
    told(&with("{seed: 2}"), std::slice::from_ref(&mood), &[]);
    told(&with("{seed: 2, new: {mood: good}}"), &[mood], &[(EffectMissing, "mood", true)]);
    told(&with("{seed: 2}"), &gone, &[(UseAfterDelete, "", false)]);
    let described = with("{seed: 2, schema: '#/components/schemas/User'}");
    told(&described, &gone, &[(UseAfterDelete, "", true)]);
}
