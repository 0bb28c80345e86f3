//! Callbacks and webhooks.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use counterpart_client::Trust;
use counterpart_generate::Seed;
use counterpart_mock::{Capacity, Clock, NoWebhook, Outgoing, OutgoingSettings, Service};
use counterpart_state::Program;
use serde_json::{Value, json};

use super::server::Server;
use super::{Caller, PETS};
use crate::support::{Process, read, request};

const CREATE: &str = "POST /pets\nContent-Type: application/json\n\n";

#[test]
fn callbacks_go_where_the_caller_says() {
    let server = Server::start(|_| "200 OK".to_owned());
    let mut mock = Process::start(&["mock", PETS]);
    let caller = Caller::new();
    let body = json!({"name": "Cleo", "callbackUrl": format!("{}/ready", server.url)});
    let created = caller.call(&mock.url, &format!("{CREATE}{body}")).unwrap();
    assert_eq!(created.status, 201);
    let received = server.next();
    assert_eq!(received.line, "POST /ready?pet=3 HTTP/1.1");
    let sent: Value = serde_json::from_str(&received.body).unwrap();
    assert_eq!(sent, json!({"id": 3, "name": "Cleo"}));

    // One level down, with a header of its own.
    let target = format!("{}/notify", server.url);
    let text = CREATE.replacen("/pets", &format!("/pets?notify={target}"), 1);
    caller.call(&mock.url, &format!("{text}{{\"name\": \"Dido\"}}")).unwrap();
    let received = server.next();
    assert_eq!(received.line, "POST /notify HTTP/1.1");
    assert!(received.head.contains("x-kind: notify"), "{}", received.head);
    let sent: Value = serde_json::from_str(&received.body).unwrap();
    assert_eq!(sent, json!({"event": "made", "pet": {"id": 4, "name": "Dido"}}));

    // The caller sends a form.
    let text = CREATE.replace("application/json", "application/x-www-form-urlencoded");
    let url = server.url.replace(':', "%3A");
    caller.call(&mock.url, &format!("{text}name=Fay&callbackUrl={url}")).unwrap();
    assert_eq!(server.next().line, "POST /?pet=5 HTTP/1.1");

    // Who is refused is not called back, and who names no address is not, either.
    for body in [json!({"name": "", "callbackUrl": server.url}), json!({"name": "Eli"})] {
        caller.call(&mock.url, &format!("{CREATE}{body}")).unwrap();
    }
    mock.wait_for(&format!("callback POST {}?… 200", server.url));
    let ended = mock.signal("INT");
    assert!(server.so_far().is_empty());
    assert!(
        ended.errors.contains(&format!("callback POST {}/ready?… 200", server.url)),
        "{}",
        ended.errors
    );
}

#[test]
fn callbacks_stay_on_this_machine() {
    let mut mock = Process::start(&["mock", PETS]);
    let caller = Caller::new();
    for (url, expected) in [
        ("http://192.0.2.1/x", "callback to http://192.0.2.1 is not sent: `--allow-callbacks`"),
        ("http://example.com", "callback to http://example.com is not sent"),
        ("http://127.0.0.1:4010/__counterpart/reset", "it would go to a control API"),
        ("file:///etc/passwd", "callback: `file://` is no address of a server"),
    ] {
        let body = json!({"name": "Cleo", "callbackUrl": url});
        assert_eq!(caller.call(&mock.url, &format!("{CREATE}{body}")).unwrap().status, 201);
        mock.wait_for(expected);
    }
}

#[test]
fn webhooks_tell_of_records() {
    let server = Server::start(|_| "204 No Content".to_owned());
    let mock =
        Process::start(&["mock", PETS, "--webhook", &format!("{}/hook?t=secret", server.url)]);
    let caller = Caller::new();
    caller.call(&mock.url, &format!("{CREATE}{{\"name\": \"Cleo\"}}")).unwrap();
    let received = server.next();
    assert_eq!(received.line, "POST /hook?t=secret HTTP/1.1");
    let sent: Value = serde_json::from_str(&received.body).unwrap();
    assert_eq!(sent["data"], json!({"id": 3, "name": "Cleo"}));
    assert_eq!(sent["id"].as_str().unwrap().len(), 36);
    caller.call(&mock.url, "DELETE /pets/2").unwrap();
    let sent: Value = serde_json::from_str(&server.next().body).unwrap();
    assert_eq!(sent["data"], json!({"id": 2, "name": "Bo"}));
    // What is written from outside is told of as well.
    let outside = "POST /__counterpart/records/pets\nContent-Type: application/json\n\n";
    let made = caller.call(&mock.url, &format!("{outside}{{\"name\": \"Gil\"}}")).unwrap();
    assert_eq!(made.status, 201, "{made:?}");
    let sent: Value = serde_json::from_str(&server.next().body).unwrap();
    assert_eq!(sent["data"], json!({"id": 4, "name": "Gil"}));
    // Reading changes nothing, and nothing has to do with the weather.
    caller.call(&mock.url, "GET /pets").unwrap();
    let ended = mock.signal("INT");
    assert!(server.so_far().is_empty());
    assert!(!ended.errors.contains("secret"), "{}", ended.errors);
    let unknown = Process::run(&["mock", PETS, "--webhook", "petGone=http://127.0.0.1:1"]);
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.errors.contains("there is no webhook `petGone`"), "{}", unknown.errors);
}

#[test]
fn delivery_is_tried_again() {
    let tries = AtomicUsize::new(0);
    let server = Server::start(move |_| match tries.fetch_add(1, Ordering::Relaxed) {
        0 => "503 Not Now".to_owned(),
        _ => "204 No Content".to_owned(),
    });
    let mock = Process::start(&["mock", PETS, "--webhook", &format!("petChanged={}", server.url)]);
    Caller::new().call(&mock.url, "DELETE /pets/1").unwrap();
    let (first, second) = (server.next(), server.next());
    assert_eq!((first.line, first.body), (second.line, second.body));
}

#[test]
fn webhooks_are_sent_on_demand() {
    let server = Server::start(|_| "204 No Content".to_owned());
    let loaded = counterpart_spec::load(PETS, read(PETS).into_bytes()).unwrap();
    let program = Program::compile(loaded.spec, Seed(1)).0;
    let clock = Clock::standing("2025-01-15T10:00:00Z".parse().unwrap());
    let service = Service::new(vec![program], clock, Capacity::default(), |_| ()).unwrap();
    assert_eq!(service.send_webhook("weather", None), Err(NoWebhook::Off));
    let settings = OutgoingSettings {
        webhooks: vec![format!("weather={}/w", server.url).parse().unwrap()],
        ..OutgoingSettings::default()
    };
    let service =
        service.sending(Outgoing::new(settings, Seed(1), &Trust::Public, |_| ()).unwrap()).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let _inside = runtime.enter();
    service.send_webhook("weather", None).unwrap();
    let received = server.next();
    assert_eq!(received.line, "POST /w HTTP/1.1");
    let sent: Value = serde_json::from_str(&received.body).unwrap();
    assert!(sent["degrees"].is_i64(), "{sent}");
    service.send_webhook("petChanged", Some(&format!("{}/p", server.url))).unwrap();
    assert_eq!(server.next().line, "POST /p HTTP/1.1");
    for (name, target, expected) in [
        ("wether", None, NoWebhook::Unknown("wether".into())),
        ("petChanged", None, NoWebhook::NoTarget("petChanged".into())),
    ] {
        assert_eq!(service.send_webhook(name, target), Err(expected));
    }
    let wrong = service.send_webhook("weather", Some("nowhere")).unwrap_err();
    assert!(wrong.to_string().contains("is no address of a server"), "{wrong}");
}

#[test]
fn webhooks_may_be_composed_of_what_a_record_is() {
    let server = Server::start(|_| "204 No Content".to_owned());
    let pet = "schema: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {links: {type: object}}}]}";
    let content = format!("content: {{application/json: {{{pet}}}}}");
    let document = format!(
        "openapi: 3.1.0
info: {{title: T, version: '1'}}
paths:
  /pets:
    post: {{requestBody: {{{content}}}, responses: {{'201': {{description: d, {content}}}}}}}
  /pets/{{id}}:
    parameters: [{{name: id, in: path, required: true, schema: {{type: integer}}}}]
    get: {{responses: {{'200': {{description: d, {content}}}}}}}
webhooks:
  newPet: {{post: {{requestBody: {{required: true, {content}}}, responses: {{'200': {{description: d}}}}}}}}
  newThing: {{post: {{requestBody: {{required: true, content: {{application/json: {{schema: {{type: object, properties: {{id: {{type: integer}}}}}}}}}}}}, responses: {{'200': {{description: d}}}}}}}}
components:
  schemas:
    Pet: {{type: object, required: [id, name], properties: {{id: {{type: integer, readOnly: true}}, name: {{type: string}}, size: {{type: integer}}}}}}
"
    );
    let loaded = counterpart_spec::load("pets.yaml", document.into_bytes()).unwrap();
    let program = Program::compile(loaded.spec, Seed(1)).0;
    let clock = Clock::standing("2025-01-15T10:00:00Z".parse().unwrap());
    let service = Service::new(vec![program], clock, Capacity::default(), |_| ()).unwrap();
    let settings = OutgoingSettings {
        webhooks: vec![server.url.parse().unwrap()],
        ..OutgoingSettings::default()
    };
    let service =
        service.sending(Outgoing::new(settings, Seed(1), &Trust::Public, |_| ()).unwrap()).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let _inside = runtime.enter();
    assert_eq!(service.handle(&request(&format!("{CREATE}{{\"name\": \"Cleo\"}}"))).status, 201);
    let mut sent: Value = serde_json::from_str(&server.next().body).unwrap();
    sent.as_object_mut().unwrap().remove("links");
    assert_eq!(sent, json!({"id": 6, "name": "Cleo"}));
    // The other webhook is about something else.
    assert!(server.so_far().is_empty());
}

#[test]
fn a_service_outside_a_runtime_sends_in_the_one_it_was_made_in_or_not_at_all() {
    let server = Server::start(|_| "204 No Content".to_owned());
    let create = request(&format!("{CREATE}{{\"name\": \"Cleo\"}}"));
    let settings = || OutgoingSettings {
        webhooks: vec![format!("petChanged={}/p", server.url).parse().unwrap()],
        ..OutgoingSettings::default()
    };
    let (tell, told) = mpsc::channel::<String>();
    let service = || {
        let loaded = counterpart_spec::load(PETS, read(PETS).into_bytes()).unwrap();
        let program = Program::compile(loaded.spec, Seed(1)).0;
        let clock = Clock::standing("2025-01-15T10:00:00Z".parse().unwrap());
        let service = Service::new(vec![program], clock, Capacity::default(), |_| ()).unwrap();
        let tell = tell.clone();
        let tell = move |line: &str| drop(tell.send(line.to_owned()));
        let outgoing = Outgoing::new(settings(), Seed(1), &Trust::Public, tell).unwrap();
        service.sending(outgoing).unwrap()
    };
    assert_eq!(service().handle(&create).status, 201);
    let told = told.recv().unwrap();
    assert!(told.contains("is not sent: there is no Tokio runtime"), "{told}");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let within = {
        let _inside = runtime.enter();
        service()
    };
    assert_eq!(within.handle(&create).status, 201);
    assert_eq!(server.next().line, "POST /p HTTP/1.1");
}
