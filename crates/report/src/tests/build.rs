//! Makes runs by hand.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use counterpart_contract::{
    Below, Check, Event, Exchanged, Failure, Finding, Meaning, Observer, Phase, Place, Received,
    Reproduction, Sent, Severity, Subject, Summary, Violated,
};
use counterpart_exchange::{Request, Response, Secrets};
use http::{HeaderName, HeaderValue, Method};

use crate::{Collector, Report};

pub(super) const DOCUMENT: &str = r"openapi: 3.1.0
info: {title: Users, version: '1'}
components:
  securitySchemes: {key: {type: apiKey, in: query, name: key}}
  schemas:
    User:
      type: object
      required: [id, name]
      properties:
        id: {type: integer}
        name: {type: string, maxLength: 5}
        token: {type: string}
        made: {type: string, format: date-time}
        seen: {type: integer}
        tags: {type: array, items: {type: string}}
paths:
  /users:
    get:
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, default: 20}}
        - {name: X-Trace, in: header, required: true, schema: {type: string}}
      responses:
        '200': {description: D, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/User'}}}}}
        4XX: {description: D}
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
      responses: {'201': {description: D, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}
  /users/{id}:
    delete:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {'204': {description: D}, default: {description: D}}
";

pub(super) const TARGET: &str = "http://127.0.0.1:8080/v1";

pub(super) fn subject() -> Subject {
    let loaded = counterpart_spec::load("api/my users.yaml", DOCUMENT.into()).unwrap();
    Subject::new(loaded.spec).0
}

pub(super) fn secrets() -> Secrets {
    Secrets::of([subject().spec()].into_iter())
}

pub(super) fn started() -> Event {
    let subject = subject();
    Event::Started {
        target: TARGET.to_owned(),
        document: "Users 1".to_owned(),
        seed: 7,
        shard: (1, 1),
        operations: (0..subject.operations().len()).map(|at| subject.name(at)).collect(),
    }
}

/// Writes a request as `METHOD target`, header lines, an empty line, and the body.
pub(super) fn request(text: &[u8]) -> Request {
    let (head, body) = parts(text);
    let mut lines = head.lines();
    let (method, target) = lines.next().unwrap().split_once(' ').unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut request = Request {
        method: Method::from_bytes(method.as_bytes()).unwrap(),
        path: path.to_owned(),
        query: query.to_owned(),
        body: body.to_vec().into(),
        ..Request::default()
    };
    lines.for_each(|line| put(&mut request.headers, line));
    request
}

/// Writes a response as a status, header lines, an empty line, and the body.
pub(super) fn response(text: &[u8]) -> Response {
    let (head, body) = parts(text);
    let mut lines = head.lines();
    let status = lines.next().unwrap().parse().unwrap();
    let mut response = Response { status, body: body.to_vec().into(), ..Response::default() };
    lines.for_each(|line| put(&mut response.headers, line));
    response
}

fn parts(text: &[u8]) -> (&str, &[u8]) {
    let end = text.windows(2).position(|pair| pair == b"\n\n");
    let (head, body) = end.map_or((text, &[][..]), |end| (&text[..end], &text[end + 2..]));
    (std::str::from_utf8(head).unwrap(), body)
}

fn put(headers: &mut http::HeaderMap, line: &str) {
    let (name, value) = line.split_once(": ").unwrap();
    let name: HeaderName = name.parse().unwrap();
    headers.append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
}

/// Makes a call of the operation of that place, in the phase of the examples.
pub(super) fn called(
    operation: usize,
    meaning: Meaning,
    sent: &[u8],
    answer: Result<&[u8], Failure>,
) -> Event {
    let subject = subject();
    let request = request(sent);
    let outcome = answer.map(response);
    let exchanged = Exchanged {
        step: 0,
        operation,
        below: Below::Target,
        reading: subject.read(&request),
        request,
        outcome,
        body: None,
        elapsed: Duration::from_micros(2_500),
    };
    Event::Called {
        phase: Phase::Examples,
        operation: subject.name(operation).into(),
        meaning,
        exchanged: Arc::new(exchanged),
    }
}

pub(super) fn finding(id: &str, operation: usize, check: Check, severity: Severity) -> Finding {
    Finding {
        id: id.to_owned(),
        check,
        severity,
        operation: subject().name(operation),
        message: "`name` is longer than 5 characters".to_owned(),
        sent: Sent {
            method: "GET".to_owned(),
            url: format!("{TARGET}/users"),
            headers: vec![("x-trace".to_owned(), "t".to_owned())],
            body: None,
        },
        received: Received::Response {
            status: 200,
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body: Some(r#"[{"id":1,"name":"abcdef"}]"#.to_owned()),
            elapsed_ms: 2.5,
        },
        document: Some(Place {
            pointer: "/components/schemas/User/properties/name/maxLength".to_owned(),
            file: "api/my users.yaml".to_owned(),
            line: 11,
            column: 29,
        }),
        violated: Some(Violated {
            pointer: "body /0/name".to_owned(),
            keyword: "maxLength".to_owned(),
        }),
        reproduce: Reproduction {
            curl: format!("curl --include {TARGET}/users \\\n  --header 'x-trace: t'"),
            steps: Vec::new(),
        },
        count: 2,
    }
}

pub(super) fn found(finding: Finding) -> Event {
    Event::Found(Box::new(finding))
}

pub(super) fn finished() -> Event {
    Event::Finished(Summary {
        calls: 4,
        cases: 3,
        operations: 3,
        succeeded: 2,
        errors: 1,
        warnings: 1,
        unconfirmed: vec!["GET /users: server_error".to_owned()],
        uncallable: vec![("DELETE /users/{id}".to_owned(), "nothing makes a user".to_owned())],
        seconds: 1.25,
        stopped: None,
    })
}

/// Makes a small run: two operations called, an error, a warning.
pub(super) fn run() -> Vec<Event> {
    let list = b"GET /users?limit=2&key=s3cret\nx-trace: t\nauthorization: Bearer s3cret";
    let made =
        b"POST /users?key=s3cret\ncontent-type: application/json\n\n{\"id\":1,\"name\":\"ab\"}";
    let users = b"200\ncontent-type: application/json\nset-cookie: sid=s3cret\n\n[{\"id\":1,\"name\":\"abcdef\"}]";
    let user = b"201\ncontent-type: application/json\n\n{\"id\":1,\"name\":\"ab\"}";
    let warning = Finding {
        document: None,
        violated: None,
        received: Received::Nothing("the connection was reset".to_owned()),
        message: "two, of: 100%\nlines".to_owned(),
        count: 1,
        ..finding("w1", 1, Check::ImplausibleValue, Severity::Warning)
    };
    vec![
        started(),
        Event::Phase(Phase::Examples, 2),
        called(0, Meaning::Valid(None), list, Ok(users)),
        called(0, Meaning::Invalid(None), b"GET /users?limit=0&key=k", Ok(b"404")),
        Event::Progressed(Phase::Examples),
        called(1, Meaning::Lead, made, Ok(user)),
        called(1, Meaning::Lead, made, Err(Failure::Timeout(Duration::from_secs(1)))),
        Event::Progressed(Phase::Examples),
        found(warning),
        found(finding("e1", 0, Check::ResponseBody, Severity::Error)),
        finished(),
    ]
}

pub(super) fn report(events: &[Event]) -> Report {
    let mut collector = Collector::new(subject());
    for event in events {
        collector.observe(event);
    }
    collector.report()
}

pub(super) fn written(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// A writer whose text can be looked at afterwards.
#[derive(Clone, Default)]
pub(super) struct Shared(Arc<Mutex<Vec<u8>>>);

impl Shared {
    pub(super) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
