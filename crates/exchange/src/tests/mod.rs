//! What the wire means, as tables: one operation, many requests.

use std::sync::Arc;

use counterpart_schema::{Outlines, Schemas};
use counterpart_spec::{Severity, Spec};

mod bodies;
mod parameters;
mod requests;
mod responses;
mod round_trip;

use crate::{Contract, Decoded, Refusal, Request, Route, Router};

fn spec(operation: &str) -> Arc<Spec> {
    let head = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n";
    let text = format!("{head}paths:\n  /t/{{id}}:\n    post:\n{operation}\n");
    let loaded = counterpart_spec::load("t.yaml", text.into()).unwrap();
    let errors = loaded.diagnostics.iter().filter(|d| d.severity == Severity::Error);
    assert_eq!(errors.map(ToString::to_string).collect::<Vec<_>>(), [""; 0]);
    Arc::new(loaded.spec)
}

/// Decodes a request for `/t/{id}`: the target, headers, an empty line, the body.
fn decode(operation: &str, request: &str) -> Result<Decoded, Refusal> {
    let spec = spec(operation);
    let schemas = Schemas::new(Arc::clone(&spec.document.value));
    let contract = Contract::new(&spec, &schemas, &Outlines::default(), 0);
    let (head, body) = request.split_once("\n\n").unwrap_or((request, ""));
    let mut lines = head.lines();
    let target = lines.next().unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut request = Request {
        method: http::Method::POST,
        path: path.to_owned(),
        query: query.to_owned(),
        body: body.to_owned().into(),
        ..Request::default()
    };
    for line in lines {
        let (name, value) = line.split_once(": ").unwrap();
        let name: http::HeaderName = name.parse().unwrap();
        request.headers.append(name, value.parse().unwrap());
    }
    let router = Router::new(&spec).0;
    let Route::Operation { path, .. } = router.find(&request.method, &request.path, &request.query)
    else {
        panic!("no route for {target}")
    };
    contract.decode(&request, &path)
}
