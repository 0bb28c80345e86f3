//! Who may ask: hosts, origins, tokens.

use counterpart_mock::{Access, Capacity, Control};

use super::{Fronted, NOTES};
use crate::support::Process;

#[test]
fn other_hosts_are_refused_on_the_loopback() {
    let access = Access::loopback(vec!["mock.test".to_owned()]);
    let fronted = Fronted::with(&[NOTES], Capacity::default(), access);
    for host in ["localhost:4010", "127.0.0.1:4010", "[::1]:4010", "mock.test"] {
        fronted.json(200, &format!("GET /notes\nHost: {host}"));
        fronted.json(200, &format!("GET C/documents\nHost: {host}"));
    }
    for path in ["/notes", "C/documents"] {
        let problem = fronted.json(421, &format!("GET {path}\nHost: evil.example:4010"));
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains("`--allow-host evil.example`"), "{detail}");
    }
    // The target's own authority comes before `Host` (RFC 9112 §3.2.2).
    fronted.json(421, "GET http://evil.example/notes\nHost: localhost");
}

#[test]
fn pages_of_others_use_the_mock_but_not_its_control() {
    let fronted = Fronted::new(&[NOTES]);
    let told = fronted.send("GET /notes\nHost: 127.0.0.1\nOrigin: https://app.example");
    assert_eq!(told.header("access-control-allow-origin"), "https://app.example");
    let told = fronted.send("POST C/reset\nHost: 127.0.0.1\nOrigin: https://app.example");
    assert_eq!((told.status, told.header("access-control-allow-origin")), (403, ""));
    let told = fronted.send("POST C/reset\nHost: 127.0.0.1\nOrigin: http://localhost:5173");
    assert_eq!(told.status, 204);
    assert_eq!(told.header("access-control-allow-origin"), "http://localhost:5173");
    let preflight = "OPTIONS /notes\nOrigin: https://app.example\nAccess-Control-Request-Method: GET\nAccess-Control-Request-Headers: x-counterpart-scope";
    let told = fronted.send(preflight);
    assert_eq!(told.header("access-control-allow-headers"), "x-counterpart-scope");
    let told = fronted.send(&preflight.replace("/notes", "C/reset"));
    assert_eq!(told.status, 403);
}

#[test]
fn the_token_is_asked_for() {
    let access = Access { control: Control::Token("t0ken".to_owned()), ..Access::default() };
    let fronted = Fronted::with(&[NOTES], Capacity::default(), access);
    let refused = fronted.send("POST C/reset");
    assert_eq!((refused.status, refused.header("www-authenticate")), (401, "Bearer"));
    fronted.json(401, "POST C/reset\nX-Counterpart-Token: T0ken");
    fronted.json(204, "POST C/reset\nX-Counterpart-Token: t0ken");
    fronted.json(204, "POST C/reset\nAuthorization: Bearer t0ken");
    // What holds nothing of anybody's is open, as the page has to ask for the token.
    for path in ["/__counterpart/", "/__counterpart/openapi.json", "/notes"] {
        assert_eq!(fronted.send(&format!("GET {path}")).status, 200, "{path}");
    }
}

#[test]
fn another_address_asks_for_a_token_that_is_told() {
    let process = Process::start(&["mock", NOTES, "--host", "0.0.0.0"]);
    assert!(process.send("GET", "/notes", "").starts_with("HTTP/1.1 200"));
    assert!(process.send("GET", "/__counterpart/documents", "").starts_with("HTTP/1.1 401"));
    let errors = process.signal("TERM").errors;
    let token = errors.trim().rsplit_once("#token=").unwrap().1;
    assert_eq!(token.len(), 48, "{errors}");
}

#[test]
fn the_flags_are_heeded() {
    let process = Process::start(&["mock", NOTES, "--control-token", "abc", "--max-body", "1KiB"]);
    let asked = |header: &str| process.send("GET", "/__counterpart/documents", header);
    assert!(asked("").starts_with("HTTP/1.1 401"));
    assert!(asked("X-Counterpart-Token: abc\r\n").starts_with("HTTP/1.1 200"));
    let large = "Content-Type: application/json\r\nContent-Length: 1025\r\n";
    assert!(process.send("POST", "/notes", large).starts_with("HTTP/1.1 413"));
    let ended = Process::run(&["mock", NOTES, "--max-memory", "lots"]);
    assert!(ended.errors.contains("`16MiB`"), "{}", ended.errors);
}
