//! The documented requests and responses keep the documents: `fixtures/documented`.

use std::sync::Arc;

use counterpart_exchange::{Contract, Request, Route, Router};
use counterpart_schema::{Direction, Outlines, Schemas};
use counterpart_spec::Spec;
use serde_json::Value;

use crate::support::{files, read};

#[test]
fn documented_requests_keep_the_contract() {
    let fixtures = files("fixtures/documented", ".request.json");
    assert_eq!(fixtures.len(), 25);
    for path in fixtures {
        let api = Api::of(&path);
        let fixture = json(&path);
        let request = request(&fixture);
        let (index, path_parameters) = api.route(&request);
        let contract = Contract::new(&api.spec, &api.schemas, &Outlines::default(), index);
        let decoded = contract.decode(&request, &path_parameters);
        let decoded = decoded.unwrap_or_else(|refusal| panic!("{path}: {refusal:?}"));
        assert_eq!(decoded.body.unwrap_or_default(), fixture["body"], "{path}");
        assert_eq!(contract.operation().id, operation_of(&path), "{path}");
    }
}

#[test]
fn documented_responses_keep_the_contract() {
    let fixtures = files("fixtures/documented", ".response.json");
    assert_eq!(fixtures.len(), 20);
    for path in fixtures {
        let api = Api::of(&path);
        let fixture = json(&path);
        let id = operation_of(&path);
        let operation = api.spec.operations.iter().find(|operation| operation.id == id).unwrap();
        let status = u16::try_from(fixture["status"].as_u64().unwrap()).unwrap();
        let media_type = &operation.response(status).unwrap().content[0];
        let schema = api.schemas.at(media_type.schema.as_ref().unwrap()).unwrap();
        let violations = schema.violations(Direction::Response, &fixture["body"]);
        assert!(violations.is_empty(), "{path}: {violations:#?}");
        let documented = media_type.examples.iter().any(|e| e.value == fixture["body"]);
        assert!(documented, "{path}: the example is not in the document");
    }
}

#[test]
fn explanations_are_discrepancies_of_the_document() {
    let mut explained = 0;
    for path in files("fixtures/documented", ".json") {
        let document = Api::of(&path).spec.document.value.to_string();
        for id in json(&path)["explained_by"].as_array().into_iter().flatten() {
            let id = format!("\"id\":\"{}\"", id.as_str().unwrap());
            assert!(document.contains(&id), "{path}: {id} is not in the document");
            explained += 1;
        }
    }
    assert!(explained > 0, "some documented examples break their own tables");
}

struct Api {
    spec: Arc<Spec>,
    router: Router,
    schemas: Schemas,
}

impl Api {
    fn of(fixture: &str) -> Self {
        let name = fixture.split('/').nth(2).unwrap();
        let document = format!("openapi/{name}.yaml");
        let loaded = counterpart_spec::load(&document, read(&document).into()).unwrap();
        let spec = Arc::new(loaded.spec);
        let schemas = Schemas::new(Arc::clone(&spec.document.value));
        Self { router: Router::new(&spec).0, schemas, spec }
    }

    fn route<'r>(&'r self, request: &'r Request) -> (usize, Vec<(&'r str, &'r str)>) {
        let path = request.path.strip_prefix(&self.spec.base_path).unwrap();
        match self.router.find(&request.method, path, &request.query) {
            Route::Operation { index, path } => (index, path),
            nowhere => panic!("{} {}: {nowhere:?}", request.method, request.path),
        }
    }
}

fn operation_of(path: &str) -> &str {
    path.split('/').nth(3).unwrap()
}

fn json(path: &str) -> Value {
    serde_json::from_str(&read(path)).unwrap()
}

/// Rebuilds the request; the rows of parameter tables give no credentials, so they get some.
fn request(fixture: &Value) -> Request {
    let text = |key: &str| fixture[key].as_str().unwrap_or_default().to_owned();
    let mut request = Request {
        method: text("method").parse().unwrap(),
        path: text("path"),
        query: query(fixture),
        ..Request::default()
    };
    for (name, value) in fixture["headers"].as_object().unwrap() {
        let name: http::HeaderName = name.parse().unwrap();
        request.headers.insert(name, value.as_str().unwrap().parse().unwrap());
    }
    if fixture.get("derived_from").is_some() {
        request.headers.insert("authorization", "Bearer some-token".parse().unwrap());
    }
    request.body = match (&fixture["body_raw"], &fixture["body"]) {
        (Value::String(raw), _) => raw.clone().into(),
        (_, Value::Null) => String::new().into(),
        (_, body) => body.to_string().into(),
    };
    request
}

fn query(fixture: &Value) -> String {
    let pairs = fixture["query"].as_object().into_iter().flatten();
    let pairs: Vec<_> =
        pairs.map(|(key, value)| format!("{key}={}", value.as_str().unwrap())).collect();
    pairs.join("&")
}
