//! The indexed document: what the other crates walk instead of the raw tree.

mod content;
mod operation;
mod parameter;
mod response;
mod security;
mod template;

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use crate::{Document, Pointer};

pub use content::{Encoding, Example, MediaType, RequestBody};
pub use operation::Operation;
pub use parameter::{Location, Parameter, Style};
pub use response::{Link, Response, StatusKey, has_no_content};
pub use security::{OAuthFlow, SecurityScheme};
pub use template::{Piece, Template};

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
    /// The operations that the API calls at its subscribers; the path is the webhook's name.
    pub webhooks: Vec<Operation>,
    /// `components.securitySchemes` by name.
    pub security_schemes: IndexMap<String, SecurityScheme>,
}

impl Spec {
    /// Resolves a pointer in the document.
    pub fn value(&self, pointer: &Pointer) -> Option<&Value> {
        pointer.resolve(&self.document.value)
    }
}
