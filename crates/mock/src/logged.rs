//! Entries of the request log as they are shown.

use std::collections::BTreeMap;

use counterpart_exchange::Violation;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// One request of the log, with what it got.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct LoggedRequest {
    /// Its number in the scope, from 1.
    pub id: u64,
    /// When it came, by the mock's clock.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// The method.
    pub method: String,
    /// The path, as it was sent.
    pub path: String,
    /// The query string without its `?`, as it was sent; API keys are masked.
    pub query: String,
    /// The headers by name in lower case; credentials are masked.
    pub headers: BTreeMap<String, String>,
    /// The body as text, cut after 64 KiB.
    pub body: String,
    /// The scope; left out for the one without a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub scope: Option<String>,
    /// The operation that the request was for, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub operation: Option<LoggedOperation>,
    /// The status of the answer.
    pub status: u16,
    /// The headers of the answer by name in lower case; cookies are masked.
    pub answer_headers: BTreeMap<String, String>,
    /// The body of the answer as text, cut after 64 KiB.
    pub answer_body: String,
    /// How long it took to find the answer, in milliseconds, without delays that were asked for.
    pub milliseconds: f64,
    /// Why the request was refused, as a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub reason: Option<String>,
    /// What of the document the request breaks.
    pub violations: Vec<LoggedViolation>,
}

/// The operation that a request was for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LoggedOperation {
    /// The title of its document.
    pub document: String,
    /// `operationId`, or method and path.
    pub id: String,
    /// The method and the path template.
    pub template: String,
}

/// A part of a request that breaks the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LoggedViolation {
    /// `query parameter limit`, or `body`.
    pub part: String,
    /// Where in the part's value, as a JSON Pointer (RFC 6901).
    pub pointer: String,
    /// The keyword that is broken.
    pub keyword: String,
    /// What is wrong.
    pub message: String,
}

impl From<&Violation> for LoggedViolation {
    fn from(violation: &Violation) -> Self {
        Self {
            part: violation.site.to_string(),
            pointer: violation.pointer.as_str().to_owned(),
            keyword: violation.keyword.clone(),
            message: violation.message.clone(),
        }
    }
}
