//! A server of the test's own: answers what it is told to, and notes what it was sent.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// What a server was sent: the request line, the headers in lower case, the body.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) line: String,
    pub(super) head: String,
    pub(super) body: String,
}

pub(super) struct Server {
    pub(super) url: String,
    received: Receiver<Received>,
}

impl Server {
    /// Answers each request with what a function gives for its request line: a status, headers and a body as HTTP has them after the version.
    pub(super) fn start(answer: impl Fn(&str) -> String + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (note, received) = channel();
        std::thread::spawn(move || serve(&listener, &answer, &note));
        Self { url, received }
    }

    /// Waits for the next request.
    #[track_caller]
    pub(super) fn next(&self) -> Received {
        self.received.recv_timeout(Duration::from_secs(20)).expect("a request comes")
    }

    /// Gives what came so far.
    pub(super) fn so_far(&self) -> Vec<Received> {
        self.received.try_iter().collect()
    }
}

fn serve(listener: &TcpListener, answer: &dyn Fn(&str) -> String, note: &Sender<Received>) {
    for stream in listener.incoming() {
        let Ok(mut stream) = stream else { return };
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut line = String::new();
        if reader.read_line(&mut line).is_err() || line.is_empty() {
            continue;
        }
        let (mut head, mut length) = (String::new(), 0);
        loop {
            let mut header = String::new();
            reader.read_line(&mut header).unwrap();
            let header = header.trim_end().to_owned();
            if header.is_empty() {
                break;
            }
            let (name, value) = header.split_once(':').unwrap();
            let name = name.to_ascii_lowercase();
            if name == "content-length" {
                length = value.trim().parse().unwrap();
            }
            writeln!(head, "{name}:{value}").unwrap();
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        let line = line.trim_end().to_owned();
        let text = answer(&line);
        let (first, payload) = text.split_once("\n\n").unwrap_or((&text, ""));
        let length = payload.len();
        let first = first.replace('\n', "\r\n");
        let _ = write!(
            stream,
            "HTTP/1.1 {first}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{payload}"
        );
        // What was answered has arrived once the client closes.
        let _ = reader.read(&mut [0]);
        // The test may be over.
        let _ = note.send(Received { line, head, body: String::from_utf8(body).unwrap() });
    }
}
