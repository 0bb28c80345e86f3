//! What is read off documents that say nothing of their state, one oddity at a time.

use serde_json::{Value, json};

use crate::support::Served;

const JSON: &str = "Content-Type: application/json\nHost: mock.test\n\n";

/// Serves 5 posts with ids 1 to 5; `query` are the parameters of their list, `list` is the schema of its answer with `POSTS` for the array.
fn posts(query: &str, list: &str) -> Served {
    let list = list.replace("POSTS", "{type: array, items: {$ref: '#/components/schemas/Post'}}");
    Served::text(&format!(
        "openapi: 3.1.0
info: {{title: T, version: '1'}}
servers: [{{url: 'https://a.example/v1'}}, {{url: 'https://b.example/v2'}}]
paths:
  /posts:
    get:
      parameters: [{query}]
      responses: {{'200': {{description: d, headers: {{Link: {{schema: {{type: string}}}}}}, content: {{application/json: {{schema: {list}}}}}}}}}
    post:
      requestBody: {{content: {{application/json: {{schema: {{type: object, properties: {{text: {{type: string}}}}}}}}}}}}
      responses: {{'201': {{description: d, headers: {{Location: {{schema: {{type: string}}}}}}, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Post'}}}}}}}}}}
  /posts/{{id}}:
    parameters: [{{name: id, in: path, required: true, schema: {{type: integer}}}}]
    get: {{responses: {{'200': {{description: d, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Post'}}}}}}}}}}}}
components:
  schemas:
    Post: {{type: object, required: [id, text], properties: {{id: {{type: integer}}, text: {{type: string}}}}}}
"
    ))
}

/// Declares query parameters of these names, `limit` besides; each may have a schema and more behind its name.
fn query(parameters: &[&str]) -> String {
    let one = |text: &&str| {
        let (name, more) = text.split_once(' ').unwrap_or((text, "schema: {type: integer}"));
        format!("{{name: {name}, in: query, {more}}}")
    };
    let limit = ["limit"];
    limit.iter().chain(parameters).map(one).collect::<Vec<_>>().join(", ")
}

fn ids(list: &Value) -> Vec<u64> {
    list.as_array().unwrap().iter().map(|post| post["id"].as_u64().unwrap()).collect()
}

#[test]
fn lists_are_paged_around_a_record_in_either_direction() {
    let by_id = posts(&query(&["before", "after", "around"]), "POSTS");
    let counted = posts(&query(&["page", "after", "before"]), "POSTS");
    let paired = posts(&query(&["starting_after", "ending_before"]), "POSTS");
    for (served, query, expected) in [
        (&by_id, "", &[1, 2][..]),
        (&by_id, "&before=4", &[2, 3]),
        (&by_id, "&before=2", &[1]),
        (&by_id, "&before=1", &[]),
        (&by_id, "&before=9", &[]),
        (&by_id, "&after=3", &[4, 5]),
        (&by_id, "&around=3", &[2, 3]),
        (&counted, "&page=2", &[3, 4]),
        (&counted, "&page=2&before=5", &[3, 4]),
        (&counted, "&after=1", &[2, 3]),
        (&paired, "&ending_before=5", &[3, 4]),
    ] {
        let list = served.ok(&format!("GET /v1/posts?limit=2{query}"));
        assert_eq!(ids(&list), expected, "{query}");
    }
    let around = by_id.ok("GET /v1/posts?limit=3&around=3");
    assert_eq!(ids(&around), [2, 3, 4]);
    // A moment is no key: nothing says that posts have one.
    let moments = "before schema: {type: integer}, description: A Unix time";
    let served = posts(&query(&["after", moments]), "POSTS");
    assert_eq!(ids(&served.ok("GET /v1/posts?limit=2&before=4")), [1, 2]);
}

#[test]
fn envelopes_tell_of_both_directions() {
    let envelope = "{type: object, properties: {data: POSTS, has_more: {type: boolean}, next_cursor: {type: [string, 'null']}, prev_cursor: {type: [string, 'null']}}}";
    let served = posts(&query(&["before", "after"]), envelope);
    for (query, more, next, prev) in [
        ("", true, json!("2"), json!(null)),
        ("&after=2", true, json!("4"), json!("3")),
        ("&after=4", false, json!(null), json!("5")),
        ("&before=5", true, json!("4"), json!("3")),
        ("&before=3", false, json!("2"), json!(null)),
    ] {
        let told = served.ok(&format!("GET /v1/posts?limit=2{query}"));
        let expected = (&json!(more), &next, &prev);
        assert_eq!(
            (&told["has_more"], &told["next_cursor"], &told["prev_cursor"]),
            expected,
            "{query}"
        );
    }
}

#[test]
fn pages_count_from_what_the_document_says() {
    let described = |text: &str| format!("page schema: {{type: integer}}, description: {text}");
    for (page, first) in [
        ("page".to_owned(), 1),
        ("page schema: {type: integer, minimum: 0}".to_owned(), 0),
        ("page schema: {type: integer, default: 0}".to_owned(), 0),
        ("page schema: {type: integer, minimum: 0, default: 1}".to_owned(), 1),
        ("page schema: {type: integer}, example: 0".to_owned(), 0),
        ("page schema: {type: integer, minimum: 1}, example: 0".to_owned(), 1),
        (described("Zero-based index of the page"), 0),
        (described("The page; starting from 0."), 0),
        (described("The page number (1-based)."), 1),
    ] {
        let envelope = "{type: object, properties: {data: POSTS, page: {type: integer}, next_page: {type: [integer, 'null']}, offset: {type: integer}}}";
        let served = posts(&query(&[&page]), envelope);
        let told = served.send(&format!("GET /v1/posts?limit=2&page={}", first + 1));
        assert_eq!(ids(&told.body["data"]), [3, 4], "{page}");
        let shown = (&told.body["page"], &told.body["next_page"], &told.body["offset"]);
        assert_eq!(shown, (&json!(first + 1), &json!(first + 2), &json!(2)), "{page}");
        let link = told.header("link").unwrap();
        for (relation, number) in [("first", 0), ("prev", 0), ("next", 2), ("last", 2)] {
            let expected =
                format!("</v1/posts?limit=2&page={}>; rel=\"{relation}\"", first + number);
            assert!(link.contains(&expected), "{page}: {link}");
        }
    }
}

#[test]
fn pages_far_beyond_the_end_are_numbers() {
    let envelope =
        "{type: object, properties: {data: POSTS, page: {type: integer}, offset: {type: integer}}}";
    let served = posts(&query(&["page"]), envelope);
    for page in ["9223372036854775807", "9223372036854775808", "18446744073709551615"] {
        let told = served.ok(&format!("GET /v1/posts?limit=2&page={page}"));
        assert_eq!(ids(&told["data"]), [0; 0]);
        assert!(told["offset"].is_u64() && told["page"].is_u64(), "{told}");
    }
}

#[test]
fn where_the_next_page_is_may_be_a_url() {
    let nullable = "{type: [string, 'null'], format: uri}";
    for (names, read) in [
        (format!("next: {nullable}, previous: {nullable}"), &["next", "previous"][..]),
        (format!("next_page_url: {nullable}, prev_page_url: {nullable}"), &["next_page_url", "prev_page_url"]),
        ("nextLink: {type: string}, prevLink: {type: string}".to_owned(), &["nextLink", "prevLink"]),
        (
            "links: {type: object, properties: {next: {type: string}, prev: {type: string}}}".to_owned(),
            &["/links/next", "/links/prev"],
        ),
        (
            "_links: {type: object, properties: {next: {type: object, properties: {href: {type: string}}}, prev: {type: object, properties: {href: {type: string}}}}}".to_owned(),
            &["/_links/next/href", "/_links/prev/href"],
        ),
    ] {
        let served = posts(&query(&["page"]), &format!("{{type: object, properties: {{data: POSTS, {names}}}}}"));
        let told = |page: u64| {
            let told = served.ok(&format!("GET /v1/posts?limit=2&page={page}\n{JSON}"));
            let at = |name: &str| {
                let pointer = if name.starts_with('/') { name.to_owned() } else { format!("/{name}") };
                told.pointer(&pointer).cloned().unwrap_or_default()
            };
            (at(read[0]), at(read[1]))
        };
        let url = |page: u64| json!(format!("http://mock.test/v1/posts?limit=2&page={page}"));
        assert_eq!(told(1), (url(2), json!(null)), "{names}");
        assert_eq!(told(2), (url(3), url(1)), "{names}");
        assert_eq!(told(3), (json!(null), url(2)), "{names}");
    }
}

#[test]
fn addresses_stand_below_the_base_path_that_the_request_came_by() {
    let served = posts(&query(&["page"]), "POSTS");
    for (base, expected) in [("/v1", "/v1"), ("/v2", "/v2"), ("", "/v1")] {
        let made = served.send(&format!("POST {base}/posts\n{JSON}{{\"text\": \"a\"}}"));
        let location = made.header("location").unwrap();
        assert_eq!(location, format!("{expected}/posts/{}", made.body["id"]), "{base}");
        let list = served.send(&format!("GET {base}/posts?limit=1"));
        let next = format!("<{expected}/posts?limit=1&page=2>; rel=\"next\"");
        assert!(list.header("link").unwrap().contains(&next), "{base}");
    }
}

/// Serves one collection: the schemas of a record and of the body that makes one, with its media type, and more of the operation that does.
fn made_of(record: &str, (media_type, body): (&str, &str), more: &str) -> Served {
    let record = format!("content: {{application/json: {{schema: {record}}}}}");
    Served::text(&format!(
        "openapi: 3.1.0
info: {{title: T, version: '1'}}
paths:
  /things:
    post:
{more}
      requestBody: {{content: {{{media_type}: {{schema: {body}}}}}}}
      responses: {{'201': {{description: d, {record}}}}}
  /things/{{id}}:
    parameters: [{{name: id, in: path, required: true, schema: {{type: integer}}}}]
    get: {{responses: {{'200': {{description: d, {record}}}}}}}
    patch:
      requestBody: {{content: {{{media_type}: {{schema: {body}}}}}}}
      responses: {{'200': {{description: d, {record}}}}}
"
    ))
}

#[test]
fn what_a_request_spells_otherwise_is_the_same_field() {
    let record = "{type: object, required: [id], properties: {id: {type: integer}, friendly_name: {type: string}, max_size: {type: integer}}}";
    let body =
        "{type: object, properties: {FriendlyName: {type: string}, maxSize: {type: integer}}}";
    let form = "application/x-www-form-urlencoded";
    let served = made_of(record, (form, body), "");
    let send = |method: &str, target: &str, text: &str| {
        served.send(&format!("{method} {target}\nContent-Type: {form}\n\n{text}")).body
    };
    let made = send("POST", "/things", "FriendlyName=Ada&maxSize=7");
    let id = &made["id"];
    assert_eq!(made, json!({"id": id, "friendly_name": "Ada", "max_size": 7}));
    assert_eq!(served.ok(&format!("GET /things/{id}")), made);
    // What is not sent stays.
    let changed = send("PATCH", &format!("/things/{id}"), "maxSize=8");
    assert_eq!(changed, json!({"id": id, "friendly_name": "Ada", "max_size": 8}));

    let served =
        made_of(record, ("application/json", &format!("{{type: array, items: {body}}}")), "");
    let made = served.send(&format!("POST /things\n{JSON}[{{\"FriendlyName\": \"Bo\"}}]"));
    assert_eq!(made.body["friendly_name"], "Bo", "{}", made.text);
}

#[test]
fn what_a_parameter_gives_at_creation_is_a_field() {
    let record = "{type: object, required: [Id], properties: {Id: {type: integer}, Name: {type: string}, Image: {type: string}}}";
    let body = "{type: object, properties: {Image: {type: string}}}";
    let more = "      parameters: [{name: name, in: query, schema: {type: string}}, {name: image, in: query, schema: {type: string}}]";
    let served = made_of(record, ("application/json", body), more);
    let made = served
        .send(&format!("POST /things?name=box&image=no\n{JSON}{{\"Image\": \"alpine\"}}"))
        .body;
    assert_eq!(made, json!({"Id": made["Id"], "Name": "box", "Image": "alpine"}));
    assert_eq!(served.ok(&format!("GET /things/{}", made["Id"])), made);
}

#[test]
fn records_that_answers_show_are_there_at_the_start() {
    let served = Served::text(
        "openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /posts:
    get:
      responses:
        '200':
          description: d
          content:
            application/json:
              schema: {type: object, required: [data], properties: {data: {type: array, items: {$ref: '#/components/schemas/Post'}}}}
              examples:
                some: {value: {data: [{id: 9, text: nine}, {id: 7, text: seven, more: 1}, {id: eight, text: eight}]}}
  /posts/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      responses:
        '200':
          description: d
          content: {application/json: {schema: {$ref: '#/components/schemas/Post'}, example: {id: 7, text: the whole seven}}}
components:
  schemas:
    Post: {type: object, required: [id, text], properties: {id: {type: integer}, text: {type: string}}, example: {id: 3, text: three}}
",
    );
    let list = &served.ok("GET /posts")["data"];
    let shown: Vec<_> = list.as_array().unwrap()[..3].iter().map(|post| &post["text"]).collect();
    // Those of single answers first, each key once, and nothing that does not fit.
    assert_eq!(shown, [&json!("the whole seven"), &json!("nine"), &json!("three")]);
    assert_eq!(list.as_array().unwrap().len(), 5);
    assert_eq!(served.ok("GET /posts/9"), json!({"id": 9, "text": "nine"}));
}

#[test]
fn a_word_for_the_caller_is_the_first_user_where_the_document_says_so() {
    let served = |noun: &str, parameter: &str| {
        let record = "{type: object, required: [id, name], properties: {id: {type: string}, name: {type: string}}}";
        let answer = |schema: &str| {
            format!(
                "{{'200': {{description: d, content: {{application/json: {{schema: {schema}}}}}}}}}"
            )
        };
        let (list, one) = (answer(&format!("{{type: array, items: {record}}}")), answer(record));
        Served::text(&format!(
            "openapi: 3.1.0
info: {{title: T, version: '1'}}
paths:
  /{noun}:
    get: {{responses: {list}}}
  /{noun}/{{id}}:
    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}{parameter}}}]
    get: {{responses: {one}}}
    patch:
      requestBody: {{content: {{application/json: {{schema: {{type: object, properties: {{name: {{type: string}}}}}}}}}}}}
      responses: {one}
"
        ))
    };
    for (noun, parameter, me, status) in [
        ("users", ", example: me", "me", 200),
        ("users", ", examples: {own: {value: '@me'}}", "@me", 200),
        ("members", ", description: The key of a member or `self` for the caller", "self", 200),
        ("users", ", description: The key of a user", "me", 404),
        ("users", ", description: Whoever knows me", "me", 404),
        ("folders", ", example: current", "current", 404),
    ] {
        let served = served(noun, parameter);
        let read = served.send(&format!("GET /{noun}/{me}"));
        assert_eq!(read.status, status, "{noun}{parameter}");
        if status == 200 {
            let first = &served.ok(&format!("GET /{noun}"))[0];
            assert_eq!(&read.body, first, "{noun}{parameter}");
            let changed = served.send(&format!("PATCH /{noun}/{me}\n{JSON}{{\"name\": \"Ada\"}}"));
            assert_eq!((&changed.body["id"], &changed.body["name"]), (&first["id"], &json!("Ada")));
        }
        assert_eq!(served.send(&format!("GET /{noun}/nobody")).status, 404);
    }
}

#[test]
fn the_one_record_at_a_path_is_missing_once_it_is_deleted() {
    let answer = "responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Theme'}}}}}";
    let body = "requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Theme'}}}}";
    let served = Served::text(&format!(
        "openapi: 3.1.0
info: {{title: T, version: '1'}}
paths:
  /theme:
    get: {{{answer}}}
    patch: {{{body}, {answer}}}
    put: {{{body}, {answer}}}
    delete: {{responses: {{'204': {{description: d}}}}}}
components:
  schemas: {{Theme: {{type: object, required: [name], properties: {{name: {{type: string}}}}}}}}
"
    ));
    let send = |method: &str| {
        served.send(&format!("{method} /theme\n{JSON}{{\"name\": \"dark\"}}")).status
    };
    assert_eq!(["PATCH", "DELETE", "PATCH", "PUT", "PATCH"].map(send), [200, 204, 404, 200, 200]);
}

/// Serves conversations with their messages, both wrapped as they are sent; `more` are properties of the wrapper besides.
fn conversations(more: &str) -> Served {
    let answer = |status: &str, schema: &str| {
        format!(
            "responses: {{'{status}': {{description: d, content: {{application/json: {{schema: {schema}}}}}}}}}"
        )
    };
    let takes = |noun: &str, sent: &str| {
        format!(
            "requestBody: {{content: {{application/json: {{schema: {{type: object, required: [{noun}], properties: {{{noun}: {{type: object, properties: {{{sent}}}}}{more}}}}}}}}}}}"
        )
    };
    let all =
        |name: &str| format!("{{type: array, items: {{$ref: '#/components/schemas/{name}'}}}}");
    let one = |name: &str| format!("{{$ref: '#/components/schemas/{name}'}}");
    let key = "schema: {type: integer}";
    Served::text(&format!(
        "openapi: 3.1.0
info: {{title: T, version: '1'}}
paths:
  /conversations:
    get: {{{}}}
    post: {{{}, {}}}
  /conversations/{{id}}:
    parameters: [{{name: id, in: path, required: true, {key}}}]
    get: {{{}}}
  /conversations/{{id}}/messages:
    parameters: [{{name: id, in: path, required: true, {key}}}]
    get: {{{}}}
    post: {{{}, {}}}
  /conversations/{{id}}/messages/{{message}}:
    parameters: [{{name: id, in: path, required: true, {key}}}, {{name: message, in: path, required: true, {key}}}]
    get: {{{}}}
components:
  schemas:
    Conversation: {{type: object, required: [id], properties: {{id: {{type: integer}}, title: {{type: string}}, note: {{type: string}}, color: {{type: string, default: blue}}, state: {{type: string, enum: [open, closed]}}, url: {{type: string, format: uri}}, deleted_at: {{type: string, format: date-time}}}}}}
    Message:
      type: object
      required: [id, text, silent, files, forwarding, edited_at, reaction_count, read, counts, state]
      properties:
        id: {{type: integer}}
        text: {{type: string}}
        silent: {{type: boolean}}
        files: {{type: array, items: {{type: string}}}}
        forwarding: {{type: [object, 'null'], properties: {{from: {{type: integer}}}}}}
        edited_at: {{type: [string, 'null'], format: date-time}}
        reaction_count: {{type: integer}}
        state: {{type: [string, 'null'], enum: [sent, null]}}
        read: {{type: boolean}}
        counts: {{type: object, required: [failed, total], properties: {{failed: {{type: integer}}, total: {{type: integer}}}}}}
",
        answer("200", &all("Conversation")),
        takes("conversation", "title: {type: string}, note: {type: string}, color: {type: string}"),
        answer("201", &one("Conversation")),
        answer("200", &one("Conversation")),
        answer("200", &all("Message")),
        takes("message", "text: {type: string}, files: {type: array, items: {type: string}}"),
        answer("201", &one("Message")),
        answer("200", &one("Message")),
    ))
}

#[test]
fn what_wraps_a_record_may_say_more_besides() {
    for more in [
        "",
        ", silent: {type: boolean}, link_preview: {type: boolean}",
        ", messages: {type: array}",
    ] {
        let served = conversations(more);
        let sent = format!(
            "POST /conversations/1/messages\n{JSON}{{\"message\": {{\"text\": \"hi\"}}, \"silent\": true}}"
        );
        let made = served.send(&sent).body;
        assert_eq!(made["text"], "hi", "{more}");
        let silent = more.contains("silent");
        assert!(!silent || made["silent"] == true, "{made}");
        assert_eq!(
            served.ok(&format!("GET /conversations/1/messages/{}", made["id"])),
            made,
            "{more}"
        );
    }
}

#[test]
fn what_stands_below_a_new_record_has_no_seeds() {
    let served = conversations("");
    let seeded = served.ok("GET /conversations/1/messages");
    assert_eq!(seeded.as_array().unwrap().len(), 5);
    let made = served
        .send(&format!("POST /conversations\n{JSON}{{\"conversation\": {{\"title\": \"a\"}}}}"));
    let messages = format!("/conversations/{}/messages", made.body["id"]);
    assert_eq!(served.ok(&format!("GET {messages}")), json!([]));
    let text = "{\"message\": {\"text\": \"first\"}}";
    let first = served.send(&format!("POST {messages}\n{JSON}{text}")).body;
    assert_eq!(served.ok(&format!("GET {messages}")), json!([first]));
}

#[test]
fn a_new_record_has_what_the_server_owns_and_nothing_has_happened_to_it() {
    let served = conversations("");
    let made = served
        .send(&format!("POST /conversations\n{JSON}{{\"conversation\": {{\"title\": \"a\"}}}}"))
        .body;
    let names: Vec<_> = made.as_object().unwrap().keys().cloned().collect();
    // What could have been sent and was not is absent, or what it is by default; no end is told of.
    assert_eq!(names, ["id", "title", "color", "state", "url"], "{made}");
    assert_eq!(made["color"], "blue");
    let sent =
        format!("POST /conversations/1/messages\n{JSON}{{\"message\": {{\"text\": \"hi\"}}}}");
    let mut message = served.send(&sent).body;
    let fields = message.as_object_mut().unwrap();
    fields.remove("id");
    fields.remove("silent");
    fields.remove("state");
    let expected = json!({
        "text": "hi", "files": [], "forwarding": null, "edited_at": null, "reaction_count": 0,
        "read": false, "counts": {"failed": 0, "total": 0},
    });
    assert_eq!(message, expected);
}

#[test]
fn the_last_page_leads_nowhere() {
    for (query, list, at, expected) in [
        (
            &["cursor schema: {type: string}"][..],
            "required: [data, next_page], properties: {data: POSTS, next_page: {type: string}}",
            "/next_page",
            json!(""),
        ),
        (
            &["cursor schema: {type: string}"],
            "required: [data, meta], properties: {data: POSTS, meta: {type: object, required: [paginate], properties: {paginate: {type: object, required: [next_page], properties: {next_page: {type: string}}}}}}",
            "/meta/paginate/next_page",
            json!(""),
        ),
        (
            &["cursor schema: {type: string}"],
            "required: [data, next], properties: {data: POSTS, next: {type: string, minLength: 1}}",
            "/next",
            json!("5"),
        ),
        (
            &["page"],
            "required: [data, next_page], properties: {data: POSTS, next_page: {type: integer}}",
            "/next_page",
            json!(2),
        ),
        (
            &["offset"],
            "required: [data, next_offset], properties: {data: POSTS, next_offset: {type: integer}}",
            "/next_offset",
            json!(5),
        ),
    ] {
        let served = posts(&crate::inferred::query(query), &format!("{{type: object, {list}}}"));
        let told = served.ok("GET /v1/posts?limit=10");
        assert_eq!(told.pointer(at), Some(&expected), "{list}: {told}");
        if expected != "" {
            let name = query[0].split(' ').next().unwrap();
            let next = expected.as_str().map_or_else(|| expected.to_string(), str::to_owned);
            let beyond = served.ok(&format!("GET /v1/posts?limit=10&{name}={next}"));
            assert_eq!(beyond["data"], json!([]), "{list}");
        }
    }
}

#[test]
fn an_optional_envelope_of_pages_is_shown() {
    let list = "{type: object, properties: {data: POSTS, meta: {type: object, properties: {page: {type: integer}, page_size: {type: integer}, key: {type: string}}}, extra: {type: object, properties: {size: {type: integer}}}}}";
    let served = posts(&query(&["page"]), list);
    let told = served.ok("GET /v1/posts?limit=2");
    assert_eq!(told["meta"], json!({"page": 1, "page_size": 2}));
    assert_eq!(told.get("extra"), None);
}

#[test]
fn a_pair_of_dates_is_a_range_over_the_only_date_of_a_record() {
    for field in [
        "date: {type: string, format: date}",
        "dates: {type: array, items: {type: string, format: date}}",
    ] {
        for (from, to) in [
            ("startDate", "endDate"),
            ("from", "to"),
            ("since", "until"),
            ("start_date", "end_date"),
        ] {
            let event = |id: u32, date: &str| {
                let date = if field.starts_with("dates") {
                    format!("dates: ['{date}']")
                } else {
                    format!("date: '{date}'")
                };
                format!("{{id: {id}, {date}}}")
            };
            let shown =
                [event(1, "2024-01-05"), event(2, "2024-02-05"), event(3, "2024-03-05")].join(", ");
            let parameters = [from, to]
                .map(|name| {
                    format!("{{name: {name}, in: query, schema: {{type: string, format: date}}}}")
                })
                .join(", ");
            let served = Served::text(&format!(
                "openapi: 3.1.0
info: {{title: T, version: '1'}}
x-state: {{events: {{seed: [{shown}]}}}}
paths:
  /events:
    get:
      parameters: [{parameters}]
      responses: {{'200': {{description: d, content: {{application/json: {{schema: {{type: array, items: {{$ref: '#/components/schemas/Event'}}}}}}}}}}}}
  /events/{{id}}:
    get:
      parameters: [{{name: id, in: path, required: true, schema: {{type: integer}}}}]
      responses: {{'200': {{description: d, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Event'}}}}}}}}}}
components:
  schemas: {{Event: {{type: object, required: [id], properties: {{id: {{type: integer}}, {field}}}}}}}
"
            ));
            for (query, expected) in [
                (String::new(), &[1, 2, 3][..]),
                (format!("?{from}=2024-02-05"), &[2, 3]),
                (format!("?{to}=2024-02-05"), &[1, 2]),
                (format!("?{from}=2024-01-06&{to}=2024-03-01"), &[2]),
            ] {
                assert_eq!(
                    ids(&served.ok(&format!("GET /events{query}"))),
                    expected,
                    "{field} {query}"
                );
            }
        }
    }
}

#[test]
fn a_record_is_found_by_its_name_where_the_document_says_so() {
    for (told, status) in [("ID or name of the box", 200), ("ID of the box, not its name", 404)] {
        let record = "{type: object, required: [id], properties: {id: {type: string}, name: {type: string}}}";
        let answer = |status: u16| {
            format!(
                "{{'{status}': {{description: d, content: {{application/json: {{schema: {record}}}}}}}}}"
            )
        };
        let served = Served::text(&format!(
            "openapi: 3.1.0
info: {{title: T, version: '1'}}
paths:
  /boxes:
    post:
      parameters: [{{name: name, in: query, schema: {{type: string}}}}]
      responses: {}
  /boxes/{{id}}:
    parameters: [{{name: id, in: path, required: true, description: {told:?}, schema: {{type: string}}}}]
    get: {{responses: {}}}
    delete: {{responses: {{'204': {{description: d}}}}}}
",
            answer(201),
            answer(200)
        ));
        let made = served.send("POST /boxes?name=web").body;
        assert_eq!(served.ok(&format!("GET /boxes/{}", made["id"].as_str().unwrap())), made);
        assert_eq!(served.send("GET /boxes/web").status, status, "{told}");
        let other = served.send("GET /boxes/other");
        assert_eq!(other.status, 404, "{told}");
        assert!(other.header("x-counterpart-reason").unwrap().contains("`other`"), "{told}");
        let deleted = served.send("DELETE /boxes/web").status;
        assert_eq!(deleted, if status == 200 { 204 } else { 404 }, "{told}");
    }
}
