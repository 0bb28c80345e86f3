//! Lets pages of any origin call the mock, also with credentials (the Fetch standard's CORS protocol).
//!
//! A mock holds nothing that is anybody's; a page in development stands on another port, and every call with a key or a token is preflighted.

use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use http::{HeaderMap, HeaderValue, Method};

/// What a page's browser asks leave for.
#[derive(Debug)]
pub(crate) struct Asked {
    origin: HeaderValue,
    method: Option<HeaderValue>,
    headers: Option<HeaderValue>,
}

impl Asked {
    /// Reads the request's headers; `None` when no page sends it.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        Some(Self {
            origin: headers.get(ORIGIN)?.clone(),
            method: headers.get(ACCESS_CONTROL_REQUEST_METHOD).cloned(),
            headers: headers.get(ACCESS_CONTROL_REQUEST_HEADERS).cloned(),
        })
    }

    /// Tells whether the browser only asks, before it sends the request itself.
    pub(crate) fn is_preflight(&self, method: &Method) -> bool {
        *method == Method::OPTIONS && self.method.is_some()
    }

    /// Gives leave.
    pub(crate) fn allow(self, answer: &mut HeaderMap) {
        // Named rather than `*`, which does not stand for requests with credentials.
        let exposed: Vec<_> = answer.keys().map(http::HeaderName::as_str).collect();
        let exposed = HeaderValue::from_str(&exposed.join(", "));
        answer.insert(ACCESS_CONTROL_ALLOW_ORIGIN, self.origin);
        answer.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        answer.append(VARY, HeaderValue::from_static("origin"));
        if let Some(method) = self.method {
            answer.insert(ACCESS_CONTROL_ALLOW_METHODS, method);
            answer.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
            if let Some(headers) = self.headers {
                answer.insert(ACCESS_CONTROL_ALLOW_HEADERS, headers);
            }
        } else if let Ok(exposed) = exposed {
            answer.insert(ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
        }
    }
}
