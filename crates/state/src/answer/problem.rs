//! Problem details (RFC 9457): refusals that the document has no words for.

use counterpart_exchange::{Site, Violation};
use http::HeaderValue;
use serde_json::{Value, json};

use super::{Answer, Body, Refuse};

/// The media type of problem details.
pub(super) const MEDIA_TYPE: &str = "application/problem+json";

impl Answer {
    /// Answers with problem details.
    pub(crate) fn problem(refusal: &Refuse, status: u16) -> Self {
        let answer = Self::with(status, Some(body(refusal, status)));
        Self { reason: Some(refusal.detail.clone()), ..answer }
    }
}

/// Writes what is wrong.
pub(super) fn body(refusal: &Refuse, status: u16) -> Body {
    let media_type = HeaderValue::from_static(MEDIA_TYPE);
    Body { media_type, bytes: details(refusal, status).to_string().into() }
}

/// Says what is wrong.
pub(super) fn details(refusal: &Refuse, status: u16) -> Value {
    let mut body = json!({
        "type": "about:blank",
        "title": refusal.kind.title(),
        "status": status,
        "detail": refusal.detail,
    });
    if !refusal.violations.is_empty() {
        body["errors"] = refusal.violations.iter().map(violation).collect();
    }
    body
}

/// Says what one violation is.
pub(super) fn violation(violation: &Violation) -> Value {
    let mut out = json!({
        "in": "body",
        "pointer": violation.pointer.as_str(),
        "keyword": violation.keyword,
        "message": violation.message,
    });
    if let Site::Parameter(location, name) = &violation.site {
        out["in"] = location.as_str().into();
        out["name"] = name.as_str().into();
    }
    out
}
