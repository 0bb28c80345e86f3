//! The command as a user runs it: first lines, signals, errors and exit codes.

use std::net::TcpListener;

use crate::support::{DOCUMENTS, Process};

#[test]
fn the_mock_says_what_it_serves_and_ends_on_signals() {
    for signal in ["INT", "TERM"] {
        let mut process = Process::start(&[&["mock"], &DOCUMENTS[..]].concat());
        assert!(process.url.starts_with("http://127.0.0.1:"), "{}", process.url);
        let lines = process.lines(4);
        let expected = [
            "at /: 10 operations; chat_message_threads 4 records, messages 1 record",
            "at /: 6 operations; users 4 records, contacts 1 record per login, messages",
            "at /: 4 operations; chat_messages",
            "at /api: 1 operation; threads 6 records per chatbotId",
        ];
        for (line, expected) in lines.iter().zip(expected) {
            assert!(line.contains(expected), "{line}");
        }
        let ended = process.signal(signal);
        assert_eq!((ended.code, ended.output.as_str(), ended.errors.as_str()), (Some(0), "", ""));
    }
}

#[test]
fn a_page_of_another_origin_may_call() {
    let process = Process::start(&["mock", DOCUMENTS[0]]);
    let ask =
        "Access-Control-Request-Method: DELETE\r\nAccess-Control-Request-Headers: x-api-key\r\n";
    let origin = "Origin: http://localhost:5173\r\n";
    let answer = process.send("OPTIONS", "/api/v2/messages/delete", &format!("{origin}{ask}"));
    assert!(answer.starts_with("HTTP/1.1 204"), "{answer}");
    for header in [
        "access-control-allow-origin: http://localhost:5173",
        "access-control-allow-credentials: true",
        "access-control-allow-methods: DELETE",
        "access-control-allow-headers: x-api-key",
    ] {
        assert!(answer.contains(header), "{header}: {answer}");
    }
    let answer = process.send("GET", "/api/v2/messages/get", origin);
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    assert!(answer.contains("access-control-allow-origin: http://localhost:5173"), "{answer}");
}

#[test]
fn head_says_what_get_would() {
    let process = Process::start(&["mock", DOCUMENTS[0]]);
    let [head, get] = ["HEAD", "GET"]
        .map(|method| process.send(method, "/api/v2/messages/get", "X-Api-Key: k\r\n"));
    assert!(head.starts_with("HTTP/1.1 200") && head.ends_with("\r\n\r\n"), "{head}");
    let length = |answer: &str| {
        let line = answer.lines().find_map(|line| line.strip_prefix("content-length: "));
        line.and_then(|line| line.parse::<usize>().ok())
    };
    let body = get.split_once("\r\n\r\n").unwrap().1;
    assert_eq!((length(&head), length(&get)), (Some(body.len()), Some(body.len())), "{head}");
}

#[test]
fn a_stalled_upload_does_not_keep_the_mock_from_ending() {
    use std::io::Write;
    let process = Process::start(&["mock", DOCUMENTS[0]]);
    let address = process.url.strip_prefix("http://").unwrap().to_owned();
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    let head = "POST /api/v2/messages/create HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    // Answered after the upload has reached the server, so that it is in flight.
    assert!(process.send("GET", "/api/v2/messages/get", "").starts_with("HTTP/1.1 401"));
    process.kill("INT");
    assert_eq!(process.signal("INT").code, Some(0));
}

#[test]
fn what_cannot_be_served_ends_with_its_code() {
    let busy = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = busy.local_addr().unwrap().port().to_string();
    let document = DOCUMENTS[0];
    let rows: [(&[&str], i32, &str); 10] = [
        (&["mock", document, "--port", &port], 4, "cannot listen on 127.0.0.1"),
        (&["mock", "nowhere.yaml"], 3, "`nowhere.yaml` cannot be read"),
        (
            &["mock", "https://a.example/api.json"],
            3,
            "curl -fo api.yaml https://a.example/api.json",
        ),
        (&["mock", "Cargo.toml"], 3, "error[E00"),
        (&["mock", "fixtures/broken/two-documents.yaml"], 3, "two-documents.yaml:5:1"),
        (&["mock", "fixtures/broken/no-openapi.yaml"], 3, "error[E0003]"),
        (&["mock", "fixtures/broken/swagger.yaml"], 3, "error[E0004]"),
        (&["mock", "fixtures/broken/state-typo.yaml"], 3, "did you mean `where`?"),
        (&["mock", document, "fixtures/broken/clash.yaml"], 2, "is served by both"),
        (&["mock", document, "--clock", "noon"], 2, "2025-01-15T09:00:00Z"),
    ];
    for (arguments, code, expected) in rows {
        let ended = Process::run(arguments);
        assert_eq!(ended.code, Some(code), "{arguments:?}: {}", ended.errors);
        assert!(ended.errors.contains(expected), "{arguments:?}: {}", ended.errors);
        assert_eq!(ended.output, "", "{arguments:?}");
    }
}

#[test]
fn the_log_tells_of_refusals() {
    let process = Process::start(&["mock", DOCUMENTS[0], "--log", "refusals"]);
    let request = |path: &str, key: &str| process.send("GET", path, key);
    assert!(request("/api/v2/messages/get", "X-Api-Key: k\r\n").starts_with("HTTP/1.1 200 OK"));
    assert!(request("/api/v2/messages/get?limit=0", "").starts_with("HTTP/1.1 401"));
    let refused = request("/api/v2/messages/get?limit=0", "X-Api-Key: k\r\n");
    assert!(refused.starts_with("HTTP/1.1 400"));
    let errors = process.signal("TERM").errors;
    let told: Vec<_> = errors.lines().collect();
    assert!(told[0].starts_with("GET /api/v2/messages/get?limit 401: "), "{errors}");
    assert_eq!(
        told[1..],
        ["GET /api/v2/messages/get?limit 400: query parameter limit breaks `minimum`"]
    );
}
