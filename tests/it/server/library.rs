//! A mock inside a test.

use std::io::{Read, Write};
use std::net::TcpStream;

use counterpart_mock::{Clock, Force, Mock, StartError};
use serde_json::json;

use super::NOTES;
use crate::support::{DOCUMENTS, path};

/// Sends a request without a body and gives the answer from its status on.
fn send(url: &str, request: &str) -> String {
    let address = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let (line, headers) = request.split_once('\n').unwrap_or((request, ""));
    let headers: String = headers.lines().flat_map(|header| [header, "\r\n"]).collect();
    write!(stream, "{line} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}\r\n")
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.strip_prefix("HTTP/1.1 ").unwrap().to_owned()
}

#[test]
fn a_server_is_asked_and_looked_into() {
    let clock = Clock::standing("2025-01-15T10:00:00Z".parse().unwrap());
    let server = Mock::from_path(path(NOTES)).seed(7).clock(clock).start_blocking().unwrap();
    let made = server.insert("notes", json!({ "text": "theirs" })).unwrap();
    assert_eq!(made, json!({ "id": 3, "created": "2025-01-15T10:00:00Z", "text": "theirs" }));
    assert!(send(server.url(), "GET /notes/3").contains("theirs"));
    assert_eq!(server.records("notes").unwrap().len(), 3);
    server.force(Force::operation("readNote").status(503).header("Retry-After", "1")).unwrap();
    assert!(send(server.url(), "GET /notes/3").starts_with("503"));
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!((requests[1].status, requests[1].path.as_str()), (503, "/notes/3"));
    assert_eq!(requests[1].operation.as_ref().unwrap().id, "readNote");
    server.clock().advance("PT1H".parse().unwrap()).unwrap();
    assert_eq!(
        server.insert("notes", json!({ "text": "x" })).unwrap()["created"],
        "2025-01-15T11:00:00Z"
    );
    server.delete("notes", "1").unwrap();
    server.reset().unwrap();
    assert_eq!((server.records("notes").unwrap().len(), server.requests().len()), (2, 0));
    let refused = server.insert("notes", json!({ "text": "" })).unwrap_err();
    assert!(refused.to_string().contains("body /text"), "{refused}");
    assert!(server.force(Force::operation("nothing").status(500)).is_err());
}

#[test]
fn scopes_and_parts_are_handles() {
    let server = Mock::from_path(path(NOTES)).start_blocking().unwrap();
    let mine = server.scope("mine");
    mine.insert("notes", json!({ "text": "x" })).unwrap();
    assert!(send(server.url(), "GET /notes/3\nX-Counterpart-Scope: mine").starts_with("200"));
    assert!(send(server.url(), "GET /notes/3").starts_with("404"));
    assert_eq!((mine.requests().len(), server.requests().len()), (1, 1));
    let of_ada = server.part("owner", "ada");
    of_ada.insert("tags", json!({ "name": "two" })).unwrap();
    assert_eq!(of_ada.records("tags").unwrap().len(), 2);
    assert_eq!(server.part("owner", "bob").records("tags").unwrap().len(), 1);
    assert!(server.records("tags").is_err());
}

#[test]
fn it_starts_in_asynchronous_tests_and_ends_when_it_is_dropped() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let server = Mock::from_path(path(NOTES)).start().await.unwrap();
        // It has a thread of its own: a call that blocks this one is answered.
        assert!(send(server.url(), "GET /notes").starts_with("200"));
        let url = server.url().to_owned();
        drop(server);
        // A process that another test starts right now holds the port until it is another program.
        let is_gone = |_| TcpStream::connect(url.strip_prefix("http://").unwrap()).is_err();
        assert!((0..200).inspect(|_| std::thread::yield_now()).any(is_gone));
    });
}

#[test]
fn several_documents_share_a_port() {
    let text = "openapi: 3.1.0\ninfo: {title: More, version: '1'}\npaths: {/more: {get: {responses: {'204': {description: d}}}}}";
    let loaded =
        counterpart_spec::load("threads.yaml", crate::support::read(DOCUMENTS[3]).into()).unwrap();
    let mock = Mock::from_path(path(NOTES)).and(Mock::from_text("more.yaml", text));
    let server = mock.and(Mock::from_spec(loaded.spec)).start_blocking().unwrap();
    assert!(send(server.url(), "GET /notes").starts_with("200"));
    assert!(send(server.url(), "GET /more").starts_with("204"));
    assert_eq!(server.part("chatbotId", "7").records("threads").unwrap().len(), 6);
}

#[test]
fn what_does_not_start_says_why() {
    let start = |mock: Mock| mock.start_blocking().map(drop).unwrap_err();
    let missing = start(Mock::from_path("nowhere.yaml"));
    assert!(matches!(missing, StartError::Document(_)));
    assert!(missing.to_string().contains("`nowhere.yaml` cannot be read"), "{missing}");
    let overlaid = start(Mock::from_path(path(NOTES)).overlay("nowhere.overlay.yaml"));
    assert!(overlaid.to_string().contains("nowhere.overlay.yaml"), "{overlaid}");
    let typo = start(Mock::from_path(path("fixtures/broken/state-typo.yaml")));
    assert!(matches!(typo, StartError::State(_)));
    assert!(typo.to_string().contains("E03"), "{typo}");
    let clash = start(Mock::from_path(path(NOTES)).and(Mock::from_path(path(NOTES))));
    assert!(matches!(clash, StartError::Clash(_)));
}
