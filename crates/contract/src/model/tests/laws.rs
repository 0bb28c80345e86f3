//! A server that does what the document says: nothing is told of it, and the laws are seen to hold.

use super::documents::{NOTES, ORDERS, USERS};
use super::play::{Server, play, sequences, subject};
use crate::Check;

/// How many sequences start at each operation.
const COUNT: usize = 16;

/// Plays all sequences against a server that works, and gives the checks whose laws held.
#[track_caller]
fn nothing_is_told(name: &str, text: &str, writes: bool) -> Vec<Check> {
    let subject = subject(text);
    let (mut calls, mut succeeded) = (0, 0);
    let mut held = Vec::new();
    for scenario in sequences(&subject, COUNT, writes) {
        let mut server = Server::new(&subject);
        let played = play(&subject, &scenario, |request| server.answer(request));
        let steps = scenario.steps.iter().enumerate();
        let steps: Vec<_> =
            steps.map(|(at, s)| format!("{at} {}", subject.name(s.operation))).collect();
        assert_eq!(played.breaches, [], "{name}: {steps:#?}");
        calls += played.calls;
        succeeded += played.succeeded;
        held.extend(played.held.into_iter().map(|law| law.check));
    }
    assert!(2 * succeeded >= calls, "{name}: {succeeded} of {calls} calls went well");
    held.sort();
    held.dedup();
    held
}

#[test]
fn of_a_server_that_works_nothing_is_told() {
    use Check::*;
    assert_eq!(
        nothing_is_told("users", USERS, true),
        [
            UseAfterDelete,
            CreatedUnreadable,
            EchoDiffers,
            WrongRecord,
            IdReused,
            UpdateLost,
            ListMembership,
            ListFilter,
            ListOrder,
            ListPage,
            ListTotal,
            NotIdempotent,
            EffectMissing,
        ]
    );
    assert_eq!(
        nothing_is_told("notes", NOTES, true),
        [
            UseAfterDelete,
            CreatedUnreadable,
            EchoDiffers,
            WrongRecord,
            IdReused,
            UpdateLost,
            ListMembership,
            ListFilter,
            ListPage,
            NotIdempotent,
            EffectMissing,
        ]
    );
}

#[test]
fn of_keys_that_nobody_could_know_nothing_is_told() {
    use Check::*;
    assert_eq!(
        nothing_is_told("orders", ORDERS, true),
        [
            CreatedUnreadable,
            EchoDiffers,
            WrongRecord,
            IdReused,
            ListMembership,
            ListPage,
            NotIdempotent
        ]
    );
}

#[test]
fn without_writes_single_answers_are_looked_at() {
    use Check::*;
    assert_eq!(
        nothing_is_told("users", USERS, false),
        [WrongRecord, ListFilter, ListOrder, ListPage, ListTotal, NotIdempotent]
    );
}

#[test]
fn of_the_vendors_nothing_is_told() {
    for (name, text) in [
        (
            "brilliant-directories",
            include_str!("../../../../../openapi/brilliant-directories.yaml"),
        ),
        ("brokerstar-chat", include_str!("../../../../../openapi/brokerstar-chat.yaml")),
        ("chat-messages", include_str!("../../../../../openapi/chat-messages.yaml")),
        ("chatbot-threads", include_str!("../../../../../openapi/chatbot-threads.yaml")),
    ] {
        nothing_is_told(name, text, true);
    }
}
