//! Clients that are slow, large or many, and faults of ours.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use counterpart_mock::{Capacity, Clock, Limits, Mock, Server, Service};

use super::{NOTES, programs};
use crate::support::{path, request};

/// A server with short limits.
fn server() -> Server {
    let limits = Limits {
        connections: 2,
        header_time: Duration::from_millis(200),
        headers: 20,
        header_bytes: 8192,
        body_time: Duration::from_millis(200),
        body_bytes: 1000,
        stall_time: Duration::from_millis(200),
    };
    Mock::from_path(path(NOTES)).limits(limits).start_blocking().unwrap()
}

fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(server.url().strip_prefix("http://").unwrap()).unwrap();
    // Longer than any limit, so that a test that fails ends.
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

/// Reads until the server closes the connection.
fn rest(stream: &mut TcpStream) -> String {
    let mut rest = Vec::new();
    match stream.read_to_end(&mut rest) {
        Ok(_) => {}
        Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset, "{error}"),
    }
    String::from_utf8(rest).unwrap()
}

const GET: &str = "GET /notes HTTP/1.1\r\nHost: localhost\r\n";

#[test]
fn slow_headers_end_the_connection() {
    let server = server();
    let mut stream = connect(&server);
    stream.write_all(b"GET /notes HTTP/1.1\r\nHost: local").unwrap();
    assert_eq!(rest(&mut stream), "");
    // So does a connection that nothing comes on, also after an answer.
    let mut stream = connect(&server);
    stream.write_all(format!("{GET}\r\n").as_bytes()).unwrap();
    assert!(rest(&mut stream).starts_with("HTTP/1.1 200"));
    assert_eq!(rest(&mut connect(&server)), "");
}

#[test]
fn slow_endless_and_large_bodies_are_refused() {
    let server = server();
    let head = "POST /notes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    for (body, expected) in [
        ("Content-Length: 20\r\n\r\n{\"text\"".to_owned(), "HTTP/1.1 408"),
        ("Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n".to_owned(), "HTTP/1.1 408"),
        (format!("Content-Length: 1001\r\n\r\n{}", "x".repeat(1001)), "HTTP/1.1 413"),
        (
            format!("Transfer-Encoding: chunked\r\n\r\n3e9\r\n{}\r\n", "x".repeat(1001)),
            "HTTP/1.1 413",
        ),
        ("Transfer-Encoding: chunked\r\n\r\nzz\r\n".to_owned(), "HTTP/1.1 400"),
    ] {
        let mut stream = connect(&server);
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        let answer = rest(&mut stream);
        assert!(answer.starts_with(expected), "{body:.40}: {answer}");
        assert!(answer.contains("application/problem+json"), "{answer}");
    }
}

#[test]
fn large_and_many_headers_are_refused() {
    let server = server();
    let many = "x: y\r\n".repeat(30);
    let large = format!("x: {}\r\n", "y".repeat(10_000));
    for headers in [many, large] {
        let mut stream = connect(&server);
        stream.write_all(format!("{GET}{headers}\r\n").as_bytes()).unwrap();
        let answer = rest(&mut stream);
        assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
    }
}

#[test]
fn answers_that_nobody_takes_are_broken_off() {
    let server = server();
    // More than the buffers of both sides hold.
    let size = 32 << 20;
    server.insert("notes", serde_json::json!({ "text": "x".repeat(size) })).unwrap();
    // Both places are held by clients that read nothing: a third is served once one of them is given up.
    let mut held = [connect(&server), connect(&server)];
    for stream in &mut held {
        stream.write_all(format!("{GET}\r\n").as_bytes()).unwrap();
    }
    let mut third = connect(&server);
    let get = "GET /notes/1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    third.write_all(get.as_bytes()).unwrap();
    assert!(rest(&mut third).starts_with("HTTP/1.1 200"));
    let taken = held.iter_mut().map(|stream| rest(stream).len()).min().unwrap();
    assert!(taken < size, "{taken}");
}

#[test]
fn further_connections_wait_for_a_place() {
    let server = server();
    let mut held = [connect(&server), connect(&server)];
    for stream in &mut held {
        stream.write_all(b"GET").unwrap();
    }
    let mut waiting = connect(&server);
    waiting.write_all(format!("{GET}Connection: close\r\n\r\n").as_bytes()).unwrap();
    // It is served once those that hold the places have had their time.
    assert!(rest(&mut waiting).starts_with("HTTP/1.1 200"));
}

#[test]
fn requests_on_one_connection_are_answered_in_turn() {
    let server = server();
    let mut stream = connect(&server);
    let two =
        format!("{GET}\r\nGET /notes/9 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(two.as_bytes()).unwrap();
    let answers = rest(&mut stream);
    let at = |status: &str| answers.find(&format!("HTTP/1.1 {status}")).unwrap();
    assert!(at("200") < at("404"), "{answers}");
}

#[test]
fn a_fault_of_ours_is_answered_and_logged() {
    let faulty = Arc::new(std::sync::atomic::AtomicBool::new(true));
    let clock = {
        let faulty = Arc::clone(&faulty);
        Clock::new(move || {
            assert!(!faulty.load(std::sync::atomic::Ordering::Relaxed), "the fault of this test");
            "2025-01-15T10:00:00Z".parse().unwrap()
        })
    };
    let lines = Arc::new(Mutex::new(Vec::new()));
    let log = {
        let lines = Arc::clone(&lines);
        move |entry: &counterpart_mock::LogEntry<'_>| lines.lock().unwrap().push(entry.to_string())
    };
    let service = Service::new(programs(&[NOTES]), clock, Capacity::default(), log).unwrap();
    let get = request("GET /notes/1");
    assert_eq!(service.handle(&get).status, 500);
    faulty.store(false, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(service.handle(&get).status, 200);
    let told = lines.lock().unwrap().clone();
    assert_eq!(told, ["GET /notes/1 500: this is a fault of counterpart", "GET /notes/1 200"]);
}
