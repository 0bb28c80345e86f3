//! A server with one fault: just that is told, by the check that names it.

use std::collections::BTreeSet;

use counterpart_exchange::{Decoded, MediaRange, Request, Response, RuntimeExpression};
use counterpart_spec::Location;
use http::Method;
use serde_json::{Value, json};

use super::documents::{NOTES, USERS};
use super::play::{Server, play, sequences, subject};
use crate::{Bind, Check, Scenario, Slot, Source, Step, Subject};

/// How many sequences start at each operation.
const COUNT: usize = 8;

/// Plays all sequences against a server with a fault; gives the checks that speak.
#[track_caller]
fn told(text: &str, fault: impl Fn(&mut Server, &Request) -> Response) -> Vec<Check> {
    let subject = subject(text);
    let mut found = BTreeSet::new();
    for scenario in sequences(&subject, COUNT, true) {
        let mut server = Server::new(&subject);
        let played = play(&subject, &scenario, |request| fault(&mut server, request));
        found.extend(played.breaches.into_iter().map(|breach| breach.check));
    }
    found.into_iter().collect()
}

fn is(request: &Request, method: &Method, path: &str) -> bool {
    let (own, wanted) = (request.path.split('/'), path.split('/'));
    let fits = own.clone().count() == wanted.clone().count()
        && own.zip(wanted).all(|(own, wanted)| wanted == "*" || own == wanted);
    request.method == *method && fits
}

/// Answers as if it were done, and does nothing.
fn drops(server: &mut Server, request: &Request) -> Response {
    server.look(request).1
}

/// Answers a request without some parameters of its query.
fn without(server: &mut Server, request: &Request, names: &[&str]) -> Response {
    let pairs = request.query.split('&').filter(|pair| {
        let name = pair.split('=').next().unwrap_or_default();
        !names.contains(&name)
    });
    let query = pairs.collect::<Vec<_>>().join("&");
    server.answer(&Request { query, ..request.clone() })
}

/// Changes the body of an answer.
fn changed(mut response: Response, change: impl FnOnce(&mut Value)) -> Response {
    if let Ok(mut body) = serde_json::from_slice(&response.body) {
        change(&mut body);
        response.body = body.to_string().into();
    }
    response
}

fn with_body(request: &Request, change: impl FnOnce(&mut Value)) -> Request {
    let mut body = serde_json::from_slice(&request.body).unwrap();
    change(&mut body);
    Request { body: body.to_string().into(), ..request.clone() }
}

/// Plans calls about the record that the first one creates.
fn about_one(subject: &Subject, calls: &[(&str, Value)]) -> Scenario {
    let step = |(at, (name, body)): (usize, &(&str, Value))| {
        let mut all = 0..subject.operations().len();
        let operation = all.find(|operation| subject.name(*operation) == *name).unwrap();
        let values = Decoded { body: body.is_object().then(|| body.clone()), ..Decoded::default() };
        let mut step = Step::new(operation, values, MediaRange::parse("application/json"));
        if at > 0 {
            let source =
                Source::Expression("$response.body#/id".parse::<RuntimeExpression>().unwrap());
            let slot = Slot::Parameter(Location::Path, "user-id".to_owned());
            step.binds.push(Bind { slot, step: 0, source });
        }
        step
    };
    Scenario { steps: calls.iter().enumerate().map(step).collect() }
}

#[test]
fn what_is_deleted_stays() {
    let found = told(USERS, |server, request| match request.method {
        Method::DELETE => drops(server, request),
        _ => server.answer(request),
    });
    // Whoever looks first: a read or a list.
    assert_eq!(found, [Check::UseAfterDelete, Check::ListMembership]);
}

#[test]
fn what_is_deleted_is_still_listed() {
    let found = told(USERS, |server, request| {
        let before = server.state.clone();
        let response = server.answer(request);
        if is(request, &Method::DELETE, "/posts/*") && response.status == 204 {
            server.before.get_or_insert(before);
        }
        match (is(request, &Method::GET, "/posts"), server.before.clone()) {
            (true, Some(before)) => {
                let now = std::mem::replace(&mut server.state, before);
                let response = server.answer(request);
                server.state = now;
                response
            }
            _ => response,
        }
    });
    assert_eq!(found, [Check::ListMembership]);
}

#[test]
fn updates_are_lost() {
    for method in [Method::PATCH, Method::PUT] {
        let found = told(USERS, |server, request| {
            if request.method == method { drops(server, request) } else { server.answer(request) }
        });
        assert_eq!(found, [Check::UpdateLost], "{method}");
    }
    // The answer shows the old record, too.
    let found = told(USERS, |server, request| match request.method {
        Method::PATCH => server.answer(&Request { method: Method::GET, ..request.clone() }),
        _ => server.answer(request),
    });
    assert_eq!(found, [Check::UpdateLost]);
}

#[test]
fn a_patch_resets_what_it_does_not_say() {
    let found = told(USERS, |server, request| {
        let response = server.answer(request);
        let says = String::from_utf8_lossy(&request.body).contains("note");
        if request.method == Method::PATCH && response.status == 200 && !says {
            return server.answer(&with_body(request, |body| *body = json!({"note": ""})));
        }
        response
    });
    assert_eq!(found, [Check::UpdateLost]);
}

#[test]
fn what_was_changed_and_read_is_lost_by_who_did_not_say_it() {
    let subject = subject(USERS);
    let steps = [
        ("POST /users", json!({"name": "Ada", "role": "user"})),
        ("PUT /users/{user-id}", json!({"name": "Ada", "role": "user", "note": "kept"})),
        ("GET /users/{user-id}", Value::Null),
        ("PATCH /users/{user-id}", json!({"name": "Bo"})),
        ("GET /users/{user-id}", Value::Null),
    ];
    let read = about_one(&subject, &steps);
    let unread = about_one(&subject, &[&steps[..2], &steps[3..]].concat());
    for (scenario, by) in [(read, "PATCH /users/{user-id}"), (unread, "PUT /users/{user-id}")] {
        let mut server = Server::new(&subject);
        let played = play(&subject, &scenario, |request| {
            let response = server.answer(request);
            if request.method == Method::PATCH {
                server.answer(&with_body(request, |body| *body = json!({"note": ""})));
            }
            response
        });
        let told: Vec<_> =
            played.breaches.iter().map(|b| (b.check, subject.name(b.operation))).collect();
        assert_eq!(told, [(Check::UpdateLost, by.to_owned())]);
    }
}

#[test]
fn what_is_sent_is_kept_as_something_else() {
    let found = told(USERS, |server, request| {
        if is(request, &Method::POST, "/users") {
            server.answer(&with_body(request, |body| body["name"] = "nobody".into()))
        } else {
            server.answer(request)
        }
    });
    assert_eq!(found, [Check::EchoDiffers]);
}

#[test]
fn what_is_created_is_not_there() {
    let found = told(USERS, |server, request| {
        let response = server.answer(request);
        if is(request, &Method::POST, "/users")
            && let Ok(body) = serde_json::from_slice::<Value>(&response.body)
        {
            let (method, path) = (Method::DELETE, format!("/users/{}", body["id"]));
            server.answer(&Request { method, path, ..Request::default() });
        }
        response
    });
    assert_eq!(found, [Check::CreatedUnreadable, Check::ListMembership]);
}

#[test]
fn another_record_is_shown() {
    let found = told(USERS, |server, request| {
        if is(request, &Method::GET, "/users/*") && server.look(request).1.status == 200 {
            server.answer(&Request { path: "/users/1".to_owned(), ..request.clone() })
        } else {
            server.answer(request)
        }
    });
    assert_eq!(found, [Check::WrongRecord]);
}

#[test]
fn a_key_is_given_twice() {
    let found = told(USERS, |server, request| {
        let response = server.answer(request);
        if is(request, &Method::POST, "/users/*/posts") && response.status == 201 {
            changed(response, |body| {
                let first = server.last.get_or_insert(body["id"].as_str().unwrap().to_owned());
                body["id"] = first.as_str().into();
            })
        } else {
            response
        }
    });
    assert_eq!(found, [Check::IdReused]);
}

#[test]
fn lists_do_not_do_what_they_are_asked() {
    for (ignored, expected) in [
        (&["role"][..], Check::ListFilter),
        (&["sort", "order"], Check::ListOrder),
        (&["limit"], Check::ListPage),
        (&["offset"], Check::ListPage),
    ] {
        let found = told(USERS, |server, request| without(server, request, ignored));
        assert_eq!(found, [expected], "{ignored:?}");
    }
}

#[test]
fn a_list_lacks_what_was_made_last() {
    let found = told(USERS, |server, request| {
        let response = server.answer(request);
        if is(request, &Method::GET, "/users") && request.query.is_empty() {
            changed(response, |body| {
                body["data"].as_array_mut().unwrap().pop();
                body["total"] = body["data"].as_array().unwrap().len().into();
            })
        } else {
            response
        }
    });
    assert_eq!(found, [Check::ListMembership]);
}

#[test]
fn a_total_is_wrong() {
    for wrong in [1, 1000] {
        let found = told(USERS, |server, request| {
            let response = server.answer(request);
            if is(request, &Method::GET, "/users") {
                changed(response, |body| body["total"] = wrong.into())
            } else {
                response
            }
        });
        assert_eq!(found, [Check::ListTotal], "{wrong}");
    }
}

#[test]
fn effects_are_forgotten() {
    for (text, method, path) in [
        (USERS, Method::POST, "/posts/*/publish"),
        (NOTES, Method::POST, "/books/*/open"),
        (NOTES, Method::GET, "/notes/*"),
        (NOTES, Method::GET, "/books/*/notes"),
    ] {
        let found = told(text, |server, request| {
            if is(request, &method, path) { drops(server, request) } else { server.answer(request) }
        });
        assert_eq!(found, [Check::EffectMissing], "{path}");
    }
}

#[test]
fn what_is_repeated_does_more() {
    let found = told(NOTES, |server, request| {
        let mut own = request.clone();
        own.headers.remove("idempotency-key");
        server.answer(&own)
    });
    assert_eq!(found, [Check::NotIdempotent]);
    let found = told(USERS, |server, request| {
        let note = format!("{} {}", request.method, request.path);
        let again = server.last.replace(note.clone()) == Some(note);
        if request.method == Method::PUT && again {
            Response { status: 400, ..Response::default() }
        } else {
            server.answer(request)
        }
    });
    assert_eq!(found, [Check::NotIdempotent]);
}
