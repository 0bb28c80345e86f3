//! What snapshots hold.

use counterpart_contract::{Event, Meaning, Observer, Phase};

use super::build::{called, secrets, subject};
use crate::{Snapshot, Snapshots};

fn snapshots(events: &[Event]) -> Vec<Snapshot> {
    let mut snapshots = Snapshots::new(subject(), secrets());
    for event in events {
        snapshots.observe(event);
    }
    snapshots.take()
}

/// Makes a call one that was asked for again.
fn again(event: Event) -> Event {
    let Event::Called { operation, exchanged, .. } = event else { unreachable!() };
    Event::Repeated { operation, exchanged }
}

const LIST: &[u8] = b"GET /users?limit=2&key=s3cret\nx-trace: t";

#[test]
fn what_changes_is_named() {
    let first = br#"200
content-type: application/json

[{"id":41,"name":"ab","made":"2025-01-15T09:00:00Z","seen":3,"tags":["a"],"ref":"67e55044-10b1-426f-9247-bb680e5fe0c8","n":1.5,"token":"s3cret"}]"#;
    let second = br#"200
content-type: application/json

[{"id":42,"name":"ab","made":"yesterday","seen":4,"tags":["a","b"],"ref":"x","n":1.5}]"#;
    let valid = Meaning::Valid(None);
    let taken = snapshots(&[
        called(0, valid.clone(), LIST, Ok(first)),
        called(0, valid.clone(), b"GET /users\nx-trace: t", Ok(b"200\n\nother")),
        again(called(0, valid, LIST, Ok(second))),
    ]);
    let expected = r#"---
source: "api/my users.yaml"
expression: "GET /users"
---
GET /users
? limit=2
? key=[secret]

200
content-type: application/json

[
  {
    "id": "[id]",
    "name": "ab",
    "made": "[datetime]",
    "seen": "[varies]",
    "tags": "[varies]",
    "ref": "[uuid]",
    "n": 1.5,
    "token": "[secret]"
  }
]
"#;
    assert_eq!(taken, [Snapshot { name: "get_users-200".into(), text: expected.into() }]);
}

#[test]
fn only_successes_that_examples_led_to_are_recorded() {
    let valid = || Meaning::Valid(None);
    let Event::Called { operation, meaning, exchanged, .. } =
        called(0, valid(), LIST, Ok(b"200\n\nrandom"))
    else {
        unreachable!()
    };
    let random = Event::Called { phase: Phase::Random, operation, meaning, exchanged };
    let taken = snapshots(&[
        random,
        called(0, valid(), LIST, Ok(b"404\n\nnot found")),
        called(0, Meaning::Lead, LIST, Ok(b"200\n\nlead")),
        called(2, valid(), b"DELETE /users/1?key=k", Ok(b"204")),
        called(2, valid(), b"DELETE /users/2?key=k", Ok(b"204\n\n\xff")),
        // What was asked for once more is no snapshot of its own.
        again(called(0, valid(), LIST, Ok(b"203\n\nagain"))),
        called(1, valid(), b"POST /users?key=k\n\n\xff", Ok(b"201\n\n\xff\xfe")),
        called(1, valid(), b"POST /users?key=k\ncontent-type: application/x-www-form-urlencoded\n\na=b+c&user_id=7", Ok(b"202")),
    ]);
    let texts: Vec<_> = taken.iter().map(|s| s.text.split("---\n").nth(2).unwrap()).collect();
    let expected = [
        "POST /users\n? key=[secret]\n\n(1 bytes)\n\n201\n\n(2 bytes)\n",
        "POST /users\n? key=[secret]\n\na=b c\nuser_id=[id]\n\n202\n",
        "DELETE /users/{id}\n? key=[secret]\n\n204\n",
    ];
    assert_eq!(texts, expected);
}
