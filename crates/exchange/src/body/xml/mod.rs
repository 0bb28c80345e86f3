//! XML by the `xml` objects of schemas (OpenAPI "XML Object"): elements, attributes, wrapped lists, text.
//!
//! Namespaces are written as declared and not looked at when read: their prefixes are the sender's choice.

mod names;
mod read;
mod tree;
mod write;

use std::sync::Arc;

use counterpart_schema::Outline;
use serde_json::Value;

/// No document of an API nests deeper, and every level is a call.
const MAX_DEPTH: usize = 64;

pub(super) fn decode(outline: Option<&Arc<Outline>>, text: &str) -> Result<Value, String> {
    let root = tree::parse(text)?;
    Ok(read::value(outline, &root))
}

pub(super) fn encode(outline: Option<&Arc<Outline>>, value: &Value) -> Result<String, String> {
    let mut out = String::new();
    write::root(outline, value, &mut out)?;
    Ok(out)
}
