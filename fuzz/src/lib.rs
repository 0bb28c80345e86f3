//! What is fuzzed: each entry takes any bytes, and must end without a panic, in bounded time.
//!
//! `tests/it/fuzz.rs` runs the same entries on a fixed series of inputs.

use std::sync::{Arc, LazyLock};

use counterpart_exchange::{Contract, Request, Route, Router};
use counterpart_generate::{REFERENCE, Seed, sample};
use counterpart_schema::{Direction, Outlines, Schemas};
use counterpart_spec::{Diagnostic, Pointer, Spec, load};
use http::{HeaderName, HeaderValue, Method};
use serde_json::json;

/// Reads a document, and finds the places of what is odd about it.
pub fn document(bytes: &[u8]) {
    let diagnostics = match load("fuzz", bytes.to_vec()) {
        Ok(loaded) => loaded.diagnostics,
        Err(refusal) => vec![*refusal],
    };
    Diagnostic::locate(&diagnostics);
    for diagnostic in diagnostics {
        let told = diagnostic.to_string();
        assert!(told.contains(diagnostic.code));
    }
}

/// Compiles a regular expression, and makes a text that matches it.
pub fn pattern(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let document = json!({ "type": "string", "pattern": text });
    let schemas = Schemas::new(Arc::new(document));
    let Ok(schema) = schemas.at(&Pointer::root()) else { return };
    let _ = schema.faults();
    let _ = schema.is_valid(Direction::Request, &json!(text));
    if let Ok(value) =
        sample(&schema, Direction::Request, &mut Seed(1).stream(&["fuzz"]), REFERENCE)
    {
        assert!(schema.is_valid(Direction::Request, &value));
    }
}

/// Sends the lines of a text as path, query, headers and body to operations with parameters in every style.
pub fn parameter(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.splitn(5, '\n');
    let mut line = || lines.next().unwrap_or_default();
    let (path, query, header, media_type, body) = (line(), line(), line(), line(), line());
    let mut request = Request {
        method: Method::POST,
        path: format!("/{path}"),
        query: query.to_owned(),
        body: body.to_owned().into(),
        ..Request::default()
    };
    for (name, value) in [("h", header), ("cookie", header), ("content-type", media_type)] {
        if let Ok(value) = HeaderValue::from_str(value) {
            request.headers.insert(HeaderName::from_static(name), value);
        }
    }
    let Api { router, contracts, .. } = &*API;
    if let Route::Operation { index, path } = router.find(&request.method, &request.path, query) {
        let _ = contracts[index].decode(&request, &path);
    }
}

/// An API with parameters in every style and bodies of every kind.
struct Api {
    router: Router,
    contracts: Vec<Contract>,
}

static API: LazyLock<Api> = LazyLock::new(|| {
    let loaded = load("fuzz.yaml", include_bytes!("api.yaml").to_vec());
    let spec: Arc<Spec> = Arc::new(loaded.expect("the document is ours").spec);
    let schemas = Schemas::new(Arc::clone(&spec.document.value));
    let (router, _) = Router::new(&spec);
    let outlines = Outlines::default();
    let operations = 0..spec.operations.len();
    let contracts =
        operations.map(|index| Contract::new(&spec, &schemas, &outlines, index)).collect();
    Api { router, contracts }
});
