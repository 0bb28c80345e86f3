//! What is odd about paths and operations, each oddity with its code.

use crate::load;

/// Loads operations (indented by four) under one path, and compares the codes of what is odd.
#[track_caller]
fn check(paths: &str, expected: &[&str]) {
    let text = format!("openapi: 3.1.0\ninfo: {{title: T, version: v}}\npaths:\n{paths}");
    let loaded = load("t.yaml", text.into()).expect("an OpenAPI document");
    let codes: Vec<_> = loaded.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    assert_eq!(codes, expected, "{paths}\n{:#?}", loaded.diagnostics);
}

const OK: &str = "responses: {'200': {description: d}}";

#[test]
fn each_oddity_has_its_code() {
    let id = "{name: id, in: path, required: true}";
    for (operation, expected) in [
        (format!("{{get: {{parameters: [{id}], {OK}}}}}"), &[][..]),
        (format!("{{get: {{{OK}}}}}"), &["W0222"]),
        (format!("{{get: {{parameters: [{{name: id, in: path}}], {OK}}}}}"), &["W0224"]),
        (
            format!("{{get: {{parameters: [{id}, {{name: x, in: path, required: true}}], {OK}}}}}"),
            &["W0223"],
        ),
        (format!("{{get: {{parameters: [{id}, {id}], {OK}}}}}"), &["W0226"]),
        (format!("{{get: {{parameters: {{a: {id}}}, {OK}}}}}"), &["W0235"]),
        (format!("{{GET: {{parameters: [{id}], {OK}}}}}"), &["W0229"]),
        (format!("{{parameters: [{id}], fetch: {{}}, summary: s, x-get: {{}}}}"), &["W0229"]),
        (
            format!(
                "{{parameters: [{id}], additionalOperations: {{'A B': {{}}, COPY: {{{OK}}}}}}}"
            ),
            &["W0229"],
        ),
        (format!("{{parameters: [{id}], get: {{requestBody: {{}}, {OK}}}}}"), &["W0230"]),
        (
            format!(
                "{{parameters: [{id}], get: {{responses: {{204: {{content: {{a/b: {{}}}}}}}}}}}}"
            ),
            &["W0231"],
        ),
        (format!("{{parameters: [{id}], get: {{responses: null}}}}"), &["W0232"]),
        (format!("{{parameters: [{id}], get: {{responses: {{default: {{}}}}}}}}"), &["W0233"]),
        ("null".to_owned(), &[]),
    ] {
        check(&format!("  /a/{{id}}: {operation}\n"), expected);
    }
}

#[test]
fn parameters_are_read_as_far_as_they_go() {
    for (parameter, expected) in [
        ("{name: q, in: query, style: spaceDelimited}", &[][..]),
        ("{name: q, in: query, style: simple}", &["W0227"]),
        ("{name: q, in: query, style: curly}", &["W0202"]),
        ("{name: q, in: querystring, content: {application/json: {}}}", &[]),
        ("{name: q, in: header, allowEmptyValue: true}", &["W0228"]),
        ("{name: 'a b', in: header}", &["E0107"]),
        ("{name: Content-Type, in: header}", &["W0234"]),
        ("{name: q}", &["E0103"]),
        ("12", &["E0135"]),
    ] {
        check(&format!("  /a: {{get: {{parameters: [{parameter}], {OK}}}}}\n"), expected);
    }
    let headers = "{\"A\\r\\nB\": {}, A-B: {}, Content-Type: {}}";
    let response = format!("{{'200': {{headers: {headers}}}}}");
    check(&format!("  /a: {{get: {{responses: {response}}}}}\n"), &["E0107"]);
}

#[test]
fn operations_are_compared() {
    let get = |name: &str| format!("{{get: {{operationId: {name}, {OK}}}}}");
    check(&format!("  /a: {}\n  /b: {}\n", get("x"), get("x")), &["W0225"]);
    check(&format!("  /a?x=1: {}\n  /a?x=2: {}\n", get("x"), get("y")), &[]);
    let parameter = |name: &str, method: &str| {
        let parameters = format!("[{{name: {name}, in: path, required: true}}]");
        format!("  /a/{{{name}}}: {{{method}: {{parameters: {parameters}, {OK}}}}}\n")
    };
    check(&(parameter("x", "get") + &parameter("y", "put")), &["W0221"]);
}

#[test]
fn callbacks_and_webhooks_stand_apart() {
    let text = format!(
        "openapi: 3.1.0\nwebhooks: {{hook: {{post: {{operationId: h, {OK}}}}}}}\npaths: {{/a: {{post: {{callbacks: {{c: {{'{{$url}}': {{post: {{operationId: d, {OK}}}}}}}}}, {OK}}}}}}}"
    );
    let spec = load("t.yaml", text.into()).expect("an OpenAPI document").spec;
    let called = &spec.operations[0].callbacks[0];
    assert_eq!((called.id.as_str(), called.path.as_str()), ("d", "{$url}"));
    assert_eq!((spec.webhooks[0].id.as_str(), spec.webhooks[0].path.as_str()), ("h", "hook"));
    assert_eq!(spec.operations.len(), 1);
}

#[test]
fn success_is_what_is_declared_as_such() {
    for (responses, expected) in [
        ("'404': {}, '201': {}, '200': {}", &[(200, 2), (201, 1)][..]),
        ("default: {}, '204': {}", &[(204, 1)]),
        ("2XX: {}, '202': {}", &[(202, 1), (200, 0)]),
        ("'404': {}, default: {}", &[(200, 1)]),
        ("'404': {}, '302': {}", &[(302, 1)]),
        ("5XX: {}, '404': {}", &[(500, 0)]),
    ] {
        let text = format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: v}}\npaths: {{/a: {{get: {{responses: {{{responses}}}}}}}}}"
        );
        let loaded = load("t.yaml", text.into()).expect("an OpenAPI document");
        assert_eq!(loaded.spec.operations[0].successes(), expected, "{responses}");
    }
}
