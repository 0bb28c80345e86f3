//! What a message breaks, as the clients of a proxy are told of it.

use std::fmt::Write;

use counterpart_exchange::{Refusal, Site, Violation};
use http::HeaderValue;
use serde_json::{Value, json};

/// Violations that one header tells of, at most.
const MAX_TOLD: usize = 50;

/// Bytes of one header, at most: many servers and proxies refuse larger ones.
const MAX_BYTES: usize = 6 * 1024;

/// One rule that a message breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Breach {
    /// Which message, and where in it: `["request", "body", "name"]`.
    location: Vec<String>,
    code: String,
    message: String,
    /// What the log says: no values.
    pub(crate) unquoted: String,
    /// What it is, where it is about one part of a message.
    pub(crate) violation: Option<Violation>,
}

impl Breach {
    /// Says that a request is refused.
    pub(crate) fn of_request(refusal: &Refusal) -> Vec<Self> {
        let whole = |code: &str, at: &[&str], detail: &str| {
            let location = ["request"].iter().chain(at).map(|&part| part.to_owned()).collect();
            let (code, message) = (code.to_owned(), detail.to_owned());
            vec![Self { location, code, unquoted: message.clone(), message, violation: None }]
        };
        match refusal {
            Refusal::Unauthorized { detail, .. } => whole("unauthorized", &[], detail),
            Refusal::MediaType { detail } => {
                whole("media_type", &["header", "content-type"], detail)
            }
            Refusal::NotAcceptable { detail } => {
                whole("not_acceptable", &["header", "accept"], detail)
            }
            Refusal::Invalid(violations) => {
                violations.iter().map(|violation| Self::of("request", violation)).collect()
            }
        }
    }

    /// Says what a response breaks.
    pub(crate) fn of_response(violations: &[Violation]) -> Vec<Self> {
        violations.iter().map(|violation| Self::of("response", violation)).collect()
    }

    /// Says that a message as a whole is not what is expected.
    pub(crate) fn whole(message: &str, code: &str, detail: String) -> Self {
        let location = vec![message.to_owned()];
        let unquoted = detail.clone();
        Self { location, code: code.to_owned(), unquoted, message: detail, violation: None }
    }

    fn of(message: &str, violation: &Violation) -> Self {
        let site: Vec<String> = match &violation.site {
            Site::Parameter(location, name) => vec![location.as_str().to_owned(), name.clone()],
            Site::Header(name) => vec!["header".to_owned(), name.clone()],
            Site::Body => vec!["body".to_owned()],
            Site::Status => Vec::new(),
        };
        let inside = violation.pointer.tokens().map(std::borrow::Cow::into_owned);
        Self {
            location: [message.to_owned()].into_iter().chain(site).chain(inside).collect(),
            code: violation.keyword.clone(),
            message: violation.message.clone(),
            unquoted: format!("{message} {}", violation.unquoted()),
            violation: Some(violation.clone()),
        }
    }

    fn json(&self) -> Value {
        let Self { location, code, message, .. } = self;
        json!({ "location": location, "severity": "Error", "code": code, "message": message })
    }

    /// Writes some as a JSON array.
    pub(crate) fn array(breaches: &[Self]) -> Value {
        breaches.iter().take(MAX_TOLD).map(Self::json).collect()
    }

    /// Writes some as a header: as many as fit, other characters than ASCII's escaped.
    pub(crate) fn header(breaches: &[Self]) -> Option<HeaderValue> {
        let mut text = String::from("[");
        for breach in breaches.iter().take(MAX_TOLD) {
            let one = ascii(&breach.json().to_string());
            if text.len() + one.len() > MAX_BYTES {
                break;
            }
            if text.len() > 1 {
                text.push(',');
            }
            text += &one;
        }
        text.push(']');
        HeaderValue::try_from(text).ok()
    }
}

/// Escapes what is not ASCII, as JSON allows it (RFC 8259 §7).
fn ascii(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() && !c.is_ascii_control() {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a string never fails.
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_ascii_and_not_too_long() {
        let breach = |text: &str| Breach::whole("request", "x", text.to_owned());
        let header = Breach::header(&[breach("ä😀\u{7f}")]).unwrap();
        assert_eq!(
            header,
            r#"[{"location":["request"],"severity":"Error","code":"x","message":"\u00e4\ud83d\ude00\u007f"}]"#
        );
        let many = vec![breach(&"x".repeat(1000)); 60];
        let header = Breach::header(&many).unwrap();
        let read: Vec<Value> = serde_json::from_slice(header.as_bytes()).unwrap();
        assert_eq!(read.len(), 5);
    }
}
