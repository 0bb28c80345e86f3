//! A run inside a test: a service is held to a document without a socket.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::disallowed_methods, reason = "the test writes the file of a baseline")]

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use counterpart_contract::{
    Below, Check, Event, Run, Sending, Settings, Subject, Suite, SuiteError, Transport,
};
use counterpart_exchange::Request;
use counterpart_spec::Spec;
use serde_json::json;
use tokio::sync::watch;

fn document() -> Spec {
    let text = "openapi: 3.1.0\ninfo: {title: Users, version: '1'}\nservers: [{url: /v1}]\npaths:\n  /users/{id}:\n    get:\n      operationId: readUser\n      tags: [users]\n      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]\n      responses:\n        '200': {description: d, content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string}}}}}}\n        4XX: {description: d}\n  /health: {get: {operationId: health, responses: {'200': {description: d}}}}\n";
    counterpart_spec::load("users.yaml", text.into()).unwrap().spec
}

/// Forgets the name of one user.
fn router() -> Router {
    let read = |axum::extract::Path(id): axum::extract::Path<i64>| async move {
        Json(if id == 0 { json!({}) } else { json!({ "name": "Ada" }) })
    };
    let v1 = Router::new().route("/users/{id}", get(read));
    Router::new().nest("/v1", v1.route("/health", get(async || StatusCode::OK)))
}

fn suite() -> Suite {
    Suite::from_spec(document()).against(router()).cases(30).workers(2)
}

#[tokio::test]
async fn what_is_wrong_is_found_and_told() {
    let report = suite().run().await.unwrap();
    let [finding] = report.findings() else { panic!("{report}") };
    assert_eq!(
        (finding.check, finding.operation.as_str()),
        (Check::ResponseBody, "GET /users/{id}")
    );
    assert_eq!(finding.sent.url, "http://service.test/v1/users/0");
    let panicked = std::panic::catch_unwind(|| report.assert_clean()).unwrap_err();
    let text = panicked.downcast_ref::<String>().unwrap();
    for told in
        ["error[response_body]: GET /users/{id}: ", "users/0", "received: 200 {}", "1 errors"]
    {
        assert!(text.contains(told), "{told}: {text}");
    }
    assert_eq!((report.summary().errors, report.is_clean()), (1, false));
}

#[tokio::test]
async fn what_is_left_out_is_not_told() {
    for suite in [
        suite().exclude("tag:users"),
        suite().include("health"),
        suite().exclude_checks("readUser=response_body"),
    ] {
        suite.run().await.unwrap().assert_clean();
    }
}

#[tokio::test]
async fn what_is_accepted_does_not_count() {
    let found = suite().run().await.unwrap();
    let file = std::env::temp_dir().join(format!("counterpart-suite-{}.json", std::process::id()));
    std::fs::write(&file, found.baseline().to_json()).unwrap();
    let report = suite().baseline(&file).run().await.unwrap();
    std::fs::remove_file(&file).unwrap();
    report.assert_clean();
    assert_eq!((report.accepted().len(), report.summary().errors), (1, 0));
}

#[tokio::test]
async fn a_suite_that_cannot_be_run_says_why() {
    let unrun = |suite: Suite| async move { suite.run().await.unwrap_err().to_string() };
    let unsaid = Suite::from_spec(document()).run().await.unwrap_err();
    assert!(matches!(unsaid, SuiteError::NoTarget));
    for (suite, expected) in [
        (Suite::from_path("nowhere.yaml").against(router()), "`nowhere.yaml` cannot be read"),
        (suite().include("nothing"), "no operation is meant by `nothing`"),
        (suite().exclude_checks("server_eror"), "did you mean `server_error`?"),
        (suite().baseline("nowhere.json"), "`nowhere.json` cannot be read"),
        (suite().api_key("k"), "no security scheme for an API key"),
        (suite().at("localhost"), "no address of a server"),
    ] {
        let told = unrun(suite).await;
        assert!(told.contains(expected), "{told}");
    }
}

#[tokio::test]
async fn a_service_that_panics_gives_no_response() {
    let health = get(async || -> StatusCode { panic!("out of luck") });
    let service = Router::new().route("/v1/health", health);
    let suite = Suite::from_spec(document()).against(service).include("health").cases(3);
    let report = suite.exclude_checks("unsupported_method").run();
    let report = tokio::time::timeout(Duration::from_mins(1), report).await.unwrap().unwrap();
    let [finding] = report.findings() else { panic!("{report}") };
    assert_eq!(finding.check, Check::NoResponse);
    assert!(finding.message.contains("it panicked: out of luck"), "{finding}");
}

#[tokio::test]
async fn a_transport_that_panics_ends_the_run() {
    let run = Run {
        subject: Subject::new(document()).0,
        settings: Settings { workers: 2, ..Settings::default() },
        transport: Arc::new(Panicking),
    };
    let (_keep, stop) = watch::channel(false);
    let run = tokio::spawn(async move { run.go(&mut |_: &Event| {}, stop).await });
    let ended = tokio::time::timeout(Duration::from_mins(1), run).await.unwrap();
    assert!(ended.unwrap_err().is_panic());
}

/// A way to a server that has a fault of its own.
#[derive(Debug)]
struct Panicking;

impl Transport for Panicking {
    fn send<'t>(&'t self, _: &'t Below, _: &'t Request) -> Sending<'t> {
        Box::pin(async { panic!("a fault") })
    }

    fn target(&self) -> String {
        "nowhere".to_owned()
    }
}

#[tokio::test]
async fn a_service_that_never_succeeds_is_not_clean() {
    let closed = Router::new().fallback(async || StatusCode::FORBIDDEN);
    let report = Suite::from_spec(document()).against(closed).cases(3).exclude("health");
    let report = report.exclude_checks("unsupported_method").run().await.unwrap();
    assert!(report.is_clean(), "{report}");
    assert!(std::panic::catch_unwind(|| report.assert_clean()).is_err());
}

#[tokio::test]
async fn an_operation_with_servers_of_its_own_is_called_there() {
    let text = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nservers: [{url: /v1}]\npaths:\n  /a: {get: {responses: {'200': {description: d}}}}\n  /b: {get: {servers: [{url: /own}], responses: {'200': {description: d}}}}\n";
    let answers = |paths: [&str; 2]| {
        paths
            .into_iter()
            .fold(Router::new(), |router, path| router.route(path, get(async || StatusCode::OK)))
    };
    let found = async |service: Router| {
        let spec = counterpart_spec::load("t.yaml", text.into()).unwrap().spec;
        let suite = Suite::from_spec(spec).against(service).exclude_checks("unsupported_method");
        let report = suite.run().await.unwrap();
        let mut urls: Vec<_> = report.findings().iter().map(|f| f.sent.url.clone()).collect();
        urls.dedup();
        urls
    };
    assert!(found(answers(["/v1/a", "/own/b"])).await.is_empty());
    let odd = answers(["/v1/a", "/v1/b"]).fallback(async || StatusCode::IM_A_TEAPOT);
    assert_eq!(found(odd).await, ["http://service.test/own/b"]);
}

#[tokio::test]
async fn nobody_is_held_to_what_nothing_fits() {
    let answered = |schema: &'static str| async move {
        let text = format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n  /a: {{get: {{responses: {{'200': {{description: d, content: {{application/json: {{schema: {{$ref: '#/components/schemas/A'}}}}}}}}}}}}}}\ncomponents: {{schemas: {{A: {schema}}}}}\n"
        );
        let spec = counterpart_spec::load("t.yaml", text.into()).unwrap().spec;
        let service = Router::new().route("/a", get(async || Json(json!({"a": [{"b": 1}]}))));
        let report = Suite::from_spec(spec).against(service).run().await.unwrap();
        report.findings().iter().map(|finding| finding.check).collect::<Vec<_>>()
    };
    let impossible =
        "{type: object, required: [b], additionalProperties: false, properties: {a: {}}}";
    assert_eq!(answered(impossible).await, []);
    // It tells where it is only a part.
    let part = "{type: object, properties: {a: {type: array, items: {type: object, required: [c], additionalProperties: false}}}}";
    assert_eq!(answered(part).await, []);
    let possible = "{type: object, required: [b], properties: {a: {}}}";
    assert_eq!(answered(possible).await, [Check::ResponseBody]);
}
