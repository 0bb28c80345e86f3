//! A real server behind the mock, both sides held to the document.

use serde_json::{Value, json};

use super::server::Server;
use super::{Caller, PETS, header};
use crate::support::Process;

const JSON: &str = "200 OK\nContent-Type: application/json\n\n";

fn upstream() -> Server {
    Server::start(|line| match line.split(' ').nth(1).unwrap() {
        "/v1/pets" => format!("{JSON}[{{\"id\": 7, \"name\": \"Upstream\"}}]"),
        "/v1/pets/1" => format!("{JSON}{{\"id\": \"seven\"}}"),
        "/v1/pets/2" => "501 Not Implemented".to_owned(),
        "/other" => "204 No Content\nKeep-Alive: timeout=9\nX-Own: yes".to_owned(),
        _ => "404 Not Found".to_owned(),
    })
}

fn violations(response: &counterpart_exchange::Response) -> Vec<(Value, Value)> {
    let Some(text) = header(response, "sl-violations") else { return Vec::new() };
    let told: Vec<Value> = serde_json::from_str(text).unwrap();
    told.iter().map(|one| (one["location"].clone(), one["code"].clone())).collect()
}

#[test]
fn both_sides_are_judged_and_passed_through() {
    let server = upstream();
    let mock = Process::start(&["mock", PETS, "--proxy", &server.url]);
    let caller = Caller::new();
    let call = |text: &str| caller.call(&mock.url, text).unwrap();

    let fine =
        call("GET /v1/pets\nX-Counterpart-Scope: a\nConnection: x-gone\nX-Gone: 1\nX-Kept: 1");
    assert_eq!((fine.status, violations(&fine)), (200, vec![]));
    assert_eq!(&fine.body[..], b"[{\"id\": 7, \"name\": \"Upstream\"}]");
    let sent = server.next();
    assert_eq!(sent.line, "GET /v1/pets HTTP/1.1");
    assert!(sent.head.contains("x-kept: 1\n"), "{}", sent.head);
    assert!(sent.head.contains(&format!("host: {}", &server.url["http://".len()..])));
    assert!(!sent.head.contains("x-gone") && !sent.head.contains("x-counterpart"), "{}", sent.head);

    // The server's answer breaks the document, and passes.
    let broken = call("GET /v1/pets/1");
    assert_eq!((broken.status, &broken.body[..]), (200, &b"{\"id\": \"seven\"}"[..]));
    assert_eq!(
        violations(&broken),
        [
            (json!(["response", "body"]), json!("required")),
            (json!(["response", "body", "id"]), json!("type")),
        ]
    );
    // So does a request.
    let refused = call("POST /v1/pets\nContent-Type: application/json\n\n{\"name\": \"\"}");
    assert_eq!(refused.status, 200);
    let told = violations(&refused);
    assert!(told.contains(&(json!(["request", "body", "name"]), json!("minLength"))), "{told:?}");
    assert!(told.contains(&(json!(["response"]), json!("responses"))), "{told:?}");
    // What the document does not have passes as well.
    let other = call("GET /other");
    assert_eq!((other.status, header(&other, "x-own")), (204, Some("yes")));
    assert_eq!(header(&other, "keep-alive"), None);
    assert_eq!(violations(&other), [(json!(["request"]), json!("path"))]);
    // What the server has not built is mocked.
    let mocked = call("GET /v1/pets/2");
    assert_eq!((mocked.status, &mocked.body[..]), (200, &b"{\"id\":2,\"name\":\"Bo\"}"[..]));
    let ended = mock.signal("INT");
    assert!(ended.errors.contains("request body /name breaks `minLength`"), "{}", ended.errors);
}

#[test]
fn with_errors_what_breaks_the_document_is_refused() {
    let server = upstream();
    let mock = Process::start(&["mock", PETS, "--proxy", &server.url, "--errors"]);
    let caller = Caller::new();
    let call = |text: &str| caller.call(&mock.url, text).unwrap();
    let broken = call("GET /v1/pets/1");
    assert_eq!(broken.status, 500);
    let problem: Value = serde_json::from_slice(&broken.body).unwrap();
    assert_eq!(problem["validation"][1]["location"], json!(["response", "body", "id"]));
    assert_eq!(server.next().line, "GET /v1/pets/1 HTTP/1.1");
    let refused = call("POST /v1/pets\nContent-Type: application/json\n\n{}");
    assert!((400..500).contains(&refused.status), "{}", refused.status);
    assert_eq!(violations(&refused), [(json!(["request", "body"]), json!("required"))]);
    // It never came to the server.
    assert!(server.so_far().is_empty());
    assert_eq!(call("GET /v1/pets").status, 200);
}

#[test]
fn a_server_that_is_not_there_is_a_bad_gateway() {
    let gone = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let mock = Process::start(&["mock", PETS, "--proxy", &gone]);
    let response = Caller::new().call(&mock.url, "GET /v1/pets").unwrap();
    assert_eq!(response.status, 502);
    assert!(String::from_utf8_lossy(&response.body).contains("there is no connection to"));
    for (arguments, expected) in
        [(&["--errors"][..], "--proxy"), (&["--proxy", "ftp://a"], "is no address of a server")]
    {
        let ended = Process::run(&[&["mock", PETS][..], arguments].concat());
        assert_eq!(ended.code, Some(2));
        assert!(ended.errors.contains(expected), "{}", ended.errors);
    }
}
