//! Responses and what follows from them.

use indexmap::IndexMap;
use serde_json::Value;

use super::{MediaType, Parameter};
use crate::Pointer;

/// One response of an operation.
#[derive(Debug)]
pub struct Response {
    /// The status it is declared for.
    pub status: StatusKey,
    /// Where it is declared.
    pub pointer: Pointer,
    /// What it means, or empty.
    pub description: String,
    /// The headers it has.
    pub headers: Vec<Parameter>,
    /// The media types it may have.
    pub content: Vec<MediaType>,
    /// The operations that its values lead to.
    pub links: Vec<Link>,
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

/// Tells whether a status carries nothing, whatever is declared (RFC 9110 §6.4.1).
pub fn has_no_content(status: u16) -> bool {
    status < 200 || matches!(status, 204 | 205 | 304)
}

/// An operation that a response's values lead to (OpenAPI "Link Object").
#[derive(Debug, Clone)]
pub struct Link {
    /// Its name.
    pub name: String,
    /// The `operationId` of the operation.
    pub operation_id: Option<String>,
    /// The reference to the operation.
    pub operation_ref: Option<String>,
    /// Constants and runtime expressions by parameter, `name` or `location.name`.
    pub parameters: IndexMap<String, Value>,
    /// The body, a constant or a runtime expression.
    pub request_body: Option<Value>,
}
