//! The two ways a value travels, and what they do to `required`.

use counterpart_spec::Pointer;
use serde_json::Value;

use crate::parts::{Follow, parts};

/// Which way a value travels: a read-only property need not be in a request, a write-only one not in a response ([OpenAPI 3.1 §4.8.24](https://spec.openapis.org/oas/v3.1.1.html#schema-object)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From the client to the server.
    Request,
    /// From the server to the client.
    Response,
}

impl Direction {
    /// Names the annotation that makes a property optional in this direction.
    pub(crate) fn flag(self) -> &'static str {
        match self {
            Self::Request => "readOnly",
            Self::Response => "writeOnly",
        }
    }
}

/// Names the properties of a schema that are flagged: on themselves, through their `$ref`, or in an `allOf` branch.
pub(crate) fn flagged(document: &Value, pointer: &Pointer, flag: &str) -> Vec<String> {
    let mut names = Vec::new();
    for part in parts(document, pointer, Follow::Always) {
        let Some(Value::Object(properties)) = part.source.get("properties") else { continue };
        let base = part.pointer.join("properties");
        names.extend(
            properties.keys().filter(|name| has(document, &base.join(name), flag)).cloned(),
        );
    }
    names
}

fn has(document: &Value, property: &Pointer, flag: &str) -> bool {
    parts(document, property, Follow::Always)
        .iter()
        .any(|part| part.source.get(flag) == Some(&Value::Bool(true)))
}
