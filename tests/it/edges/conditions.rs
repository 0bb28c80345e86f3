//! Latency, faults and rate limits, as a client sees them.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::{Caller, PETS, header};
use crate::support::{Process, read};

#[test]
#[expect(clippy::disallowed_methods, reason = "the test is about time")]
fn answers_are_held_back() {
    let mock = Process::start(&["mock", PETS, "--latency", "listPets=60ms"]);
    let caller = Caller::new();
    for (request, least) in [
        ("GET /pets", 60),
        ("GET /pets/1\nPrefer: delay=40", 40),
        ("GET /pets/1\nX-Counterpart-Latency: 50ms", 50),
    ] {
        let start = Instant::now();
        assert_eq!(caller.call(&mock.url, request).unwrap().status, 200);
        assert!(start.elapsed() >= Duration::from_millis(least), "{request}");
    }
}

#[test]
fn faults_strike_instead_of_answers() {
    let mock =
        Process::start(&["mock", PETS, "--fault", "listPets=reset", "--fault", "deletePet=418"]);
    let caller = Caller::new();
    let call = |text: &str| caller.call(&mock.url, text);
    let reset = call("GET /pets").unwrap_err();
    assert!(reset.contains("gave no whole response"), "{reset}");
    let struck = call("DELETE /pets/1").unwrap();
    assert_eq!(
        (struck.status, header(&struck, "content-type")),
        (418, Some("application/problem+json"))
    );
    // It was not done.
    assert_eq!(call("GET /pets/1").unwrap().status, 200);
    let status = call("GET /pets/1\nX-Counterpart-Fault: 503").unwrap();
    assert_eq!(status.status, 503);
    let cut = call("GET /pets/1\nX-Counterpart-Fault: truncated").unwrap_err();
    assert!(cut.contains("gave no whole response"), "{cut}");
    let sent = raw(
        &mock,
        "GET /pets/1 HTTP/1.1\r\nHost: localhost\r\nX-Counterpart-Fault: truncated\r\n\r\n",
    );
    let (head, body) = sent.split_once("\r\n\r\n").unwrap();
    let announced = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    assert_eq!(body.len(), announced.parse::<usize>().unwrap() / 2, "{sent}");
    let garbage = call("GET /pets/1\nX-Counterpart-Fault: garbage").unwrap();
    assert_eq!((garbage.status, header(&garbage, "content-type")), (200, Some("application/json")));
    assert!(serde_json::from_slice::<serde_json::Value>(&garbage.body).is_err());
    let wrong = call("GET /pets/1\nX-Counterpart-Fault: 200").unwrap();
    assert_eq!(wrong.status, 400);
    assert!(String::from_utf8_lossy(&wrong.body).contains("header x-counterpart-fault"));
}

#[test]
fn what_strikes_does_nothing_and_takes_nothing() {
    let mock = Process::start(&["mock", PETS, "--fault", "deletePet=404"]);
    let caller = Caller::new();
    let call = |text: &str| caller.call(&mock.url, text).unwrap();
    let force = "POST /__counterpart/next\nContent-Type: application/json\n\n{\"operation\":\"deletePet\",\"status\":500}";
    assert_eq!(call(force).status, 204);
    // What the request prefers does not come before the fault, however it is written.
    for query in ["", "?__code=204", "?__%63ode=204", "?__code=x"] {
        let struck = call(&format!("DELETE /pets/1{query}\nPrefer: code=204"));
        assert_eq!((struck.status, header(&struck, "content-type")), (404, None), "{query}");
    }
    assert_eq!(call("GET /pets/1").status, 200);
    let waiting = call("GET /__counterpart/next");
    assert!(String::from_utf8_lossy(&waiting.body).contains("deletePet"), "{waiting:?}");
    let logged = call("GET /__counterpart/requests");
    let logged: serde_json::Value = serde_json::from_slice(&logged.body).unwrap();
    assert_eq!(logged.as_array().unwrap().len(), 5);
    assert_eq!(logged[1]["query"], "__code=204");
}

#[test]
fn limits_are_of_one_client() {
    let mock =
        Process::start(&["mock", PETS, "--clock", "2025-01-15T10:00:00Z", "--rate-limit", "2/1m"]);
    let caller = Caller::new();
    for (client, status, remaining) in
        [("a", 200, "1"), ("a", 200, "0"), ("a", 429, "0"), ("b", 200, "1")]
    {
        let response =
            caller.call(&mock.url, &format!("GET /pets\nAuthorization: {client}")).unwrap();
        assert_eq!(response.status, status, "{client}");
        assert_eq!(header(&response, "ratelimit-limit"), Some("2"));
        assert_eq!(header(&response, "ratelimit-remaining"), Some(remaining));
        let retry = (status == 429).then_some("30");
        assert_eq!(header(&response, "retry-after"), retry);
    }
}

#[test]
fn limits_are_of_one_scope_by_whichever_name() {
    let mock =
        Process::start(&["mock", PETS, "--clock", "2025-01-15T10:00:00Z", "--rate-limit", "2/1m"]);
    let caller = Caller::new();
    for (name, status) in [
        ("X-Counterpart-Scope: a", 200),
        ("Cookie: x=1; counterpart-scope=a", 200),
        ("Cookie: counterpart-scope=a", 429),
        ("Cookie: counterpart-scope=b", 200),
    ] {
        let response = caller.call(&mock.url, &format!("GET /pets\n{name}")).unwrap();
        assert_eq!(response.status, status, "{name}");
    }
}

#[test]
fn conditions_of_no_operation_are_refused() {
    for (arguments, expected) in [
        (["--latency", "listPet=1s"], "there is no operation `listPet`"),
        (["--fault", "GET /pet=503"], "there is no operation `GET /pet`"),
        (["--rate-limit", "many"], "`many` is no limit"),
    ] {
        let ended = Process::run(&[&["mock", PETS][..], &arguments].concat());
        assert_eq!(ended.code, Some(2));
        assert!(ended.errors.contains(expected), "{}", ended.errors);
    }
}

#[test]
fn what_a_document_says_counts_and_is_checked() {
    let document = |said: &str| {
        read(PETS).replacen("x-state:", &format!("x-counterpart: {said}\nx-state:"), 1)
    };
    let wrong = Process::run_with(&["check", "-"], &document("{latency: soon}"));
    assert_eq!(wrong.code, Some(1));
    assert!(wrong.errors.contains("error[E0303]: `soon` is no duration"), "{}", wrong.errors);
    let refused = Process::run_with(&["mock", "-"], &document("{fualt: 503}"));
    assert_eq!(refused.code, Some(3));
    assert!(refused.errors.contains("`fualt` means nothing here"), "{}", refused.errors);
    let right =
        Process::run_with(&["check", "-"], &document("{latency: 1ms, fault: [5%:503, reset]}"));
    assert_eq!(right.code, Some(0), "{}", right.errors);
}

/// Sends bytes and gives all that comes back until the connection is closed.
fn raw(mock: &Process, request: &str) -> String {
    let address = mock.url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut sent = Vec::new();
    // How it is closed is not the question.
    let _ = stream.read_to_end(&mut sent);
    String::from_utf8(sent).unwrap()
}
