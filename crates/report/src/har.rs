//! The HTTP Archive format 1.2, as browsers and proxies read and write it.
//!
//! Written while the run goes on, up to a limit; what is left out is told in the comment of the log.

use std::fmt;
use std::io::{self, Write};
use std::time::Duration;

use counterpart_contract::{Event, Exchanged, Observer};
use counterpart_exchange::{Request, Response, Secrets, base64};
use http::{HeaderMap, StatusCode};
use jiff::Timestamp;
use serde_json::{Value, json};

/// How many calls are written: programs that read archives hold them in memory.
const MAX_ENTRIES: usize = 20_000;

/// How many bytes of bodies are written.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// Writes the calls of a run; secrets are masked.
pub struct Har {
    out: Box<dyn Write + Send>,
    secrets: Secrets,
    now: Box<dyn Fn() -> Timestamp + Send>,
    target: String,
    entries: usize,
    bytes: usize,
    left_out: u64,
    /// What the writer said first; nothing is written after it.
    failed: Option<io::Error>,
}

impl Har {
    /// Writes to a writer, without what is secret; a call is dated by when it is told of.
    pub fn new(
        out: Box<dyn Write + Send>,
        secrets: Secrets,
        now: Box<dyn Fn() -> Timestamp + Send>,
    ) -> Self {
        let target = String::new();
        Self { out, secrets, now, target, entries: 0, bytes: 0, left_out: 0, failed: None }
    }

    /// Ends the archive.
    ///
    /// # Errors
    /// The first that the writer had.
    pub fn finish(mut self) -> io::Result<()> {
        let comment = match self.left_out {
            0 => String::new(),
            more => format!("{more} more calls were made and are not here"),
        };
        if self.entries == 0 {
            self.start();
        }
        self.write(&format!("\n],\"comment\":{}}}}}\n", Value::from(comment)));
        match self.failed.take() {
            Some(error) => Err(error),
            None => self.out.flush(),
        }
    }

    /// Begins the archive, with its first call: a run that makes none may leave no file.
    fn start(&mut self) {
        let creator = json!({ "name": "counterpart", "version": env!("CARGO_PKG_VERSION") });
        self.write(&format!(r#"{{"log":{{"version":"1.2","creator":{creator},"entries":["#));
    }

    fn write(&mut self, text: &str) {
        if self.failed.is_none() {
            self.failed = self.out.write_all(text.as_bytes()).err();
        }
    }

    fn add(&mut self, call: &Exchanged, comment: &str) {
        let answer = call.outcome.as_ref().map_or(0, |response| response.body.len());
        let bytes = call.request.body.len() + answer;
        if self.entries >= MAX_ENTRIES || self.bytes + bytes > MAX_BYTES {
            self.left_out += 1;
            return;
        }
        let entry = self.entry(call, comment);
        match self.entries {
            0 => self.start(),
            _ => self.write(","),
        }
        self.write(&format!("\n{entry}"));
        self.entries += 1;
        self.bytes += bytes;
    }

    fn entry(&self, call: &Exchanged, comment: &str) -> Value {
        let ms = call.elapsed.as_secs_f64() * 1000.0;
        let now = (self.now)();
        let elapsed = Duration::from_millis(u64::try_from(call.elapsed.as_millis()).unwrap_or(0));
        let started = now.checked_sub(elapsed).unwrap_or(now);
        let (response, why) = match &call.outcome {
            Ok(response) => (self.response(response), None),
            Err(failure) => (nothing(), Some(failure.to_string())),
        };
        let comment = why.map_or_else(|| comment.to_owned(), |why| format!("{comment}: {why}"));
        json!({
            "startedDateTime": started.to_string(),
            "time": ms,
            "request": self.request(call.below.url(&self.target), &call.request),
            "response": response,
            "cache": {},
            // Only the whole is known; these three may not be left unknown.
            "timings": { "blocked": -1, "dns": -1, "connect": -1, "ssl": -1, "send": 0, "wait": ms, "receive": 0 },
            "comment": comment,
        })
    }

    fn request(&self, target: &str, request: &Request) -> Value {
        let query = self.secrets.query(&request.query);
        let shown = Request { query: query.clone(), ..Request::default() };
        let pairs = shown.query_pairs().into_iter();
        let question = if query.is_empty() { "" } else { "?" };
        let cookies = request.headers.get_all("cookie").iter();
        let mut entry = json!({
            "method": request.method.as_str(),
            "url": format!("{target}{}{question}{query}", request.path),
            "httpVersion": "HTTP/1.1",
            "cookies": cookies.flat_map(|v| names(v.as_bytes(), true)).collect::<Vec<_>>(),
            "headers": self.headers(&request.headers),
            "queryString": pairs.map(|(name, value)| json!({ "name": name, "value": value })).collect::<Vec<_>>(),
            "headersSize": -1,
            "bodySize": request.body.len(),
        });
        if !request.body.is_empty() {
            let mime = mime_type(&request.headers);
            entry["postData"] = match std::str::from_utf8(&request.body) {
                Ok(text) => json!({ "mimeType": mime, "text": text }),
                // The format has no encoding of requests.
                Err(_) => {
                    json!({ "mimeType": mime, "text": base64(&request.body), "comment": "in base64" })
                }
            };
        }
        entry
    }

    fn response(&self, response: &Response) -> Value {
        let reason = StatusCode::from_u16(response.status).ok();
        let reason = reason.and_then(|status| status.canonical_reason()).unwrap_or_default();
        let mut content =
            json!({ "size": response.body.len(), "mimeType": mime_type(&response.headers) });
        if let Ok(text) = std::str::from_utf8(&response.body) {
            content["text"] = text.into();
        } else {
            content["text"] = base64(&response.body).into();
            content["encoding"] = "base64".into();
        }
        let cookies = response.headers.get_all("set-cookie").iter();
        json!({
            "status": response.status,
            "statusText": reason,
            "httpVersion": "HTTP/1.1",
            "cookies": cookies.flat_map(|v| names(v.as_bytes(), false)).collect::<Vec<_>>(),
            "headers": self.headers(&response.headers),
            "content": content,
            "redirectURL": text(&response.headers, "location"),
            "headersSize": -1,
            "bodySize": response.body.len(),
        })
    }

    fn headers(&self, headers: &HeaderMap) -> Vec<Value> {
        let shown = headers.iter().map(|(name, value)| {
            let value = self.secrets.header(name.as_str(), value.as_bytes());
            json!({ "name": name.as_str(), "value": value })
        });
        shown.collect()
    }
}

impl Observer for Har {
    fn observe(&mut self, event: &Event) {
        match event {
            Event::Started { target, .. } => self.target.clone_from(target),
            Event::Called { operation, meaning, exchanged, .. } => {
                self.add(exchanged, &format!("{operation}, {}", meaning.name()));
            }
            Event::Repeated { operation, exchanged } => {
                self.add(exchanged, &format!("{operation}, asked again"));
            }
            _ => {}
        }
    }
}

/// Stands for a response that did not come; programs show a status of 0 as such.
fn nothing() -> Value {
    json!({
        "status": 0,
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [],
        "content": { "size": 0, "mimeType": "x-unknown" },
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
    })
}

/// Names the cookies of a header: one of a request has many, one of a response only its first pair (RFC 6265 §4).
fn names(header: &[u8], many: bool) -> Vec<Value> {
    let header = String::from_utf8_lossy(header);
    let pairs = header.split(';').take(if many { usize::MAX } else { 1 });
    let named = pairs.filter_map(|pair| pair.trim().split_once('='));
    named.map(|(name, _)| json!({ "name": name, "value": Secrets::MASK })).collect()
}

fn mime_type(headers: &HeaderMap) -> String {
    match text(headers, "content-type") {
        text if text.is_empty() => "x-unknown".to_owned(),
        text => text,
    }
}

fn text(headers: &HeaderMap, name: &str) -> String {
    let value = headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()));
    value.unwrap_or_default().into_owned()
}

impl fmt::Debug for Har {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Har").field("entries", &self.entries).finish_non_exhaustive()
    }
}
