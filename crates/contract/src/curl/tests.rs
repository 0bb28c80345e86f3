//! The lines as they read, and what a shell that runs them sends.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use counterpart_exchange::{Decoded, Request, Response, Secrets};
use counterpart_spec::{Location, Pointer};
use http::{HeaderName, HeaderValue, Method};

use super::curl;
use crate::{Below, Bind, Edit, Exchanged, Reading, Scenario, Shown, Slot, Source, Step, Subject};

const DOCUMENT: &str = "openapi: 3.1.0
info: {title: T, version: v}
components:
  securitySchemes: {k: {type: apiKey, in: query, name: api-key}}
paths:
  /users: {post: {responses: {}}, get: {responses: {}}}
  /users/{id}: {get: {responses: {}}, head: {responses: {}}}
  /users/{id}.json: {put: {responses: {}}}
";

const POST: usize = 0;
const LIST: usize = 1;
const READ: usize = 2;
const HEAD: usize = 3;

fn subject() -> Subject {
    let loaded = counterpart_spec::load("t.yaml", DOCUMENT.into()).unwrap();
    Subject::new(loaded.spec).0
}

fn step(operation: usize) -> Step {
    Step::new(operation, Decoded::default(), None)
}

fn request(method: &str, target: &str, headers: &[(&str, &[u8])], body: &[u8]) -> Request {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut request = Request {
        method: Method::from_bytes(method.as_bytes()).unwrap(),
        path: path.to_owned(),
        query: query.to_owned(),
        body: Bytes::copy_from_slice(body),
        ..Request::default()
    };
    for (name, value) in headers {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        request.headers.append(name, HeaderValue::from_bytes(value).unwrap());
    }
    request
}

fn lines(target: &str, calls: &[(Step, Request)]) -> String {
    let subject = subject();
    let secrets = Secrets::of([subject.spec()].into_iter());
    let scenario = Scenario { steps: calls.iter().map(|(step, _)| step.clone()).collect() };
    let called = calls.iter().enumerate().map(|(step, (_, request))| Exchanged {
        step,
        operation: scenario.steps[step].operation,
        below: Below::Target,
        request: request.clone(),
        reading: Reading::Unknown,
        outcome: Ok(Response::default()),
        body: None,
        elapsed: Duration::ZERO,
    });
    curl(&subject, target, &scenario, &called.collect::<Vec<_>>(), &secrets)
}

#[track_caller]
fn check(calls: &[(Step, Request)], expected: &str) {
    assert_eq!(lines("http://h/v1", calls), expected);
}

fn bound(operation: usize, slot: Slot, source: &str) -> Step {
    let source = match source.strip_prefix("location.") {
        Some(name) => Source::Located(name.to_owned()),
        None => Source::Expression(source.parse().unwrap()),
    };
    Step { binds: vec![Bind { slot, step: 0, source }], ..step(operation) }
}

fn path() -> Slot {
    Slot::Parameter(Location::Path, "id".to_owned())
}

#[test]
fn one_call() {
    check(&[(step(LIST), request("GET", "/users", &[], b""))], "curl --include http://h/v1/users");
    check(
        &[(step(READ), request("GET", "/users/../[1]?a=b&c&d=", &[], b""))],
        "curl --include --path-as-is --globoff 'http://h/v1/users/../[1]?a=b&c&d='",
    );
    check(
        &[(step(HEAD), request("HEAD", "/users/1", &[("x-empty", b"")], b""))],
        "curl --include --head http://h/v1/users/1 \\\n  --header 'x-empty;'",
    );
    let json: (&str, &[u8]) = ("content-type", b"application/json");
    check(
        &[(step(POST), request("POST", "/users", &[json], br#"{"a":"it's"}"#))],
        "curl --include --request POST http://h/v1/users \\\n  --header 'content-type: application/json' \\\n  --data-raw '{\"a\":\"it'\\''s\"}'",
    );
    check(
        &[(step(POST), request("POST", "/users", &[], b"-\0%\\\xff1"))],
        "printf -- '-\\000%%\\\\\\3771' | curl --include --request POST http://h/v1/users \\\n  --header content-type: \\\n  --data-binary @-",
    );
}

#[test]
fn secrets_are_variables() {
    let headers: [(&str, &[u8]); 2] = [("authorization", b"Bearer s3cret"), ("cookie", b"s=1")];
    let sent = || request("GET", "/users?api-key=s3cret&x=1", &headers, b"");
    check(
        &[(step(LIST), sent())],
        "curl --include \"http://h/v1/users?api-key=$API_KEY&x=1\" \\\n  --header \"authorization: Bearer $TOKEN\" \\\n  --header \"cookie: $COOKIE\"",
    );
    let other = lines("http://h", &[(Step { shown: Shown::Other, ..step(LIST) }, sent())]);
    assert!(other.contains("Bearer $OTHER_TOKEN") && !other.contains("s3cret"), "{other}");
    // What nobody was given is no secret, and the point of the call.
    let garbage = lines("http://h", &[(Step { shown: Shown::Garbage, ..step(LIST) }, sent())]);
    assert!(garbage.contains("Bearer s3cret") && garbage.contains("api-key=s3cret"), "{garbage}");
}

#[test]
fn what_a_call_takes_is_carried_on() {
    let post = || (step(POST), request("POST", "/users", &[], b""));
    let read = |source, target| (bound(READ, path(), source), request("GET", target, &[], b""));
    check(
        &[post(), read("$response.body#/data/0/user-id", "/users/7")],
        "answer=$(curl --silent --request POST http://h/v1/users)\nid=$(printf '%s\\n' \"$answer\" | jq -r '.data[0][\"user-id\"]')\ncurl --include \"http://h/v1/users/$id\"",
    );
    check(
        &[post(), read("location.id", "/users/7")],
        "answer=$(curl --silent --output /dev/null --write-out '%header{location}' --request POST http://h/v1/users)\nid=$(printf '%s\\n' \"$answer\" | tail -n 1 | sed 's/[?#].*//; s/.*[/]//')\ncurl --include \"http://h/v1/users/$id\"",
    );
    // What was sent is sent again, and a part of a segment is left as it was.
    let sent = lines("http://h", &[post(), read("$request.body#/id", "/users/7")]);
    assert!(sent.ends_with("\ncurl --include http://h/users/7"), "{sent}");
    let part = (bound(4, path(), "$response.body#/id"), request("PUT", "/users/7.json", &[], b""));
    let part = lines("http://h", &[post(), part]);
    assert!(part.ends_with("--request PUT http://h/users/7.json"), "{part}");
}

/// Runs lines by `sh` against a server that answers each call in turn, and gives what it was sent.
fn run(script: impl Fn(&str) -> String, answers: &'static [&'static str]) -> Vec<Request> {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let target = format!("http://{}", listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        answers.iter().map(|answer| serve(&listener, answer)).collect::<Vec<_>>()
    });
    // From a file, as an argument would have a limit.
    let mut shell = Command::new("sh");
    shell.arg("-eu").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut shell = shell.spawn().unwrap();
    shell.stdin.take().unwrap().write_all(script(&target).as_bytes()).unwrap();
    let ran = shell.wait_with_output().unwrap();
    assert!(ran.status.success(), "{}\n{ran:?}", script(&target));
    server.join().unwrap()
}

fn serve(listener: &TcpListener, answer: &str) -> Request {
    let (stream, _) = listener.accept().unwrap();
    let mut reader = BufReader::new(&stream);
    let mut line = Vec::new();
    reader.read_until(b'\n', &mut line).unwrap();
    let line = String::from_utf8(line).unwrap();
    let [method, target, _] = line.split_whitespace().collect::<Vec<_>>()[..] else {
        panic!("{line}")
    };
    let mut got = request(method, target, &[], b"");
    loop {
        let mut header = Vec::new();
        reader.read_until(b'\n', &mut header).unwrap();
        let header = header.trim_ascii();
        let Some(colon) = header.iter().position(|byte| *byte == b':') else { break };
        let name = HeaderName::from_bytes(&header[..colon]).unwrap();
        let value = HeaderValue::from_bytes(header[colon + 1..].trim_ascii()).unwrap();
        got.headers.append(name, value);
    }
    let length = got.header("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    got.body = body.into();
    let head = "HTTP/1.1 200 OK\r\nconnection: close\r\n";
    (&stream).write_all(format!("{head}{answer}").as_bytes()).unwrap();
    got
}

const OK: &str = "content-length: 0\r\n\r\n";

#[test]
fn the_shell_sends_what_was_sent() {
    let long = "x".repeat(200_000);
    let text: (&str, &[u8]) = ("content-type", b"text/plain");
    for sent in [
        request("GET", "/a/../b/./%2e%2e?q=[1-3]&x={a,b}&$HOME=`id`&'", &[], b""),
        request("HEAD", "/users/1", &[("x-empty", b""), ("x-a", b"1"), ("x-a", b"2")], b""),
        request("POST", "/", &[("x-q", b"\"$HOME\" `id` \\ ' !"), text], b"@/etc/passwd"),
        request("POST", "/", &[("x-bytes", b"a\xff\x80"), text], b"a=1\n&b='\"$x\n"),
        request("PATCH", "/", &[text], b"\0\x01\xff%s\\n\r\n'9"),
        request("DELETE", "/", &[], "ä €".as_bytes()),
        request("GET", "/", &[text], b"-n"),
        request("PUT", "/", &[text], long.as_bytes()),
    ] {
        let calls = [(step(LIST), sent.clone())];
        let got = &run(|target| lines(target, &calls), &[OK])[0];
        assert_eq!(got.method, sent.method);
        assert_eq!((&got.path, &got.query), (&sent.path, &sent.query));
        assert_eq!(got.body, sent.body, "{sent:?}");
        for name in sent.headers.keys() {
            let values = |request: &Request| -> Vec<HeaderValue> {
                request.headers.get_all(name).iter().cloned().collect()
            };
            assert_eq!(values(got), values(&sent), "{name}");
        }
        assert_eq!(
            got.headers.contains_key("content-type"),
            sent.headers.contains_key("content-type")
        );
    }
}

/// Creates what a later call reads.
const MADE: &str = "content-length: 28\r\nlocation: /v1/users/9?a=/b\r\n\r\n{\"id\":\"a/b\",\"n\":5,\"o\":\"\\n\"}\n";

#[test]
fn the_shell_carries_values_on() {
    // Where there is no `jq`, the lines are held to their text alone.
    if Command::new("jq").arg("--version").output().is_err() {
        return;
    }
    let bind = |slot, source: &str| bound(READ, slot, source).binds.remove(0);
    let query = |name: &str| Slot::Parameter(Location::Query, name.to_owned());
    let header = Slot::Parameter(Location::Header, "x-id".to_owned());
    let body = |pointer| Slot::Body(Pointer::parse(pointer).unwrap());
    let binds = vec![
        bind(path(), "$response.body#/id"),
        bind(query("n"), "$response.body#/n"),
        bind(header, "location.id"),
        bind(body("/a/0"), "$response.body#/id"),
        bind(body("/n"), "$response.body#/n"),
    ];
    let later = Step { binds, edits: vec![Edit::Query("n".to_owned())], ..step(READ) };
    let old = request("GET", "/users/x%2Fy?n=1&m=2", &[("x-id", b"3")], br#"{"n":1,"a":["x/y"]}"#);
    let calls = [(step(POST), request("POST", "/users", &[], b"")), (later, old)];
    let got = run(|target| lines(target, &calls), &[MADE, OK]);
    assert_eq!((&*got[1].path, &*got[1].query), ("/users/a%2Fb", "n=5&m=2"));
    assert_eq!(got[1].header("x-id"), Some("9"));
    assert_eq!(&got[1].body[..], br#"{"n":5,"a":["a/b"]}"#);
}
