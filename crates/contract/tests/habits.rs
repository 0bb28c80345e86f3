//! Habits of correct servers, which nothing may be said of; and beside each what is wrong, and has to be found.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod service;

use std::ops::RangeInclusive;

use counterpart_contract::{Severity, Suite};
use serde_json::{Value, json};
use service::{Answer, Asked, service};

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
