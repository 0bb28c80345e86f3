//! The desk without defects and our reading of its document are of one opinion: about every edge of every request, and about every answer.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use counterpart_exchange::{Contract, Decoded, MediaRange, Refusal, Request, Response};
use counterpart_generate::{REFERENCE, Rng, Seed, boundaries, negative, request};
use counterpart_planted::{API_KEY, DOCUMENT, Defects, TOKENS, router};
use counterpart_schema::{Direction, Outlines, Schema, Schemas};
use counterpart_spec::Pointer;
use serde_json::{Value, json};
use tower_service::Service as _;

/// How often each request is drawn, and each of its parts broken.
const DRAWS: usize = 40;

/// What there is before the requests, so that no edge hides behind a 404.
const BEFORE: [&str; 6] = [
    r#"POST /tickets {"subject":"a"}"#,
    r#"POST /tickets/1/comments {"text":"a"}"#,
    r#"POST /threads {"subject":"a"}"#,
    r#"POST /threads/1/messages {"text":"a"}"#,
    r#"PUT /articles/ab {"title":"a","sections":[{"heading":"a"}]}"#,
    "POST /feedback\nContent-Type: application/x-www-form-urlencoded\n\nrating=1",
];

#[test]
fn the_desk_and_its_document_agree() {
    let loaded = counterpart_spec::load("openapi.yaml", DOCUMENT.into()).unwrap();
    let spec = Arc::new(loaded.spec);
    let schemas = Schemas::new(Arc::clone(&spec.document.value));
    let (mut valid, mut invalid, mut wrong) = (0, 0, Vec::new());
    for index in 0..spec.operations.len() {
        let contract = Contract::new(&spec, &schemas, &Outlines::default(), index);
        let mut desk = Desk::new();
        for request in requests(&contract, &schemas) {
            if request.method == http::Method::DELETE {
                desk = Desk::new();
            }
            match desk.judge(&contract, &request) {
                Ok(true) => valid += 1,
                Ok(false) => invalid += 1,
                Err(reason) => wrong.push(reason),
            }
        }
    }
    assert!(wrong.is_empty(), "{} disagreements:\n{}", wrong.len(), wrong.join("\n"));
    assert!(valid > 1000 && invalid > 1000, "only {valid} valid and {invalid} invalid requests");
}

/// Lists requests at and beyond the edges of a contract, and some between.
fn requests(contract: &Contract, schemas: &Schemas) -> Vec<Request> {
    let operation = contract.operation();
    let mut rng = Seed(1).stream(&["planted", &operation.id]);
    let mut drawn = Vec::new();
    for _ in 0..DRAWS {
        let call = request(contract, schemas, &mut rng, REFERENCE);
        drawn.push(told(contract, call.unwrap().values));
    }
    let base = drawn[0].clone();
    for parameter in &operation.parameters {
        for value in values(parameter.schema.as_ref(), schemas, &mut rng) {
            let mut values = base.clone();
            values.part_mut(parameter.location).insert(parameter.key(), value);
            drawn.push(values);
        }
    }
    let media_type = operation.body.as_ref().map(|body| &body.content[0]);
    if let Some(media_type) = media_type {
        let values = values(media_type.schema.as_ref(), schemas, &mut rng);
        drawn.extend(values.map(|body| Decoded { body: Some(body), ..base.clone() }));
    }
    let media_type = media_type.and_then(|media_type| MediaRange::parse(&media_type.range));
    // Some of what is wrong cannot be written.
    drawn.iter().filter_map(|values| contract.encode(values, media_type.as_ref()).ok()).collect()
}

/// Gives values at the edges of a schema, and values that break it.
fn values(
    schema: Option<&Pointer>,
    schemas: &Schemas,
    rng: &mut Rng,
) -> impl Iterator<Item = Value> + use<> {
    let schema: Schema = schemas.at(schema.unwrap()).unwrap();
    let edges = boundaries(&schema, Direction::Request).unwrap().map(|edge| edge.value);
    let broken: Vec<_> =
        (0..DRAWS).filter_map(|_| negative(&schema, Direction::Request, rng).ok()).collect();
    edges.chain(broken.into_iter().map(|negative| negative.value))
}

/// Puts the ids and credentials that there are into the values of a request.
fn told(contract: &Contract, mut values: Decoded) -> Decoded {
    for (name, value) in &mut values.path {
        match name.as_str() {
            "slug" => *value = json!("ab"),
            "userId" => *value = json!("20000000-0000-4000-8000-000000000001"),
            _ if value.is_number() => *value = json!(1),
            _ => {}
        }
    }
    if let Some(credentials) = &mut values.credentials {
        let is_key = contract.scheme() == Some("apikey");
        let token = if is_key { API_KEY } else { TOKENS[0] };
        token.clone_into(&mut credentials.token);
    }
    // A condition that does not hold hides what else is wrong.
    values.header.shift_remove("if-match");
    values
}

struct Desk {
    runtime: tokio::runtime::Runtime,
    router: Router,
}

impl Desk {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut desk = Self { runtime, router: router(Defects::NONE) };
        for call in BEFORE {
            let answer = desk.ask(counterpart_planted::request(call).map(Body::from));
            assert_eq!(answer.status, 201, "{call}");
        }
        desk
    }

    /// Sends a request; tells whether it was valid, or what the two do not agree on.
    fn judge(&mut self, contract: &Contract, request: &Request) -> Result<bool, String> {
        let template = contract.operation().path.split('/');
        let names = template.map(|name| name.trim_matches(['{', '}']));
        let path: Vec<_> = names.zip(request.path.split('/')).collect();
        let meant = contract.decode(request, &path);
        let target = [request.path.as_str(), request.query.as_str()].join("?");
        let mut sent = http::Request::new(Body::from(request.body.clone()));
        *sent.method_mut() = request.method.clone();
        *sent.uri_mut() = target.parse().unwrap();
        *sent.headers_mut() = request.headers.clone();
        let answer = self.ask(sent);
        let agreed = match (&meant, answer.status) {
            (Ok(_), status) => matches!(status, 200..300 | 404 | 409 | 412),
            (Err(Refusal::Invalid(_)), status) => matches!(status, 400 | 404 | 422),
            _ => false,
        };
        let breaches = contract.judge(&request.method, &answer);
        if agreed && breaches.is_empty() {
            return Ok(meant.is_ok());
        }
        let body = String::from_utf8_lossy(&request.body).into_owned();
        let answered = String::from_utf8_lossy(&answer.body).into_owned();
        let (method, status) = (&request.method, answer.status);
        Err(format!("{method} {target} {body}\n  {meant:?}\n  {status} {answered} {breaches:?}"))
    }

    fn ask(&mut self, request: http::Request<Body>) -> Response {
        self.runtime.block_on(async {
            let (parts, body) = self.router.call(request).await.unwrap().into_parts();
            let body = to_bytes(body, usize::MAX).await.unwrap();
            Response { status: parts.status.as_u16(), headers: parts.headers, body }
        })
    }
}
