//! Documents below the paths of their servers.

use serde_json::Value;

use crate::support::Served;

fn document(title: &str, base: &str, paths: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{title: {title}, version: '1'}}\nservers: [{{url: 'https://api.example{base}'}}]\npaths:\n{paths}"
    )
}

#[test]
fn requests_are_answered_with_and_without_a_base_path() {
    let ok = "{responses: {'204': {description: d}}}";
    let own = "{servers: [{url: /own}], responses: {'204': {description: d}}}";
    let served = Served::texts(&[
        document(
            "A",
            "/a",
            &format!("  /both: {{get: {ok}}}\n  /only: {{get: {ok}, post: {own}}}\n"),
        ),
        document("B", "/b", &format!("  /both: {{get: {ok}}}\n")),
    ]);
    for (request, status) in [
        ("GET /a/both", 204),
        ("GET /b/both", 204),
        ("GET /both", 404),
        ("GET /only", 204),
        ("POST /own/only", 204),
        ("POST /only", 204),
        ("GET /b/only", 404),
    ] {
        assert_eq!(served.send(request).status, status, "{request}");
    }
    let detail = served.send("GET /both").body["detail"].take();
    let expected = "`/both` is `/a/both` (A) or `/b/both` (B): send it with its base path";
    assert_eq!(detail, Value::from(expected));
}
