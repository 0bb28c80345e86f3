//! The indexed document: what the other crates walk instead of the raw tree.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use crate::{Document, Pointer};

/// An OpenAPI document, indexed; schemas are named by pointer into [`Document::value`].
#[derive(Debug)]
pub struct Spec {
    /// The tree it was read from.
    pub document: Arc<Document>,
    /// `info.title`, or the name of the source.
    pub title: String,
    /// `info.version`, or empty.
    pub version: String,
    /// The path of the first server, without a trailing slash: `/api`, or empty.
    pub base_path: String,
    /// The operations in document order.
    pub operations: Vec<Operation>,
    /// `components.securitySchemes` by name.
    pub security_schemes: IndexMap<String, SecurityScheme>,
}

/// One method on one path template (OpenAPI "Operation Object").
#[derive(Debug)]
pub struct Operation {
    /// `operationId`, or `GET /path`.
    pub id: String,
    /// The method in upper case.
    pub method: String,
    /// The path template, without the base path.
    pub path: String,
    /// Where the operation stands.
    pub pointer: Pointer,
    /// The parameters of the path item and the operation; the operation's win.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<RequestBody>,
    /// The responses in document order.
    pub responses: Vec<Response>,
    /// Alternatives, each a list of security schemes that must all be met; empty when anyone may call.
    pub security: Vec<Vec<String>>,
}

/// Where a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// In the path template.
    Path,
    /// In the query string.
    Query,
    /// In a header.
    Header,
    /// In the `Cookie` header.
    Cookie,
}

impl Location {
    /// Names the location as the document does.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// How a parameter's value is written (OpenAPI "Style Values").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `a,b` (path and header).
    Simple,
    /// `n=a&n=b` or `n=a,b` (query and cookie).
    Form,
    /// `n[key]=a` (query).
    DeepObject,
}

/// One parameter (OpenAPI "Parameter Object").
#[derive(Debug, Clone)]
pub struct Parameter {
    /// The name; headers compare without case.
    pub name: String,
    /// Where it travels.
    pub location: Location,
    /// Whether a request must have it.
    pub required: bool,
    /// How it is written.
    pub style: Style,
    /// Whether arrays and objects are spread over several pairs.
    pub explode: bool,
    /// Its schema.
    pub schema: Option<Pointer>,
}

/// A request body (OpenAPI "Request Body Object").
#[derive(Debug)]
pub struct RequestBody {
    /// Whether a request must have one.
    pub required: bool,
    /// The media types it may have.
    pub content: Vec<MediaType>,
}

/// A media type or range with what it carries (OpenAPI "Media Type Object").
#[derive(Debug)]
pub struct MediaType {
    /// `application/json`, `text/*`, `*/*`.
    pub range: String,
    /// The schema of the decoded content.
    pub schema: Option<Pointer>,
    /// The examples, in document order.
    pub examples: Vec<Example>,
}

/// A documented example of a body.
#[derive(Debug)]
pub struct Example {
    /// Its name; empty for the one unnamed example.
    pub name: String,
    /// The body, decoded.
    pub value: Value,
}

/// One response of an operation.
#[derive(Debug)]
pub struct Response {
    /// The status it is declared for.
    pub status: StatusKey,
    /// The media types it may have.
    pub content: Vec<MediaType>,
}

/// The status that a response is declared for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusKey {
    /// One status.
    Code(u16),
    /// A class: `2XX` is 2.
    Class(u16),
    /// Every status that has no other response.
    Default,
}

/// How an API knows its callers (OpenAPI "Security Scheme Object").
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecurityScheme {
    /// A key in a header, the query or a cookie.
    ApiKey {
        /// Where the key travels.
        location: Location,
        /// The name of the header, parameter or cookie.
        name: String,
    },
    /// An `Authorization` header with this scheme, in lower case: `basic`, `bearer`.
    Http {
        /// The scheme of RFC 9110 §11.1.
        scheme: String,
    },
    /// Another kind; its tokens travel as bearer tokens (RFC 6750).
    Token,
}

impl Operation {
    /// Finds the response that stands for a status: its own, its class's, or the default.
    pub fn response(&self, status: u16) -> Option<&Response> {
        [StatusKey::Code(status), StatusKey::Class(status / 100), StatusKey::Default]
            .iter()
            .find_map(|key| self.responses.iter().find(|response| response.status == *key))
    }
}

impl Spec {
    /// Resolves a pointer in the document.
    pub fn value(&self, pointer: &Pointer) -> Option<&Value> {
        pointer.resolve(&self.document.value)
    }
}
