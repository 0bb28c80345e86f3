//! Lists of correct servers with habits of their own, beside lists of servers with the fault that looks like them.
//!
//! A story is a few calls and what was answered; what weighs as an error has to be told, and nothing else.

use std::time::Duration;

use bytes::Bytes;
use counterpart_exchange::{MediaRange, Request, Response};
use http::{HeaderMap, HeaderValue, Method};
use serde_json::{Value, json};

use super::documents::{NOTES, USERS};
use super::play::subject;
use crate::{Below, Breach, Exchanged, Model, Reading, Step, Subject};

/// What a list is like: its parameters, the fields of a record, and those of the envelope beside `items`.
const LIST: (&str, &str, &str) = ("", "", "");

/// Writes a document with one collection; what is said of it is all inferred.
fn document((parameters, fields, envelope): (&str, &str, &str)) -> Subject {
    let parameters: Vec<_> = parameters
        .split_whitespace()
        .map(|said| {
            let (name, ty) = said.split_once(':').unwrap_or((said, "string"));
            let (ty, default) = ty.split_once('=').map_or((ty, None), |(ty, d)| (ty, Some(d)));
            let mut schema = json!({ "type": ty });
            if let Some(default) = default {
                schema["default"] = serde_json::from_str(default).unwrap();
            }
            json!({ "name": name, "in": "query", "schema": schema })
        })
        .collect();
    let properties = |said: &str| -> serde_json::Map<String, Value> {
        let each = said.split_whitespace().map(|said| {
            let (name, ty) = said.split_once(':').unwrap_or((said, "string"));
            let form = match ty {
                "links" => json!({ "type": "object", "properties": { "next": { "type": ["string", "null"] } } }),
                ty => json!({ "type": [ty, "null"] }),
            };
            (name.to_owned(), form)
        });
        each.collect()
    };
    let mut new = properties(fields);
    new.insert("name".to_owned(), json!({ "type": "string" }));
    let mut thing = new.clone();
    thing.insert("id".to_owned(), json!({ "type": "integer" }));
    let things = json!({ "type": "array", "items": { "$ref": "#/components/schemas/Thing" } });
    let mut page = properties(envelope);
    page.insert("items".to_owned(), things);
    let answers = |status: &str, schema: Value| {
        let content = json!({ "application/json": { "schema": schema } });
        json!({ status: { "description": "x", "content": content } })
    };
    let one = || json!({ "$ref": "#/components/schemas/Thing" });
    let body = json!({ "content": { "application/json": { "schema": { "type": "object", "properties": new } } } });
    let id =
        json!([{ "name": "id", "in": "path", "required": true, "schema": { "type": "integer" } }]);
    let page = json!({ "type": "object", "properties": page });
    let text = json!({
        "openapi": "3.1.0",
        "info": { "title": "T", "version": "1" },
        "paths": {
            "/things": {
                "get": { "parameters": parameters, "responses": answers("200", page) },
                "post": { "requestBody": body, "responses": answers("201", one()) },
            },
            "/things/{id}": {
                "parameters": id,
                "get": { "responses": answers("200", one()) },
                "delete": { "responses": { "204": { "description": "x" } } },
            },
        },
        "components": { "schemas": { "Thing": { "type": "object", "required": ["id"], "properties": thing } } },
    });
    subject(&text.to_string())
}

/// Makes one call of a story: `POST /things {"name": "a"}`, `GET /things?limit=2`.
fn exchange(subject: &Subject, step: usize, call: &str, answer: &Value) -> (Step, Exchanged) {
    let mut words = call.splitn(3, ' ');
    let mut word = || words.next().unwrap_or_default();
    let (method, target, sent) = (word(), word(), word());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut request = Request {
        method: method.parse().unwrap(),
        path: path.to_owned(),
        query: query.to_owned(),
        body: Bytes::copy_from_slice(sent.as_bytes()),
        ..Request::default()
    };
    let json = HeaderValue::from_static("application/json");
    if !sent.is_empty() {
        request.headers.insert("content-type", json.clone());
    }
    let reading = subject.read(&request);
    let Reading::Operation(operation, said) = &reading else { panic!("{call}") };
    assert!(said.is_ok(), "{call}: {said:?}");
    let operation = *operation;
    let status = match request.method {
        Method::POST => 201,
        Method::DELETE => 204,
        _ => 200,
    };
    let mut headers = HeaderMap::from_iter([(http::header::CONTENT_TYPE, json)]);
    if let Some(link) = answer["link"].as_str() {
        headers.insert("link", link.parse().unwrap());
    }
    let outcome = Ok(Response { status, headers, body: answer.to_string().into() });
    let values = said.as_ref().as_ref().unwrap().clone();
    let media_type = (!sent.is_empty()).then(|| MediaRange::parse("application/json")).flatten();
    let planned = Step::new(operation, values, media_type);
    let body = Some(answer.clone());
    let (below, elapsed) = (Below::Target, Duration::ZERO);
    (planned, Exchanged { step, operation, below, request, reading, outcome, body, elapsed })
}

/// Tells a story, and lists what of it weighs as an error.
#[track_caller]
fn errors(subject: &Subject, story: &[(&str, Value)]) -> Vec<String> {
    let mut model = Model::new(subject);
    let mut told: Vec<Breach> = Vec::new();
    for (at, (call, answer)) in story.iter().enumerate() {
        let (step, exchanged) = exchange(subject, at, call, answer);
        told.extend(model.observe(&step, &exchanged));
    }
    let weighs = |breach: &Breach| breach.certain || model.held().contains(&breach.law);
    let told = told.into_iter().filter(weighs);
    told.map(|breach| format!("{} {}", breach.check.name(), breach.key).trim().to_owned()).collect()
}

/// Writes records with these keys.
fn things(keys: impl IntoIterator<Item = u32>) -> Value {
    keys.into_iter().map(|id| json!({ "id": id, "name": format!("n{id}") })).collect()
}

fn page(keys: impl IntoIterator<Item = u32>) -> Value {
    json!({ "items": things(keys) })
}

/// Adds fields to an answer.
fn with(mut answer: Value, more: Value) -> Value {
    let Value::Object(more) = more else { panic!("{more}") };
    answer.as_object_mut().unwrap().extend(more);
    answer
}

/// Writes records that say something in one field.
fn saying(field: &str, values: Value) -> Value {
    let Value::Array(values) = values else { panic!("{values}") };
    let each = values.into_iter().zip(1..).map(|(value, id)| json!({ "id": id, field: value }));
    json!({ "items": each.collect::<Vec<_>>() })
}

const MAKE: &str = r#"POST /things {"name":"n7"}"#;

fn made() -> Value {
    json!({ "id": 7, "name": "n7" })
}

type Rows<'r> = Vec<(&'r str, (&'r str, &'r str, &'r str), Vec<(&'r str, Value)>, Vec<&'r str>)>;

/// Tells stories, each with a name, a list, and the errors that it has to show.
#[track_caller]
fn each(rows: Rows<'_>) {
    for (name, list, story, expected) in rows {
        assert_eq!(errors(&document(list), &story), expected, "{name}");
    }
}

#[test]
fn what_a_list_never_showed_it_need_not_have() {
    let again = || vec![(MAKE, json!({ "id": 8, "name": "n7" })), ("GET /things", page(1..4))];
    let shown = vec![(MAKE, made()), ("GET /things", page([1, 2, 7]))];
    let moderated = vec![
        (MAKE, made()),
        ("GET /things", page(1..4)),
        ("DELETE /things/7", Value::Null),
        ("GET /things", page(1..4)),
    ];
    let timed = |id: u32, start: &str| {
        let call = format!(r#"POST /things {{"name":"n{id}","startDate":"{start}"}}"#);
        (&*call.leak(), json!({ "id": id, "name": format!("n{id}"), "startDate": start }))
    };
    let to_come = vec![
        timed(7, "2030-01-01"),
        ("GET /things", page([1, 2, 7])),
        timed(8, "2020-01-01"),
        ("GET /things", page([1, 2, 7])),
    ];
    each(vec![
        ("moderated", LIST, [moderated, again()].concat(), vec![]),
        ("stale", LIST, [shown.clone(), again()].concat(), vec!["list_membership"]),
        ("only what is to come", ("", "startDate", ""), to_come, vec![]),
        (
            "still there",
            LIST,
            [shown, vec![("DELETE /things/7", Value::Null), ("GET /things", page([1, 2, 7]))]]
                .concat(),
            vec!["list_membership deleted"],
        ),
    ]);
}

#[test]
fn a_list_that_may_have_been_cut_lacks_nothing() {
    let row = |name, list, query, answer: Value, expected| {
        let again = r#"POST /things {"name":"n9"}"#;
        let story = vec![
            (MAKE, made()),
            ("GET /things", page([1, 7])),
            (again, json!({ "id": 9, "name": "n9" })),
            (query, answer),
        ];
        (name, list, story, expected)
    };
    let paged = ("limit:integer cursor", "", "next_cursor");
    let linked = ("limit:integer", "", "links:links");
    let counted = ("limit:integer", "", "count:integer");
    let (lacks, nothing) = (vec!["list_membership"], vec![]);
    let more = "GET /things?limit=20";
    each(vec![
        row("short", LIST, "GET /things", page(1..8), lacks.clone()),
        row("cut at 12", LIST, "GET /things", page(10..22), nothing.clone()),
        row(
            "a cursor",
            paged,
            more,
            with(page(1..8), json!({ "next_cursor": "x" })),
            nothing.clone(),
        ),
        row(
            "no cursor",
            paged,
            more,
            with(page(1..8), json!({ "next_cursor": "" })),
            lacks.clone(),
        ),
        row(
            "a link",
            linked,
            more,
            with(page(1..8), json!({ "links": { "next": "/x" } })),
            nothing.clone(),
        ),
        row(
            "no link",
            linked,
            more,
            with(page(1..8), json!({ "links": { "next": null } })),
            lacks.clone(),
        ),
        row(
            "a header",
            linked,
            more,
            with(page(1..8), json!({ "link": "</x>; rel=\"next\"" })),
            nothing.clone(),
        ),
        row("a count", counted, more, with(page(10..22), json!({ "count": 12 })), nothing.clone()),
        row("as many as asked", linked, "GET /things?limit=7", page(1..8), nothing.clone()),
        row("room", linked, "GET /things?limit=8", page(1..8), lacks),
        row(
            "a page of its own number",
            ("page:integer limit:integer", "", ""),
            "GET /things?page=1&limit=20",
            page(1..8),
            nothing.clone(),
        ),
        row(
            "asked for something unknown",
            ("kind", "", ""),
            "GET /things?kind=x",
            page(1..8),
            nothing,
        ),
    ]);
}

#[test]
fn a_list_that_the_document_speaks_of_is_cut_as_it_says() {
    let books: Vec<_> = (0..12).map(|at| json!({ "id": format!("b{at}"), "title": "t" })).collect();
    let story = [
        (r#"POST /books {"title":"t"}"#, json!({ "id": "new" })),
        ("GET /books", json!({ "books": books, "count": 12 })),
    ];
    assert_eq!(errors(&subject(NOTES), &story), ["list_membership"]);
}

#[test]
fn what_counts_the_page_is_no_total() {
    let list = ("limit:integer offset:integer", "", "total:integer count:integer has_more:boolean");
    let pages = |first: Value, second: Value| {
        vec![
            ("GET /things?limit=2", with(page(1..3), first)),
            ("GET /things?limit=2&offset=2", with(page(3..5), second)),
        ]
    };
    let all = |total: u32| {
        let filtered = with(page(1..4), json!({ "total": total, "has_more": false }));
        ("GET /things", filtered)
    };
    let counts = || pages(json!({ "total": 3, "has_more": true }), json!({ "total": 3 }));
    each(vec![
        ("of the page", list, pages(json!({ "count": 2 }), json!({ "count": 2 })), vec![]),
        ("by name a total", list, pages(json!({ "total": 2 }), json!({ "total": 2 })), vec![]),
        ("counted too few", list, counts(), vec!["list_total"]),
        (
            "a count that is a total",
            list,
            pages(json!({ "count": 3 }), json!({ "count": 3 })),
            vec!["list_total"],
        ),
        (
            "all, and not",
            list,
            [pages(json!({ "total": 4 }), json!({ "total": 4 })), vec![all(3), all(9)]].concat(),
            vec!["list_total"],
        ),
        (
            "filters are passed over",
            ("limit:integer name", "", "total:integer has_more:boolean"),
            vec![
                ("GET /things?limit=1", with(page(1..2), json!({ "total": 3 }))),
                all(3),
                ("GET /things?name=n1", with(page(1..2), json!({ "total": 3, "has_more": false }))),
            ],
            vec![],
        ),
    ]);
}

#[test]
fn a_page_beyond_the_last_may_be_the_last() {
    let list = ("limit:integer page:integer", "", "total:integer");
    let cursors = ("limit:integer since:integer", "", "");
    let (first, second, third) =
        ("GET /things?limit=2", "GET /things?limit=2&page=2", "GET /things?limit=2&page=3");
    let all = ("GET /things", page(1..7));
    each(vec![
        (
            "clamped, short",
            list,
            vec![(first, page(1..3)), (second, page(3..4)), (third, page(3..4))],
            vec![],
        ),
        (
            "clamped, full",
            list,
            vec![(first, page(1..3)), (second, page(3..5)), (third, page(3..5))],
            vec![],
        ),
        (
            "clamped, counted",
            list,
            vec![
                (first, with(page(1..3), json!({ "total": 4 }))),
                (second, with(page(3..5), json!({ "total": 4 }))),
                (third, with(page(3..5), json!({ "total": 4 }))),
            ],
            vec![],
        ),
        (
            "the first one again",
            list,
            vec![(first, page(1..3)), (second, page(3..5)), (third, page(1..3))],
            vec!["list_page page"],
        ),
        (
            "there is more",
            list,
            vec![all, (first, page(1..3)), (second, page(3..5)), (third, page(3..5))],
            vec!["list_page page"],
        ),
        (
            "from a cursor that nobody gave",
            cursors,
            vec![
                ("GET /things?limit=2", page([9, 8])),
                ("GET /things?limit=2&since=8", page([7, 6])),
                ("GET /things?limit=2&since=10", page([9, 8])),
            ],
            vec![],
        ),
        (
            "from a record that was shown",
            cursors,
            vec![
                ("GET /things", page([9, 8, 7, 6, 5])),
                ("GET /things?limit=2", page([9, 8])),
                ("GET /things?limit=2&since=8", page([7, 6])),
                ("GET /things?limit=2&since=6", page([7, 6])),
                ("GET /things?limit=2&since=7", page([7, 6])),
            ],
            vec![],
        ),
    ]);
}

#[test]
fn a_page_is_as_long_as_was_asked() {
    let list = ("limit:integer=2 page:integer", "", "");
    let (long, held) = (|| ("GET /things?limit=3", page(1..4)), || ("GET /things", page(1..3)));
    each(vec![
        (
            "too long by default",
            list,
            vec![long(), held(), ("GET /things", page(1..4))],
            vec!["list_page size"],
        ),
        (
            "too long as asked",
            list,
            vec![long(), held(), ("GET /things?limit=3", page(1..6))],
            vec![],
        ),
        ("as long by chance", list, vec![held(), ("GET /things", page(1..4))], vec![]),
        (
            "a size that nobody says",
            ("page:integer", "", ""),
            vec![("GET /things", page(1..21)), ("GET /things", page(1..31))],
            vec![],
        ),
    ]);
}

#[test]
fn each_record_stands_once() {
    let renamed = json!({ "items": [{ "id": 1, "name": "a" }, { "id": 1, "name": "b" }] });
    each(vec![
        (
            "twice",
            LIST,
            vec![("GET /things", page(1..3)), ("GET /things", page([1, 2, 2]))],
            vec!["list_page once"],
        ),
        ("versions", LIST, vec![("GET /things", page(1..3)), ("GET /things", renamed)], vec![]),
    ]);
}

#[test]
fn filters_may_mean_more_than_to_be_equal() {
    let list = (
        "name stars:integer kind_id:integer archived:boolean",
        "stars:integer kind_id:integer archived:boolean",
        "",
    );
    let row = |name, field: &str, query: &str, values: Value, expected| {
        let held = format!("GET /things?{query}");
        let exact = json!([serde_json::from_str::<Value>(query.split('=').nth(1).unwrap())
            .unwrap_or_else(|_| query.split('=').nth(1).unwrap().into())]);
        let held: &'static str = held.leak();
        (name, list, vec![(held, saying(field, exact)), (held, saying(field, values))], expected)
    };
    let (told, nothing) = (|field: &str| vec![&*format!("list_filter {field}").leak()], vec![]);
    each(vec![
        row("a part", "name", "name=an", json!(["Anna", "Dan"]), nothing.clone()),
        row("no part", "name", "name=an", json!(["Anna", "Bob"]), told("name")),
        row(
            "one of several",
            "name",
            "name=open,closed",
            json!(["open", "closed"]),
            nothing.clone(),
        ),
        row("at least", "stars", "stars=3", json!([3, 4, 5]), nothing.clone()),
        row("passed over", "stars", "stars=3", json!([1, 3, 5]), told("stars")),
        row("of a key", "kind_id", "kind_id=3", json!([3, 4]), told("kind_id")),
        row("besides", "archived", "archived=true", json!([true, false]), nothing),
        row("not at all", "archived", "archived=false", json!([true, false]), told("archived")),
    ]);
}

#[test]
fn orders_hold_where_something_is_in_order() {
    let list = ("sort", "stars:integer pinned:boolean", "");
    let sorted = |query: &'static str, stars: Value| (query, saying("stars", stars));
    let (up, down, any) =
        ("GET /things?sort=%2Bstars", "GET /things?sort=-stars", "GET /things?sort=stars");
    let pinned = |flags: [bool; 4], stars: [u32; 4]| {
        let each = flags.into_iter().zip(stars).zip(1..);
        let each =
            each.map(|((flag, stars), id)| json!({ "id": id, "stars": stars, "pinned": flag }));
        (down, json!({ "items": each.collect::<Vec<_>>() }))
    };
    let told = vec!["list_order stars"];
    each(vec![
        ("equal", list, vec![sorted(up, json!([1, 1, 1])), sorted(up, json!([3, 1, 2]))], vec![]),
        (
            "null",
            list,
            vec![sorted(up, json!([null, 1, null])), sorted(up, json!([3, 1, 2]))],
            vec![],
        ),
        (
            "up",
            list,
            vec![sorted(up, json!([1, 2, 2])), sorted(up, json!([3, 1, 2]))],
            told.clone(),
        ),
        (
            "down",
            list,
            vec![sorted(down, json!([3, 2, 1])), sorted(down, json!([1, 2, 3]))],
            told.clone(),
        ),
        (
            "best first",
            list,
            vec![sorted(any, json!([3, 2, 1])), sorted(any, json!([9, 5, 4]))],
            vec![],
        ),
        (
            "a mixture",
            list,
            vec![sorted(any, json!([3, 2, 1])), sorted(any, json!([9, 4, 5]))],
            told.clone(),
        ),
        (
            "pinned first",
            list,
            vec![
                pinned([false; 4], [4, 3, 2, 1]),
                pinned([true, true, false, false], [2, 1, 9, 8]),
            ],
            vec![],
        ),
        (
            "pinned anywhere",
            list,
            vec![
                pinned([false; 4], [4, 3, 2, 1]),
                pinned([true, false, true, false], [2, 1, 9, 8]),
            ],
            told,
        ),
        (
            "a direction of nobody knows what",
            ("order_dir", "created_at", ""),
            vec![
                (
                    "GET /things?order_dir=asc",
                    saying("created_at", json!(["2024-01-01", "2024-01-02", "2024-01-03"])),
                ),
                (
                    "GET /things?order_dir=asc",
                    saying("created_at", json!(["2024-01-03", "2024-01-01", "2024-01-02"])),
                ),
            ],
            vec![],
        ),
    ]);
}

#[test]
fn what_one_list_keeps_another_need_not() {
    let user =
        json!({ "id": 1, "name": "a", "role": "user", "created_at": "2024-01-01T00:00:00Z" });
    let post = |id: &str| json!({ "id": id, "title": "t", "user_id": 1, "pinned": false });
    let story = [
        (r#"POST /users {"name":"a","role":"user"}"#, user),
        (r#"POST /users/1/posts {"title":"t"}"#, post("p1")),
        ("GET /users/1/posts", json!([post("p1")])),
        ("GET /posts", json!([])),
    ];
    // What is not published is left out of lists anyway.
    let plain = subject(&USERS.replace("published", "pinned"));
    assert_eq!(errors(&plain, &story), [""; 0]);
}

#[test]
fn lists_show_the_beginning_of_texts() {
    let long = r#"POST /things {"name":"a long text of many words"}"#;
    let whole = |id: u32| json!({ "id": id, "name": "a long text of many words" });
    let shown = |name: &str| {
        vec![
            (long, whole(7)),
            ("GET /things/7", whole(7)),
            (long, whole(8)),
            ("GET /things", json!({ "items": [whole(7), { "id": 8, "name": name }] })),
        ]
    };
    each(vec![
        ("an excerpt", LIST, shown("a long text of…"), vec![]),
        ("another text", LIST, shown("a long text of another"), vec!["echo_differs name"]),
    ]);
}
