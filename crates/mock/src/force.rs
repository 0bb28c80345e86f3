//! An answer that is forced on requests, whatever their operation would answer.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::time::Duration;

use bytes::Bytes;
use counterpart_exchange::Request;
use counterpart_state::Answer;
use http::header::{
    CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, TE, TRAILER,
    TRANSFER_ENCODING, UPGRADE,
};
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// Longer delays are mistakes: clients have given up before.
const MAX_DELAY: u64 = 600_000;

/// Headers that say where an answer ends and what becomes of its connection: the server's own (RFC 9112 §6, RFC 9110 §7.6.1).
const FRAMING: [HeaderName; 8] = [
    CONNECTION,
    CONTENT_LENGTH,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
];

/// What a text or a value takes besides its bytes: its node, and its place among others.
const ENTRY: usize = 64;

/// What the next matching requests get: an answer, or a preference for one of the document's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Force {
    /// The operation that is meant: its `operationId`, or its method and path such as `GET /pets/{id}`; else any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    operation: Option<String>,
    /// The method of the requests that are meant; else any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    method: Option<String>,
    /// The path of the requests that are meant, as it is sent; else any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    path: Option<String>,
    /// How many requests get it.
    #[serde(default = "once")]
    #[schema(minimum = 1)]
    pub(crate) times: u32,
    /// The status of the answer; 200 where only a body or headers are given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 200, maximum = 599)]
    status: Option<u16>,
    /// The headers of the answer.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    headers: BTreeMap<String, String>,
    /// The body of the answer: any JSON; a string with another `content-type` among the headers is written as it is.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    body: Option<Value>,
    /// Instead of an answer, what the requests prefer, as the header `Prefer` says it: `code=503`, `example=empty`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    prefer: Option<String>,
    /// How long the answer is held back, in milliseconds.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[schema(maximum = 600_000)]
    delay: u64,
    /// Whether a request that breaks the document is refused as ever, and does not count.
    #[serde(default = "yes")]
    validate: bool,
}

fn once() -> u32 {
    1
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(delay: &u64) -> bool {
    *delay == 0
}

/// Tells `null`, which is a body, from no body.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl Default for Force {
    fn default() -> Self {
        Self {
            operation: None,
            method: None,
            path: None,
            times: 1,
            status: None,
            headers: BTreeMap::new(),
            body: None,
            prefer: None,
            delay: 0,
            validate: true,
        }
    }
}

impl Force {
    /// Means the next request, whatever it is.
    pub fn next() -> Self {
        Self::default()
    }

    /// Means the next request for an operation: its `operationId`, or its method and path such as `GET /pets/{id}`.
    pub fn operation(operation: impl Into<String>) -> Self {
        Self { operation: Some(operation.into()), ..Self::default() }
    }

    /// Means the next request with a method and a path, as it is sent.
    pub fn request(method: impl Into<String>, path: impl Into<String>) -> Self {
        Self { method: Some(method.into()), path: Some(path.into()), ..Self::default() }
    }

    /// Says how many requests get it.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times, ..self }
    }

    /// Says the status.
    #[must_use]
    pub fn status(self, status: u16) -> Self {
        Self { status: Some(status), ..self }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.insert(name.into(), value.into());
        self
    }

    /// Says the body.
    #[must_use]
    pub fn body(self, body: Value) -> Self {
        Self { body: Some(body), ..self }
    }

    /// Says what the requests prefer, instead of an answer.
    #[must_use]
    pub fn prefer(self, prefer: impl Into<String>) -> Self {
        Self { prefer: Some(prefer.into()), ..self }
    }

    /// Holds the answer back, to the millisecond.
    #[must_use]
    pub fn delay(self, delay: Duration) -> Self {
        Self { delay: u64::try_from(delay.as_millis()).unwrap_or(u64::MAX), ..self }
    }

    /// Gives it to requests that break the document, too.
    #[must_use]
    pub fn unvalidated(self) -> Self {
        Self { validate: false, ..self }
    }

    /// Names the operation that is meant, if one is.
    pub(crate) fn wanted_operation(&self) -> Option<&str> {
        self.operation.as_deref()
    }

    /// Gives a request that is meant, if its method and path are said.
    pub(crate) fn wanted_request(&self) -> Option<Request> {
        let method = self.method.as_ref()?.to_ascii_uppercase().parse().ok()?;
        Some(Request { method, path: self.path.clone()?, ..Request::default() })
    }

    /// Gives the preference that stands in the place of an answer.
    pub(crate) fn preference(&self) -> Option<&str> {
        self.prefer.as_deref()
    }

    pub(crate) fn validates(&self) -> bool {
        self.validate
    }

    pub(crate) fn held_back(&self) -> Duration {
        Duration::from_millis(self.delay)
    }

    /// Estimates how many bytes of memory it takes.
    pub(crate) fn weight(&self) -> usize {
        let texts = [&self.operation, &self.method, &self.path, &self.prefer].into_iter().flatten();
        let texts = texts.chain(self.headers.iter().flat_map(|(name, value)| [name, value]));
        let texts = texts.map(|text| ENTRY + text.len()).sum::<usize>();
        size_of::<Self>() + texts + self.body.as_ref().map_or(0, weight)
    }

    /// Says what makes no sense.
    pub(crate) fn fault(&self) -> Option<String> {
        let answers = self.status.is_some() || self.body.is_some() || !self.headers.is_empty();
        let bad_header = self.headers.iter().find(|(name, value)| {
            HeaderName::from_str(name).is_err() || HeaderValue::from_str(value).is_err()
        });
        if self.prefer.is_some() && answers {
            return Some("either `prefer` or `status`, `headers` and `body`, not both".into());
        }
        if self.prefer.is_some() && !self.validate {
            return Some("`validate: false` means nothing beside `prefer`".into());
        }
        if self.prefer.as_ref().is_some_and(|prefer| HeaderValue::from_str(prefer).is_err()) {
            return Some("`prefer` can be no header's value".into());
        }
        if self.prefer.is_none() && !answers && self.delay == 0 {
            return Some("nothing is forced: give `status`, `body`, `prefer` or `delay`".into());
        }
        if self.operation.is_some() && (self.method.is_some() || self.path.is_some()) {
            return Some("either `operation` or `method` and `path`, not both".into());
        }
        if self.status.is_some_and(|status| !(200..600).contains(&status)) {
            return Some("`status` is not from 200 to 599".into());
        }
        if self.times == 0 {
            return Some("`times` is 0".into());
        }
        if self.delay > MAX_DELAY {
            return Some(format!("`delay` is more than {MAX_DELAY} milliseconds"));
        }
        if let Some((name, _)) = bad_header {
            return Some(format!("the header `{name}` can not be sent"));
        }
        let framing =
            |name: &&String| FRAMING.iter().any(|own| name.eq_ignore_ascii_case(own.as_str()));
        let framing = self.headers.keys().find(framing);
        framing.map(|name| {
            format!("the header `{name}` is the server's own, as it says where an answer ends or what becomes of the connection: leave it out")
        })
    }

    /// Tells whether a request is meant; `names` tells whether a text names its operation.
    pub(crate) fn fits(&self, request: &Request, names: impl FnOnce(&str) -> bool) -> bool {
        self.method.as_ref().is_none_or(|m| request.method.as_str().eq_ignore_ascii_case(m))
            && self.path.as_ref().is_none_or(|path| *path == request.path)
            && self.operation.as_deref().is_none_or(names)
    }

    /// Writes the answer; `None` where there is only a delay.
    pub(crate) fn answer(&self) -> Option<Answer> {
        if self.status.is_none() && self.body.is_none() && self.headers.is_empty() {
            return None;
        }
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            if let (Ok(name), Ok(value)) =
                (HeaderName::from_str(name), HeaderValue::from_str(value))
            {
                headers.insert(name, value);
            }
        }
        let is_json = headers
            .get(CONTENT_TYPE)
            .is_none_or(|given| given.to_str().is_ok_and(|given| given.contains("json")));
        let body = match &self.body {
            None => Bytes::new(),
            Some(Value::String(text)) if !is_json => Bytes::from(text.clone()),
            Some(body) => {
                let json = HeaderValue::from_static("application/json");
                headers.entry(CONTENT_TYPE).or_insert(json);
                Bytes::from(body.to_string())
            }
        };
        let status = self.status.unwrap_or(StatusCode::OK.as_u16());
        Some(Answer { status, headers, body, ..Answer::default() })
    }
}

/// Estimates the memory of a value.
fn weight(value: &Value) -> usize {
    ENTRY
        + match value {
            Value::String(text) => text.len(),
            Value::Array(elements) => elements.iter().map(weight).sum(),
            Value::Object(fields) => fields.iter().map(|(k, v)| ENTRY + k.len() + weight(v)).sum(),
            _ => 0,
        }
}
