//! What each format says of one run.

use std::sync::Arc;

use counterpart_schema::{Direction, Schemas};
use counterpart_spec::Pointer;
use serde_json::{Value, json};

use super::build::{report, run, written};
use crate::{Format, Report, Screen, terminal};

fn format(format: Format) -> String {
    let report = report(&run());
    written(|out| format.write(&report, out))
}

#[test]
fn the_json_report_fits_its_schema_and_is_read_again() {
    let text = format(Format::Json);
    let value: Value = serde_json::from_str(&text).unwrap();
    let schema = include_str!("../../../../docs/report.schema.json");
    let schemas = Schemas::new(Arc::new(serde_json::from_str(schema).unwrap()));
    let schema = schemas.at(&Pointer::root()).unwrap();
    assert!(schema.faults().is_empty(), "{:?}", schema.faults());
    let violations = schema.violations(Direction::Response, &value);
    assert!(violations.is_empty(), "{violations:?}\n{text}");
    // The schema knows every member: what it does not know, it refuses.
    let mut more = value.clone();
    for place in [
        "",
        "/findings/0",
        "/findings/0/reproduce",
        "/summary",
        "/operations/0/latency",
        "/coverage/operations/0/request",
    ] {
        more.pointer_mut(place).unwrap()["unknown"] = json!(1);
        assert!(!schema.is_valid(Direction::Response, &more), "{place}");
        more = value.clone();
    }
    let again: Report = serde_json::from_str(&text).unwrap();
    assert_eq!(again, report(&run()));
}

#[test]
fn findings_are_in_the_order_of_the_document() {
    let report = report(&run());
    let ids: Vec<_> = report.findings.iter().map(|finding| finding.id.as_str()).collect();
    assert_eq!(ids, ["e1", "w1"]);
    let statuses: Vec<_> = report.operations.iter().map(|o| json!(o.statuses)).collect();
    assert_eq!(statuses, [json!({"200": 1, "404": 1}), json!({"201": 1, "none": 1}), json!({})]);
}

#[test]
fn junit() {
    let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="Users 1" tests="5" failures="1" errors="0" time="1.250">
  <testsuite name="GET /users" tests="2" failures="1" errors="0" skipped="0">
    <testcase classname="GET /users" name="calls"/>
    <testcase classname="GET /users" name="response_body">
      <failure message="`name` is longer than 5 characters" type="response_body">`name` is longer than 5 characters

sent:
    GET http://127.0.0.1:8080/v1/users
    x-trace: t

received:
    200 after 2.5 ms
    content-type: application/json
    [{&quot;id&quot;:1,&quot;name&quot;:&quot;abcdef&quot;}]

violated:
    body /0/name maxLength

document:
    api/my users.yaml:11:29
    /components/schemas/User/properties/name/maxLength

again:
    curl --include http://127.0.0.1:8080/v1/users \
      --header &#39;x-trace: t&#39;</failure>
    </testcase>
  </testsuite>
  <testsuite name="POST /users" tests="2" failures="0" errors="0" skipped="0">
    <testcase classname="POST /users" name="calls"/>
    <testcase classname="POST /users" name="implausible_value">
      <system-out>two, of: 100%
lines

sent:
    GET http://127.0.0.1:8080/v1/users
    x-trace: t

received:
    nothing: the connection was reset

again:
    curl --include http://127.0.0.1:8080/v1/users \
      --header &#39;x-trace: t&#39;</system-out>
    </testcase>
  </testsuite>
  <testsuite name="DELETE /users/{id}" tests="1" failures="0" errors="0" skipped="1">
    <testcase classname="DELETE /users/{id}" name="calls">
      <skipped message="nothing makes a user"/>
    </testcase>
  </testsuite>
</testsuites>
"#;
    assert_eq!(format(Format::Junit), expected);
}

#[test]
fn sarif() {
    let log: Value = serde_json::from_str(&format(Format::Sarif)).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), 2);
    assert_eq!(rules[0]["id"], "response_body");
    assert_eq!(rules[0]["name"], "ResponseBody");
    let results = run["results"].as_array().unwrap();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    let mut error = results[0].clone();
    let text = error["message"]["text"].take();
    assert!(text.as_str().unwrap().starts_with("`name` is longer than 5 characters\n\nsent:\n"));
    let expected = json!({
        "ruleId": "response_body",
        "ruleIndex": 0,
        "level": "error",
        "message": { "text": null },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": { "uri": "api/my%20users.yaml" },
                "region": { "startLine": 11, "startColumn": 29 },
            },
            "logicalLocations": [{ "fullyQualifiedName": "GET /users", "kind": "function" }],
        }],
        "partialFingerprints": { "findingId/v1": "e1", "primaryLocationLineHash": "e1:1" },
        "occurrenceCount": 2,
        "rank": 80,
    });
    assert_eq!(error, expected);
    // What stands nowhere in the document is shown at its operation.
    let line = &results[1]["locations"][0]["physicalLocation"]["region"]["startLine"];
    assert_eq!(*line, 25, "{results:#?}");
}

#[test]
fn annotations() {
    let text = format(Format::Github);
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert!(lines[0].starts_with("::error file=api/my users.yaml,line=11,col=29,title=response_body%3A GET /users::`name` is longer than 5 characters%0A%0Asent:%0A    GET http://127.0.0.1:8080/v1/users%0A"), "{text}");
    assert!(lines[1].starts_with("::warning file=api/my users.yaml,line=25,col=5,title=implausible_value%3A POST /users::two, of: 100%25%0Alines%0A"), "{text}");
    assert_eq!(lines[2], "::notice title=counterpart::1 error and 1 warning in Users 1");
}

#[test]
fn the_terminal() {
    let screen = Screen { animated: false, coloured: false, width: 90 };
    let text = written(|out| terminal(&report(&run()), screen, out));
    let expected =
        "GET /users ───────────────────────────────────────────────────────────────────────────────
error response_body  e1  ×2
  `name` is longer than 5 characters
  sent      GET http://127.0.0.1:8080/v1/users
            x-trace: t
  received  200 after 2.5 ms
            content-type: application/json
            [{\"id\":1,\"name\":\"abcdef\"}]
  violated  body /0/name maxLength
  document  api/my users.yaml:11:29
            /components/schemas/User/properties/name/maxLength
  again     curl --include http://127.0.0.1:8080/v1/users \\
              --header 'x-trace: t'

POST /users ──────────────────────────────────────────────────────────────────────────────
warning implausible_value  w1
  two, of: 100% lines
  sent      GET http://127.0.0.1:8080/v1/users
            x-trace: t
  received  nothing: the connection was reset
  again     curl --include http://127.0.0.1:8080/v1/users \\
              --header 'x-trace: t'

operation           calls  statuses         p50     p99  findings
GET /users              2  200×1 404×1   2.5 ms  2.5 ms  1 error
POST /users             2  201×1 none×1  2.5 ms  2.5 ms  1 warning
DELETE /users/{id}      0

not called: DELETE /users/{id}: nothing makes a user
seen once and not again: GET /users: server_error
coverage: operations called 2/3 (66 %) · statuses seen 3/5 (60 %) · parameters given and
  left out 1/3 (33 %) · request keywords kept 8/15 (53 %) · request keywords broken 1/15
  (6 %) · response keywords held to 11/23 (47 %)
1 error, 1 warning · 2 of 3 operations answered with success · 4 calls in 1.2 s · seed 7
";
    assert_eq!(text, expected);
    let coloured = Screen { coloured: true, ..screen };
    let coloured = written(|out| terminal(&report(&run()), coloured, out));
    assert!(coloured.contains("\x1b[1;31merror\x1b[0m"), "{coloured}");
}

#[test]
fn the_page_needs_nothing_else() {
    let page = format(Format::Html);
    for part in [
        "<title>Users 1 – counterpart</title>",
        "<details class=\"finding error\" data-check=\"response_body\" data-severity=\"error\" id=\"e1\">",
        "<code>api/my users.yaml:11:29</code>",
        "<i class=\"chip refused\">4XX<small>×1</small></i>",
        "<i class=\"chip unseen\">204</i>",
        "<li>Not called: DELETE /users/{id}: nothing makes a user</li>",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    for outside in ["src=", "href=", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    // Every element that is opened is closed.
    for tag in ["section", "details", "summary", "dl", "dd", "pre", "span", "svg", "table", "ul"] {
        let opened = page.matches(&format!("<{tag}")).count();
        assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
    }
}
