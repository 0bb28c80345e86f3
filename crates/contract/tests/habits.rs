//! Habits of correct servers, which nothing may be said of; and beside each what is wrong, and has to be found.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod service;

use std::ops::RangeInclusive;
use std::time::Duration;

use counterpart_contract::{Severity, Suite};
use serde_json::{Value, json};
use service::{Answer, Asked, service, service_of_events};
use tokio::time::Instant;

/// Gives what is found of a service: the check with the operation, by weight.
async fn found(suite: Suite) -> Vec<String> {
    let report = suite.run().await.unwrap();
    let told = report.findings().iter().map(|finding| {
        let weight = if finding.severity == Severity::Error { "" } else { "warning " };
        format!("{weight}{} {}", finding.check.name(), finding.operation)
    });
    told.collect()
}

fn suite(paths: &str) -> Suite {
    let head = "openapi: 3.1.0\ninfo: {title: Habits, version: '1'}\npaths:\n";
    Suite::from_text(format!("{head}{paths}")).cases(20)
}

/// Accounts with an address that only one of them may have.
const ACCOUNTS: &str = "
  /accounts:
    post:
      parameters: [{name: Idempotency-Key, in: header, schema: {type: string}, example: key-1}]
      requestBody:
        required: true
        content:
          application/json:
            example: {email: ada@example.com, name: Ada}
            schema:
              type: object
              required: [email]
              properties: {email: {type: string, minLength: 3, maxLength: 60}, name: {type: string, minLength: 1, maxLength: 20}}
      responses:
        '201': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Account'}}}}
        '422': {description: d}
  /accounts/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        '200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Account'}}}}
        '404': {description: d}
components:
  schemas:
    Account:
      type: object
      required: [id, email]
      properties: {id: {type: integer}, email: {type: string}, name: {type: string}}
";

/// Tells whether an account is as the document has it.
fn is_account(body: &Value) -> bool {
    let is_text = |name: &str, lengths: RangeInclusive<usize>| {
        body[name].as_str().is_some_and(|text| lengths.contains(&text.chars().count()))
    };
    is_text("email", 3..=60) && (body.get("name").is_none() || is_text("name", 1..=20))
}

/// What is asked of accounts, once a body is as it should be.
fn accounts(
    asked: &Asked<'_>,
    known: &mut Vec<Value>,
    refuses: fn(&Value, &[Value]) -> bool,
) -> Answer {
    match (asked.method, asked.path.as_slice()) {
        ("POST", ["accounts"]) => {}
        ("GET", ["accounts", id]) => {
            let at = id.parse::<usize>().ok().and_then(|id| id.checked_sub(1));
            let account = at.and_then(|at| known.get(at));
            return account.map_or((404, json!({})), |account| (200, account.clone()));
        }
        _ => return (405, json!({})),
    }
    if !is_account(asked.body) || refuses(asked.body, known) {
        return (422, json!({"message": "The given data was invalid."}));
    }
    let mut account = asked.body.clone();
    account["id"] = json!(known.len() + 1);
    known.push(account.clone());
    (201, account)
}

#[tokio::test]
async fn what_is_taken_is_refused() {
    let is_taken =
        |body: &Value, known: &[Value]| known.iter().any(|a| a["email"] == body["email"]);
    let unique = move |asked: &Asked<'_>, known: &mut Vec<Value>| accounts(asked, known, is_taken);
    assert_eq!(found(suite(ACCOUNTS).against(service(unique))).await, [""; 0]);
    // Longer names are refused as well.
    let short = |body: &Value, known: &[Value]| {
        body["name"].as_str().is_some_and(|name| name.len() == 20)
            || known.iter().any(|a| a["email"] == body["email"])
    };
    let short = move |asked: &Asked<'_>, known: &mut Vec<Value>| accounts(asked, known, short);
    let wrong = found(suite(ACCOUNTS).against(service(short))).await;
    assert_eq!(wrong, ["valid_refused POST /accounts"]);
}

#[tokio::test]
async fn a_key_is_shown_once() {
    // As the draft has it: the first answer again for the same body, 422 for another.
    let keyed = |asked: &Asked<'_>, known: &mut Vec<Value>| {
        let Some(key) = asked.headers.get("idempotency-key") else {
            return accounts(asked, known, |_, _| false);
        };
        let key = String::from_utf8_lossy(key.as_bytes()).into_owned();
        let before = known.iter().find(|account| account["key"] == key).cloned();
        if let Some(before) = before {
            let is_same = before["sent"] == *asked.body;
            return if is_same { (201, before) } else { (422, json!({})) };
        }
        let (status, mut account) = accounts(asked, known, |_, _| false);
        if status == 201 {
            (account["key"], account["sent"]) = (json!(key), asked.body.clone());
            *known.last_mut().unwrap() = account.clone();
        }
        (status, account)
    };
    assert_eq!(found(suite(ACCOUNTS).against(service(keyed))).await, [""; 0]);
}

/// Notes, which are made, read and listed.
const NOTES: &str = "
  /notes:
    get:
      responses:
        '200': {description: d, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Note'}}}}}
    post:
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [text], properties: {text: {type: string}}}}}}
      responses:
        '201': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}
        '400': {description: d}
  /notes/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}
        '404': {description: d}
components:
  schemas:
    Note:
      type: object
      required: [id, text]
      properties: {id: {type: string}, text: {type: string}}
";

/// Answers of notes, of which the first so many are shown in lists.
fn notes(asked: &Asked<'_>, known: &mut Vec<Value>, listed: usize) -> Answer {
    match (asked.method, asked.path.as_slice()) {
        ("GET", ["notes"]) => (200, json!(known[..listed])),
        ("POST", ["notes"]) if asked.body["text"].is_string() => {
            let note = json!({"id": format!("n{}", known.len()), "text": asked.body["text"]});
            known.push(note.clone());
            (201, note)
        }
        ("POST", ["notes"]) => (400, json!({})),
        ("GET", ["notes", id]) => {
            let note = known.iter().find(|note| note["id"] == *id);
            note.map_or((404, json!({})), |note| (200, note.clone()))
        }
        _ => (405, json!({})),
    }
}

#[tokio::test(start_paused = true)]
async fn lists_lag_behind() {
    /// How long it takes until a note is listed.
    const LAG: Duration = Duration::from_millis(700);
    let lagging = |asked: &Asked<'_>, (known, moments): &mut (Vec<Value>, Vec<Instant>)| {
        let listed = moments.iter().filter(|moment| moment.elapsed() >= LAG).count();
        let answer = notes(asked, known, listed);
        moments.resize(known.len(), Instant::now());
        answer
    };
    let run = || suite(NOTES).against(service(lagging));
    let report = run().run().await.unwrap();
    assert_eq!(report.findings(), []);
    let told = &report.summary().unconfirmed;
    assert!(
        told.iter().any(|told| told.ends_with("a moment later it was as it should be")),
        "{told:?}"
    );
    let at_once = found(run().settle(Duration::ZERO)).await;
    assert_eq!(at_once, ["warning list_membership GET /notes"]);
    // The first three only are ever listed.
    let short = |asked: &Asked<'_>, known: &mut Vec<Value>| {
        let listed = known.len().min(3);
        notes(asked, known, listed)
    };
    assert_eq!(
        found(suite(NOTES).against(service(short))).await,
        ["warning list_membership GET /notes"]
    );
}

/// Posts of two callers: what one of them may read of the other depends on the service.
const POSTS: &str = "
  /posts:
    get:
      security: [{token: []}]
      responses:
        '200': {description: d, content: {application/json: {schema: {type: object, required: [page, items], properties: {page: {type: integer}, items: {type: array, items: {$ref: '#/components/schemas/Post'}}}}}}}
        '401': {description: d}
    post:
      security: [{token: []}]
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [text], properties: {text: {type: string}}}}}}
      responses:
        '201': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Post'}}}}
        '400': {description: d}
        '401': {description: d}
  /posts/{id}:
    get:
      SECURITY
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        '200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Post'}}}}
        '401': {description: d}
        '404': {description: d}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  schemas:
    Post:
      type: object
      required: [id, text]
      properties: {id: {type: integer}, text: {type: string}}
";

/// Answers of posts, of which each caller lists his own; whether reading asks for credentials is said.
fn posts(asked: &Asked<'_>, known: &mut Vec<(String, Value)>, is_public: bool) -> Answer {
    let token = asked.headers.get("authorization").and_then(|token| token.to_str().ok());
    let caller = token.filter(|token| ["Bearer one", "Bearer two"].contains(token));
    let refused = (401, json!({}));
    match (asked.method, asked.path.as_slice(), caller) {
        ("GET", ["posts"], Some(caller)) => {
            let own = known.iter().filter(|(author, _)| author == caller).map(|(_, post)| post);
            (200, json!({"page": 1, "items": own.collect::<Vec<_>>()}))
        }
        ("POST", ["posts"], Some(_)) if !asked.body["text"].is_string() => (400, json!({})),
        ("POST", ["posts"], Some(caller)) => {
            let post = json!({"id": known.len() + 1, "text": asked.body["text"]});
            known.push((caller.to_owned(), post.clone()));
            (201, post)
        }
        ("GET", ["posts", id], caller) if is_public || caller.is_some() => {
            let post = known.iter().find(|(_, post)| post["id"].as_u64() == id.parse().ok());
            post.map_or((404, json!({})), |(_, post)| (200, post.clone()))
        }
        ("GET" | "POST", ["posts"], None) | ("GET", ["posts", _], _) => refused,
        _ => (405, json!({})),
    }
}

#[tokio::test]
async fn what_is_not_listed_may_be_read() {
    let public = |asked: &Asked<'_>, known: &mut Vec<_>| posts(asked, known, true);
    let shared = |asked: &Asked<'_>, known: &mut Vec<_>| posts(asked, known, false);
    let run = |security: &str| {
        let suite = suite(&POSTS.replace("SECURITY", security));
        suite.bearer("one").other_bearer("two")
    };
    assert_eq!(found(run("security: []").against(service(public))).await, [""; 0]);
    // Nobody says that posts are private; and yet they are listed for their authors only.
    let unlisted = found(run("security: [{token: []}]").against(service(shared))).await;
    assert_eq!(unlisted, ["warning object_access GET /posts/{id}"]);
}

/// Articles, by a slug and by a word for one of them.
const ARTICLES: &str = "
  /articles/feed:
    get:
      parameters:
        - {name: If-None-Match, in: header, schema: {type: string}}
        - {name: Range, in: header, schema: {type: string}}
      responses:
        '200': {description: d, content: {application/json: {schema: {type: object}}}}
        default: {description: d, content: {application/json: {schema: {type: object, required: [code, message, reason]}}}}
  /articles/{id}:
    put:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      requestBody: {required: true, content: {application/json: {schema: {type: object}}}}
      responses:
        '200': {description: d, content: {application/json: {schema: {type: object, properties: {created_at: {type: string}, updated_at: {type: string}}}}}}
        '400': {description: d}
        '404': {description: d}
        '428': {description: d}
";

/// Answers of articles; the keys are hexadecimal, and known from `a` on.
fn articles(asked: &Asked<'_>, created: &str, updated: &str) -> Answer {
    let asks = |name: &str| asked.headers.contains_key(name);
    match (asked.method, asked.path.as_slice()) {
        ("GET", ["articles", "feed"]) if asks("if-none-match") => (304, Value::Null),
        ("GET", ["articles", "feed"]) if asks("range") => (206, json!({})),
        ("PUT", ["articles", _]) if !asked.body.is_object() => (400, json!({})),
        ("GET" | "PUT", ["articles", "feed"]) => (200, json!({})),
        ("PUT", ["articles", id]) if id.len() < 2 => (400, json!({})),
        ("PUT", ["articles", "lost"]) => (404, json!({})),
        ("PUT", ["articles", id]) if id.len() % 7 == 0 => (428, json!({})),
        ("PUT", ["articles", _]) => (200, json!({"created_at": created, "updated_at": updated})),
        _ => (405, json!({})),
    }
}

#[tokio::test]
async fn http_says_more_than_the_document() {
    let rounded = ("2025-01-15T09:00:00.734Z", "2025-01-15T09:00:00Z");
    let never = ("2025-01-15T09:00:00Z", "0001-01-01T00:00:00Z");
    let backwards = ("2025-01-15T09:00:05Z", "2025-01-15T09:00:00Z");
    let told = "warning implausible_value PUT /articles/{id}".to_owned();
    for ((created, updated), told) in [(rounded, vec![]), (never, vec![]), (backwards, vec![told])]
    {
        let answer = move |asked: &Asked<'_>, (): &mut ()| articles(asked, created, updated);
        assert_eq!(found(suite(ARTICLES).against(service(answer))).await, told, "{updated}");
    }
    // A success that is not declared is told once, whatever it lacks of a failure.
    let created = move |asked: &Asked<'_>, (): &mut ()| match articles(asked, "", "") {
        (200, body) if asked.method == "GET" => (201, body),
        answer => answer,
    };
    let told = found(suite(ARTICLES).against(service(created))).await;
    assert_eq!(told, ["response_status GET /articles/feed"]);
}

#[tokio::test]
async fn what_a_fault_repeats_of_the_request_is_not_its_name() {
    // Notes with an `e` crash it, and are repeated in what it says.
    let echoing = |asked: &Asked<'_>, known: &mut Vec<Value>| {
        let text = asked.body["text"].as_str().filter(|text| text.contains('e'));
        if let Some(text) = text.filter(|_| asked.method == "POST") {
            return (500, json!({"error": format!("cannot keep: {text}")}));
        }
        let is_list = asked.path.len() == 1 && asked.method == "GET";
        if is_list { (200, json!(known)) } else { notes(asked, known, known.len()) }
    };
    let report = suite(NOTES).against(service(echoing)).run().await.unwrap();
    let faults: Vec<_> = report.findings().iter().filter_map(|f| f.sent.body.clone()).collect();
    assert_eq!(faults, [r#"{"text":"e"}"#], "{report}");
    assert_eq!(report.summary().unconfirmed, [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_stream_of_events_stays_open() {
    let document = "
  /events:
    get:
      responses:
        '200': {description: d, content: {text/event-stream: {itemSchema: {type: object, required: [data], properties: {data: {type: string, contentMediaType: application/json, contentSchema: {type: object, required: [id]}}}}}}}
";
    for (event, told) in
        [(r#"data: {"id":1}"#, vec![]), ("id: 1", vec!["response_body GET /events"])]
    {
        let events = service_of_events(event);
        assert_eq!(found(suite(document).against(events)).await, told, "{event}");
    }
}

#[tokio::test]
async fn a_cause_is_told_once_and_seen() {
    let document = "
  /kinds:
    get:
      responses:
        '200': {description: d, content: {application/json: {schema: {type: object, properties: {kind: {enum: [a]}}}}}}
";
    // It looks at no method, and what it shows begins with a mark that nobody sees.
    let careless = |_: &Asked<'_>, (): &mut ()| (200, json!({"kind": "\u{feff}a"}));
    let report = suite(document).against(service(careless)).run().await.unwrap();
    let told: Vec<_> = report.findings().iter().map(|f| (f.check.name(), &*f.operation)).collect();
    assert_eq!(told, [("response_body", "GET /kinds"), ("unsupported_method", "POST /kinds")]);
    let message = &report.findings()[0].message;
    assert!(message.contains("\\u{feff}a"), "{message}");
}

#[tokio::test]
async fn a_batch_says_in_its_body_what_became_of_its_parts() {
    let document = "
  /batches:
    post:
      requestBody: {required: true, content: {application/json: {schema: {type: array, items: {type: integer, minimum: 1}}}}}
      responses:
        '207': {description: d, content: {application/json: {schema: {type: array, items: {type: integer}}}}}
        '400': {description: d}
";
    let batches = |status: u16| {
        move |asked: &Asked<'_>, (): &mut ()| match (asked.method, asked.body.as_array()) {
            ("POST", Some(parts)) => {
                let each = parts.iter().map(|part| if part.as_i64() > Some(0) { 201 } else { 400 });
                (status, json!(each.collect::<Vec<_>>()))
            }
            ("POST", None) => (400, json!({})),
            _ => (405, json!({})),
        }
    };
    assert_eq!(found(suite(document).against(service(batches(207)))).await, [""; 0]);
    let taken = found(suite(&document.replace("207", "200")).against(service(batches(200)))).await;
    assert!(taken.iter().all(|told| told == "invalid_accepted POST /batches"), "{taken:?}");
    assert!(!taken.is_empty());
}
