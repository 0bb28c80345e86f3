//! What coverage counts.

use counterpart_contract::{Event, Meaning, Probe};

use super::build::{called, report, started};
use crate::{OperationCoverage, Part};

fn coverage(calls: Vec<Event>, operation: usize) -> OperationCoverage {
    let events: Vec<_> = [started()].into_iter().chain(calls).collect();
    report(&events).coverage.operations.remove(operation)
}

fn valid(operation: usize, sent: &[u8], answer: &[u8]) -> Event {
    called(operation, Meaning::Valid(None), sent, Ok(answer))
}

#[test]
fn statuses_are_counted_by_their_keys() {
    let call = |answer: &[u8]| valid(0, b"GET /users?key=k\nx-trace: t", answer);
    let probe =
        called(0, Meaning::Probe(Probe::Method), b"PUT /users?key=k", Ok(b"405\nallow: GET, POST"));
    let covered = coverage(vec![call(b"200"), call(b"404"), call(b"418"), call(b"500"), probe], 0);
    let seen: Vec<_> = covered.statuses.iter().map(|s| (s.status.as_str(), s.seen)).collect();
    assert_eq!(seen, [("200", 1), ("4XX", 2)]);
    assert_eq!(covered.undeclared.into_iter().collect::<Vec<_>>(), [(500, 1)]);
    assert_eq!(covered.calls, 4);
    let deleted = coverage(vec![valid(2, b"DELETE /users/1", b"500")], 2);
    let seen: Vec<_> = deleted.statuses.iter().map(|s| (s.status.as_str(), s.seen)).collect();
    assert_eq!(seen, [("204", 0), ("default", 1)]);
}

#[test]
fn parameters_are_given_and_left_out() {
    let covered = coverage(
        vec![
            valid(0, b"GET /users?limit=1&key=k\nx-trace: t", b"200"),
            valid(0, b"GET /users?key=k\nx-trace: t", b"200"),
            // Refused by its bytes, whatever it was meant to be.
            valid(0, b"GET /users?limit=1&key=k", b"200"),
        ],
        0,
    );
    let seen: Vec<_> = covered.parameters.iter().map(|p| (&*p.name, p.given, p.left_out)).collect();
    assert_eq!(seen, [("limit", 1, 1), ("X-Trace", 2, 1)]);
    assert!(covered.parameters.iter().all(crate::ParameterSeen::is_covered));
}

#[test]
fn keywords_are_kept_broken_and_held_to() {
    let post = |body: &str| {
        let sent = format!("POST /users?key=k\ncontent-type: application/json\n\n{body}");
        valid(1, sent.as_bytes(), b"201\ncontent-type: application/json\n\n{\"id\":1,\"name\":2}")
    };
    let covered = coverage(vec![post(r#"{"id":1,"name":"a"}"#), post(r#"{"id":"x"}"#)], 1);
    let user = "/components/schemas/User";
    let at = |pointers: &[&str]| -> Vec<String> {
        pointers.iter().map(|pointer| format!("{user}/{pointer}")).collect()
    };
    let unsent = [
        "properties/token/type",
        "properties/made/type",
        "properties/made/format",
        "properties/seen/type",
        "properties/tags/type",
        "properties/tags/items/type",
    ];
    assert_eq!(covered.request.not_kept, at(&unsent));
    let unbroken = ["type", "properties/name/type", "properties/name/maxLength"];
    assert_eq!(covered.request.not_broken, at(&[&unbroken[..], &unsent].concat()));
    assert_eq!(covered.request.of, 11);
    // The answer breaks `type`: it was held to it all the same, but to no length.
    let unheld = [&["properties/name/maxLength"], &unsent[..]].concat();
    assert_eq!(covered.response.not_held, at(&unheld));
}

#[test]
fn totals_add_up() {
    let totals = report(&[started(), valid(2, b"DELETE /users/1?key=k", b"204")]).coverage.totals;
    assert_eq!(totals.operations, Part { seen: 1, of: 3 });
    assert_eq!(totals.statuses, Part { seen: 1, of: 5 });
    assert_eq!(totals.parameters, Part { seen: 1, of: 3 });
    assert_eq!((totals.statuses.percent(), Part::default().percent()), (Some(20), None));
}
