//! Where requests go: `http://host:port/base/path`.

use std::fmt;
use std::net::IpAddr;
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

/// Tells whether a host, without a port and brackets, names this machine to itself, by its name or address alone (RFC 6761 §6.3, RFC 6890); an address in version 4 may be written in version 6 (RFC 4291 §2.5.5.2).
pub fn is_loopback(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let address: Option<IpAddr> = host.parse().ok();
    address.map_or(host == "localhost" || host.ends_with(".localhost"), |address| {
        address.to_canonical().is_loopback()
    })
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
    /// Takes a whole URL apart: the root of its server, its path, and its query; a fragment is dropped.
    ///
    /// # Errors
    /// It is no URL of a server.
    pub fn split(url: &str) -> Result<(Self, String, String), NoBase> {
        let url = url.split('#').next().unwrap_or_default();
        let (rest, query) = url.split_once('?').unwrap_or((url, ""));
        let start = rest.find("://").map_or(0, |at| at + 3);
        let end = rest[start..].find('/').map_or(rest.len(), |at| start + at);
        let (root, path) = rest.split_at(end);
        Ok((root.parse()?, path.to_owned(), query.to_owned()))
    }

    /// Gives where the server is, without a path.
    pub fn root(&self) -> String {
        format!("{}://{}", self.scheme, self.authority)
    }

    /// Tells whether it says more than where a server is.
    pub fn has_path(&self) -> bool {
        !self.path.is_empty()
    }

    /// Puts a path below it, which begins with a slash or is empty.
    ///
    /// # Errors
    /// No URL has such a path.
    pub fn below(&self, path: &str) -> Result<Self, NoBase> {
        format!("{self}{path}").parse()
    }

    /// Gives the host, without a port; of an address in version 6 without its brackets.
    pub fn host(&self) -> &str {
        self.authority.host().trim_matches(['[', ']'])
    }

    /// Tells whether the host is this machine, as [`is_loopback`] does.
    pub fn is_loopback(&self) -> bool {
        is_loopback(self.host())
    }

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
    fn urls_are_taken_apart() {
        for (url, expected) in [
            ("http://a/b?c=d#e", Some(("http://a", "/b", "c=d"))),
            ("https://a:1", Some(("https://a:1", "", ""))),
            ("http://a?b=/c", Some(("http://a", "", "b=/c"))),
            ("a/b", None),
            ("http:///b", None),
        ] {
            let split = Base::split(url).ok();
            let split = split.map(|(base, path, query)| (base.to_string(), path, query));
            let expected = expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()));
            assert_eq!(split, expected, "{url}");
        }
    }

    #[test]
    fn paths_are_put_below() {
        for (base, path, expected) in [
            ("http://a", "/v1/", Some("http://a/v1")),
            ("http://a/", "", Some("http://a")),
            ("http://a/v1", "/b", Some("http://a/v1/b")),
            ("http://a", "/v 1", None),
        ] {
            let base: Base = base.parse().unwrap();
            let below = base.below(path).ok().map(|base| base.to_string());
            assert_eq!(below.as_deref(), expected, "{base}{path}");
        }
    }

    #[test]
    fn loopback_is_this_machine() {
        for (host, expected) in [
            ("localhost", true),
            ("LOCALHOST.", true),
            ("a.localhost:80", true),
            ("127.8.8.8:1", true),
            ("[::1]:80", true),
            ("[::ffff:127.0.0.1]", true),
            ("localhost.example", false),
            ("127.0.0.1.example", false),
            ("10.0.0.1", false),
            ("[::2]", false),
            ("0.0.0.0", false),
        ] {
            let base: Base = format!("http://{host}").parse().unwrap();
            assert_eq!(base.is_loopback(), expected, "{host}");
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

    #[test]
    fn this_machine_has_many_names() {
        for (host, expected) in [
            ("localhost", true),
            ("LOCALHOST.", true),
            ("a.localhost", true),
            ("127.0.0.1", true),
            ("127.8.8.8", true),
            ("::1", true),
            ("::ffff:127.0.0.1", true),
            ("::ffff:10.0.0.1", false),
            ("10.0.0.1", false),
            ("localhost.example", false),
            ("127.0.0.1.example", false),
            ("", false),
        ] {
            assert_eq!(is_loopback(host), expected, "{host}");
        }
    }
}
