//! Problem details (RFC 9457): how the server words what no document words.

use counterpart_state::Answer;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, StatusCode};
use serde::Serialize;

/// Says what is wrong with a request to the server itself.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Problem {
    /// The kind of problem; `about:blank`, as the status says it.
    r#type: &'static str,
    /// The status in words.
    title: &'static str,
    status: u16,
    /// What is wrong and what to do, as a sentence.
    detail: String,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        let title = status.canonical_reason().unwrap_or_default();
        Self { r#type: "about:blank", title, status: status.as_u16(), detail: detail.into() }
    }
}

impl From<Problem> for Answer {
    fn from(problem: Problem) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        Self {
            status: problem.status,
            headers,
            body: serde_json::to_vec(&problem).unwrap_or_default().into(),
            reason: Some(problem.detail),
            ..Self::default()
        }
    }
}
