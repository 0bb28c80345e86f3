//! A request as it came over the wire.

use std::borrow::Cow;

use bytes::Bytes;
use http::header::AsHeaderName;
use http::{HeaderMap, Method};

use crate::escape::unescape_form;

/// A request whose path is still percent-encoded and stands below the document's base path.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The path, as sent.
    pub path: String,
    /// The query string without its `?`, as sent.
    pub query: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}

impl Request {
    /// Reads a header as text; `None` when it is absent or not text.
    pub fn header(&self, name: impl AsHeaderName) -> Option<&str> {
        header(&self.headers, name)
    }

    /// Splits the query into decoded pairs.
    pub fn query_pairs(&self) -> Vec<(String, String)> {
        let pairs = pairs(&self.query).into_iter();
        pairs
            .map(|(key, value)| (key.into_owned(), unescape_form(value.into()).into_owned()))
            .collect()
    }

    /// Reads a cookie, as sent.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies().into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Lists the cookies, as sent.
    pub(crate) fn cookies(&self) -> Vec<(Cow<'_, str>, &str)> {
        let headers = self.headers.get_all(http::header::COOKIE).into_iter();
        let pairs = headers.filter_map(|value| value.to_str().ok()).flat_map(|v| v.split(';'));
        pairs
            .filter_map(|pair| pair.trim().split_once('='))
            .map(|(key, value)| (Cow::from(key), value))
            .collect()
    }
}

/// Reads a header as UTF-8 text.
pub(crate) fn header(headers: &HeaderMap, name: impl AsHeaderName) -> Option<&str> {
    std::str::from_utf8(headers.get(name)?.as_bytes()).ok()
}

/// Splits `a=1&b=2`: keys are decoded, values are as sent.
pub(crate) fn pairs(text: &str) -> Vec<(Cow<'_, str>, &str)> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (unescape_form(Cow::from(key)), value)
        })
        .collect()
}
