//! Problem details (RFC 9457): how the server words what no document words.

use axum::response::{IntoResponse, Response};
use counterpart_state::Answer;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, StatusCode};
use serde::Serialize;
use utoipa::ToSchema;

use crate::LoggedViolation;

/// Says what is wrong with a request to the server itself.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// The kind of problem; `about:blank`, as the status says it.
    #[schema(value_type = String)]
    r#type: &'static str,
    /// The status in words.
    #[schema(value_type = String)]
    title: &'static str,
    status: u16,
    /// What is wrong and what to do, as a sentence.
    detail: String,
    /// What breaks a schema, where that is the problem.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<LoggedViolation>,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        let title = status.canonical_reason().unwrap_or_default();
        Self {
            r#type: "about:blank",
            title,
            status: status.as_u16(),
            detail: detail.into(),
            errors: Vec::new(),
        }
    }

    /// Gives what is wrong and what to do.
    pub(crate) fn detail(&self) -> &str {
        &self.detail
    }

    /// Adds what breaks a schema.
    pub(crate) fn with_errors(self, errors: Vec<LoggedViolation>) -> Self {
        Self { errors, ..self }
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

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Answer { status, headers, body, .. } = self.into();
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, headers, body).into_response()
    }
}
