//! What bodies hold.

use indexmap::IndexMap;
use serde_json::Value;

use super::{Parameter, Style};
use crate::Pointer;

/// A request body (OpenAPI "Request Body Object").
#[derive(Debug)]
pub struct RequestBody {
    /// Whether a request must have one.
    pub required: bool,
    /// The media types it may have.
    pub content: Vec<MediaType>,
}

/// A media type or range with what it carries (OpenAPI "Media Type Object").
#[derive(Debug, Clone)]
pub struct MediaType {
    /// `application/json`, `text/*`, `*/*`; parameters as written.
    pub range: String,
    /// The schema of the decoded content.
    pub schema: Option<Pointer>,
    /// The schema of each item, where the content is a sequence (OpenAPI 3.2).
    pub item_schema: Option<Pointer>,
    /// The examples, in document order.
    pub examples: Vec<Example>,
    /// How the fields of a form are written, by name.
    pub encoding: IndexMap<String, Encoding>,
}

/// How one field of a form is written (OpenAPI "Encoding Object").
#[derive(Debug, Clone)]
pub struct Encoding {
    /// The media types it may have, the first preferred; empty when the field's type decides.
    pub content_types: Vec<String>,
    /// The style with its `explode`, where the document asks for one.
    pub style: Option<(Style, bool)>,
    /// Whether reserved characters (RFC 3986 §2.2) are written as they are.
    pub allow_reserved: bool,
    /// The headers of its part.
    pub headers: Vec<Parameter>,
}

/// A documented example of a body or parameter.
#[derive(Debug, Clone)]
pub struct Example {
    /// Its name; empty for the one unnamed example.
    pub name: String,
    /// The value, decoded.
    pub value: Value,
}
