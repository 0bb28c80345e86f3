//! The same from inside a program: what flags of the command line say, the builder says too.
#![expect(clippy::disallowed_methods, reason = "a test of files and of time")]

use std::net::TcpListener;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use counterpart_mock::{Control, Mock, StartError, Tls};
use serde_json::{Value, json};

use super::server::Server;
use super::{Caller, PETS, header};
use crate::support::path;

const JSON: &str = "200 OK\nContent-Type: application/json\n\n";
const PART: &str =
    "{description: d, content: {text/plain: {schema: {type: string}, example: the part}}}";
const CREATE: &str = "POST /pets\nContent-Type: application/json\n\n";

fn pets() -> Mock {
    Mock::from_path(path(PETS))
}

#[test]
fn answers_are_late_wrong_and_limited() {
    let caller = Caller::new();
    let mock = pets().latency("GET /pets/{id}=80ms").fault("deletePet=503");
    let server = mock.rate_limit("listPets=1/1m").start_blocking().unwrap();
    let call = |text: &str| caller.call(server.url(), text).unwrap();
    let begin = Instant::now();
    assert_eq!(call("GET /pets/1").status, 200);
    assert!(begin.elapsed() >= Duration::from_millis(80));
    assert_eq!(call("DELETE /pets/1").status, 503);
    assert_eq!(server.records("pets").unwrap().len(), 2);
    assert_eq!(header(&call("GET /pets"), "ratelimit-limit"), Some("1"));
    assert_eq!(call("GET /pets").status, 429);
    // A request speaks for itself, as everywhere.
    assert_eq!(call("GET /pets/2\nX-Counterpart-Fault: 500").status, 500);
}

#[test]
fn other_servers_are_asked_and_told() {
    let upstream = Server::start(|_| format!("{JSON}[{{\"id\": \"seven\"}}]"));
    let caller = Caller::new();
    let ask = |mock: Mock| {
        let server = mock.proxy(&upstream.url).start_blocking().unwrap();
        caller.call(server.url(), "GET /v1/pets").unwrap()
    };
    let told = ask(pets());
    assert_eq!(told.status, 200);
    assert!(header(&told, "sl-violations").is_some_and(|told| told.contains("\"type\"")));
    assert_eq!(ask(pets().errors()).status, 500);

    let hooks = Server::start(|_| "204 No Content".to_owned());
    let server = pets().webhook(format!("petChanged={}/hook", hooks.url)).start_blocking().unwrap();
    let body = json!({"name": "Cleo", "callbackUrl": format!("{}/ready", hooks.url)});
    assert_eq!(caller.call(server.url(), &format!("{CREATE}{body}")).unwrap().status, 201);
    let mut lines = [hooks.next().line, hooks.next().line];
    lines.sort();
    assert_eq!(lines, ["POST /hook HTTP/1.1", "POST /ready?pet=3 HTTP/1.1"]);
}

#[test]
fn the_server_is_where_and_for_whom_it_is_said() {
    let caller = Caller::new();
    let hosts = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    let server = pets().tls(Tls::self_signed(hosts).unwrap()).start_blocking().unwrap();
    assert!(server.url().starts_with("https://"), "{}", server.url());
    assert_eq!(caller.call(server.url(), "GET /pets").unwrap().status, 200);

    let shut = pets().control(Control::Off).allow_host("mock.test").start_blocking().unwrap();
    let call = |text: &str| caller.call(shut.url(), text).unwrap().status;
    assert_eq!(call("GET /__counterpart/requests"), 404);
    let named = |host: &str| {
        let text = format!("GET /pets HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        raw(shut.url(), &text)
    };
    assert!(named("mock.test").starts_with("HTTP/1.1 200"));
    assert!(named("else.test").starts_with("HTTP/1.1 421"));
    let hostless = |version: &str| {
        raw(shut.url(), &format!("GET /pets HTTP/{version}\r\nConnection: close\r\n\r\n"))
    };
    assert!(hostless("1.1").starts_with("HTTP/1.1 400"));
    assert!(hostless("1.0").starts_with("HTTP/1.0 200"));

    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    assert!(matches!(pets().port(port).start_blocking(), Err(StartError::System(_))));
}

/// Sends bytes and gives the bytes that come back.
fn raw(url: &str, text: &str) -> String {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(url.strip_prefix("http://").unwrap()).unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn data_comes_from_the_document_or_the_seed() {
    let caller = Caller::new();
    let server = pets().dynamic().start_blocking().unwrap();
    let call = |text: &str| {
        let answer = caller.call(server.url(), text).unwrap();
        (answer.status, serde_json::from_slice::<Value>(&answer.body).unwrap())
    };
    let (status, made) = call(&format!("{CREATE}{{\"name\": \"Cleo\"}}"));
    assert_eq!((status, server.records("pets").unwrap().len()), (201, 2));
    assert_ne!(made["name"], "Cleo");
    assert_eq!(call("GET /pets/424242").0, 200);
    let remembered = json!([{"id": 1, "name": "Ada"}, {"id": 2, "name": "Bo"}]);
    assert_ne!(call("GET /pets").1, remembered);
    assert_eq!(call("GET /pets\nPrefer: dynamic=false"), (200, remembered));

    let silent = "openapi: 3.1.0\ninfo: {title: Silent, version: '1'}\npaths:\n  /pets:\n    get: {responses: {'200': {description: d, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}}}}\n    post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}, responses: {'201': {description: d}}}\ncomponents: {schemas: {Pet: {type: object, required: [name], properties: {name: {type: string}}}}}\n";
    let start = |mock: Mock| mock.start_blocking().unwrap().records("pets").is_ok();
    assert!(start(Mock::from_text("silent.yaml", silent)));
    assert!(!start(Mock::from_text("silent.yaml", silent).no_inference()));
}

#[test]
fn references_lead_where_it_is_allowed() {
    let folder = std::env::temp_dir().join(format!("counterpart-builder-{}", std::process::id()));
    let [inner, outer] = ["inner", "outer"].map(|name| folder.join(name));
    std::fs::create_dir_all(&inner).unwrap();
    std::fs::create_dir_all(&outer).unwrap();
    std::fs::write(outer.join("part.yaml"), PART).unwrap();
    let remote = Server::start(|_| format!("200 OK\nContent-Type: application/yaml\n\n{PART}"));
    let document = |reference: &str| {
        let text = format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths: {{/x: {{get: {{responses: {{'200': {{$ref: '{reference}'}}}}}}}}}}\n"
        );
        let file = inner.join("api.yaml");
        std::fs::write(&file, text).unwrap();
        Mock::from_path(file)
    };
    let caller = Caller::new();
    let shows = |mock: Mock| {
        let server = mock.start_blocking().unwrap();
        caller.call(server.url(), "GET /x").unwrap().body == "the part"
    };
    assert!(!shows(document("../outer/part.yaml")));
    assert!(shows(document("../outer/part.yaml").allow_path(&outer)));
    let url = format!("{}/part.yaml", remote.url);
    assert!(!shows(document(&url)));
    assert!(shows(document(&url).allow_remote()));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn requests_are_told_of_and_what_means_nothing_is_named() {
    let (tell, told) = mpsc::channel();
    let mock = pets().log(move |entry| drop(tell.send(entry.to_string())));
    let server = mock.start_blocking().unwrap();
    Caller::new().call(server.url(), "GET /pets/9").unwrap();
    assert!(told.recv().unwrap().starts_with("GET /pets/9 404"));

    for (mock, expected) in [
        (pets().latency("soon"), "the latency cannot be as it is given: "),
        (pets().fault("GET /cats=503"), "there is no operation `GET /cats`"),
        (pets().proxy("nowhere"), "`nowhere` is no address of a server"),
        (pets().webhook("petChnged=http://localhost:1"), "petChnged"),
    ] {
        let error = mock.start_blocking().map(drop).unwrap_err();
        assert!(matches!(error, StartError::Setting { .. }), "{error:?}");
        assert!(error.to_string().contains(expected), "{error}");
    }
}
