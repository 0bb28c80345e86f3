//! Where requests go: `http://host:port/base/path`.

use std::fmt;
use std::str::FromStr;

use counterpart_exchange::Request;
use http::Uri;
use http::uri::{Authority, PathAndQuery, Scheme};

use crate::Failure;

/// The root of a live API: a scheme, a host, and the path that everything stands below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    scheme: Scheme,
    authority: Authority,
    /// Without a trailing slash; empty for the root.
    path: String,
}

/// A text that is no base.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no address of a server: expected `http://` or `https://`, a host, and at most a path"
)]
pub struct NoBase(String);

impl FromStr for Base {
    type Err = NoBase;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || NoBase(text.to_owned());
        let uri: Uri = text.parse().map_err(|_| wrong())?;
        let parts = uri.into_parts();
        let scheme = parts.scheme.filter(|s| *s == Scheme::HTTP || *s == Scheme::HTTPS);
        // Credentials do not travel in URLs (RFC 9110 §4.2.4).
        let authority = parts.authority.filter(|authority| !authority.as_str().contains('@'));
        let path = parts.path_and_query.filter(|path| path.query().is_none());
        let path = path.ok_or_else(wrong)?.path().trim_end_matches('/').to_owned();
        let (scheme, authority) = scheme.zip(authority).ok_or_else(wrong)?;
        Ok(Self { scheme, authority, path })
    }
}

/// Shows it as it is written, without a trailing slash.
impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.authority, self.path)
    }
}

impl Base {
    /// Gives the host and the port, as written.
    pub fn authority(&self) -> &str {
        self.authority.as_str()
    }

    /// Puts the path and the query of a request below the base, as they are.
    pub(crate) fn target(&self, request: &Request) -> Result<Uri, Failure> {
        let mut target =
            String::with_capacity(self.path.len() + request.path.len() + request.query.len() + 1);
        target += &self.path;
        target += &request.path;
        if !request.query.is_empty() {
            target.push('?');
            target += &request.query;
        }
        // A request line has a path (RFC 9112 §3.2.1).
        if target.is_empty() || target.starts_with('?') {
            target.insert(0, '/');
        }
        let unsendable = || Failure::Target(target.clone());
        // The type drops what it takes for a fragment.
        if target.contains('#') || !target.starts_with('/') {
            return Err(unsendable());
        }
        let path = PathAndQuery::try_from(target.as_str()).map_err(|_| unsendable())?;
        Uri::builder()
            .scheme(self.scheme.clone())
            .authority(self.authority.clone())
            .path_and_query(path)
            .build()
            .map_err(|_| unsendable())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_servers() {
        for (text, expected) in [
            ("http://127.0.0.1:8080", Some("http://127.0.0.1:8080")),
            ("https://a.example/v1/", Some("https://a.example/v1")),
            ("http://[::1]:80/", Some("http://[::1]:80")),
            ("a.example", None),
            ("/v1", None),
            ("ftp://a.example", None),
            ("http://a.example/?x=1", None),
            ("http://user:secret@a.example", None),
            ("", None),
        ] {
            let read = text.parse::<Base>().ok().map(|base| base.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn targets_are_kept_as_they_are() {
        let base: Base = "http://a/v1".parse().unwrap();
        for (path, query, expected) in [
            ("/a/%2e%2e/b", "", Some("/v1/a/%2e%2e/b")),
            ("/a/../b//c", "x=%20&x=+", Some("/v1/a/../b//c?x=%20&x=+")),
            ("/ä", "q=[1]|{2}", Some("/v1/ä?q=[1]|{2}")),
            ("", "", Some("/v1")),
            ("/a#b", "", None),
            ("/a b", "", None),
            ("/a\r\nX: y", "", None),
        ] {
            let request = Request { path: path.into(), query: query.into(), ..Request::default() };
            let target = base.target(&request).ok();
            let target = target.map(|uri| uri.path_and_query().unwrap().to_string());
            assert_eq!(target.as_deref(), expected, "{path}?{query}");
        }
    }
}
