//! A server that answers what a test says, and remembers what it was asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

/// Answers each request by a function of its head: a status, and a body of JSON.
pub(super) struct Server {
    pub(super) url: String,
    heads: Arc<Mutex<Vec<String>>>,
    /// Hears of each request.
    asked: Mutex<Receiver<()>>,
}

type Answer = dyn Fn(&str) -> (u16, String) + Send + Sync;

impl Server {
    pub(super) fn new(answer: impl Fn(&str) -> (u16, String) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let heads = Arc::new(Mutex::new(Vec::new()));
        let (tell, asked) = channel();
        let (known, answer): (_, Arc<Answer>) = (Arc::clone(&heads), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (known, answer) = (Arc::clone(&known), Arc::clone(&answer));
                let (stream, tell) = (stream.unwrap(), tell.clone());
                // Whoever asks may have gone.
                std::thread::spawn(move || serve(&stream, &known, &*answer, &tell));
            }
        });
        Self { url, heads, asked: Mutex::new(asked) }
    }

    /// Waits for a request.
    pub(super) fn wait(&self) {
        self.asked.lock().unwrap().recv().unwrap();
    }

    /// Lists the heads of all requests so far.
    pub(super) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

fn serve(
    stream: &TcpStream,
    heads: &Mutex<Vec<String>>,
    answer: &Answer,
    tell: &Sender<()>,
) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let lower = head.to_lowercase();
    let length = lower.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
    let length = length.and_then(|text| text.parse::<u64>().ok()).unwrap_or_default();
    let mut body = String::new();
    reader.take(length).read_to_string(&mut body).ok()?;
    heads.lock().unwrap().push(format!("{head}{body}"));
    let _ = tell.send(());
    let (status, body) = answer(&head);
    let length = body.len();
    let mut stream = stream;
    write!(stream, "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}").ok()
}
