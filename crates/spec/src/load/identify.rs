//! What a text is, before it is read as an OpenAPI document.

use std::sync::Arc;

use serde_json::Value;

use crate::lower::Version;
use crate::source::Read;
use crate::{Diagnostic, Pointer};

/// Finds the version of OpenAPI that a document is written in.
///
/// # Errors
/// What is no OpenAPI document (`E0003`), and where that shows; or a version that is not read (`E0004`).
pub(super) fn identify(read: &Read) -> Result<Version, Box<Diagnostic>> {
    let value = &read.value;
    let refuse = |code, message: String, help: &str, key: &str| {
        let at = if key.is_empty() { Pointer::root() } else { Pointer::root().join(key) };
        let error = Diagnostic::error(code, message).help(help);
        Err(Box::new(error.at_source(Arc::clone(&read.source), at)))
    };
    let start = "an OpenAPI document starts with a version, such as `openapi: 3.1.0`";
    let Value::Object(root) = value else {
        let what = match value {
            Value::Null => "nothing",
            Value::Array(_) => "a list",
            _ => "a single value",
        };
        return refuse("E0003", format!("this is no OpenAPI document, but {what}"), start, "");
    };
    let Some((key, said)) = root.get_key_value("openapi").or_else(|| root.get_key_value("swagger"))
    else {
        if root.contains_key("swaggerVersion") {
            let help = "only OpenAPI 2.0 (Swagger 2.0) and later are; convert the document first";
            let message = "Swagger 1 is not read".to_owned();
            return refuse("E0004", message, help, "swaggerVersion");
        }
        let (what, key) = other(value);
        return refuse("E0003", format!("this is no OpenAPI document{what}"), start, key);
    };
    let version = match Version::parse(said) {
        Ok(version) => version,
        Err(message) => {
            let help = "2.0, 3.0, 3.1 and 3.2 are read: `swagger: '2.0'`, `openapi: 3.1.0`";
            return refuse("E0004", message, help, key);
        }
    };
    match root.get("paths") {
        Some(paths) if !paths.is_object() && !paths.is_null() => {
            let help = "each path is a key: `/pets: {get: …}`";
            refuse("E0003", "`paths` is no object".to_owned(), help, "paths")
        }
        _ => Ok(version),
    }
}

/// Names what else a document is, and the key that shows it.
fn other(value: &Value) -> (&'static str, &'static str) {
    let schema = value.pointer("/info/schema").and_then(Value::as_str).unwrap_or_default();
    if value.get("asyncapi").is_some() {
        (", but an AsyncAPI one", "asyncapi")
    } else if value.get("overlay").is_some() {
        (", but an Overlay; give it beside the document, with `--overlay`", "overlay")
    } else if value.get("arazzo").is_some() {
        (", but an Arazzo description", "arazzo")
    } else if schema.contains("postman") || value.pointer("/info/_postman_id").is_some() {
        (", but a Postman collection; export it as OpenAPI", "info")
    } else if value.get("log").is_some_and(|log| log.get("entries").is_some()) {
        (", but an HTTP archive (HAR)", "log")
    } else {
        (": it has no `openapi` key", "")
    }
}
