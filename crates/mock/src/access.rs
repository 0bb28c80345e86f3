//! Who may ask: hosts, against pages that rebind their own name to this machine; origins and the token, for the control API.

use std::fmt;

use counterpart_client::is_loopback;
use counterpart_state::Answer;
use http::header::{AUTHORIZATION, HOST, HeaderName, HeaderValue, ORIGIN, WWW_AUTHENTICATE};
use http::request::Parts;
use http::{HeaderMap, StatusCode, Version};
use subtle::ConstantTimeEq;

use crate::problem::Problem;

/// The header that carries the token where `Authorization` is taken.
pub(crate) const TOKEN: HeaderName = HeaderName::from_static("x-counterpart-token");

/// What a server asks of those who ask it.
#[derive(Debug, Clone, Default)]
pub struct Access {
    /// Whether there is a control API, and for whom.
    pub control: Control,
    /// The names that a request's `Host` may have besides those of the loopback; `None` where any may, as on an address that others reach by names of their own.
    pub hosts: Option<Vec<String>>,
}

/// Whom the control API is for.
#[derive(Clone, Default)]
pub enum Control {
    /// Nobody: there is none.
    Off,
    /// Everybody who reaches the port, but for pages of other machines.
    #[default]
    Open,
    /// Those who show this token.
    Token(String),
}

/// Hides the token.
impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Off => "Off",
            Self::Open => "Open",
            Self::Token(_) => "Token(…)",
        })
    }
}

impl Access {
    /// Asks what a server on the loopback asks: requests name the loopback, or one of these hosts.
    pub fn loopback(hosts: Vec<String>) -> Self {
        Self { control: Control::Open, hosts: Some(hosts) }
    }

    /// Refuses a request for another host: a page may have had its own name lead here (DNS rebinding); and one that does not say clearly which host it is for (RFC 9112 §3.2).
    pub(crate) fn refuse_host(&self, parts: &Parts) -> Option<Problem> {
        let mut named = parts.headers.get_all(HOST).iter();
        let unclear = match (named.next(), named.next()) {
            (Some(host), None) if host.to_str().is_err() => "the header `Host` is no host",
            (Some(_), Some(_)) => "there is more than one header `Host`",
            _ => "",
        };
        if !unclear.is_empty() {
            return Some(Problem::new(StatusCode::BAD_REQUEST, unclear));
        }
        let allowed = self.hosts.as_ref()?;
        let authority = parts.uri.authority().map(http::uri::Authority::as_str);
        // A client without a host is no browser.
        let authority = authority.or_else(|| text(&parts.headers, &HOST))?;
        let host = host(authority);
        if is_loopback(host) || allowed.iter().any(|name| name.eq_ignore_ascii_case(host)) {
            return None;
        }
        let detail = format!(
            "this server is reached as localhost, not as `{host}`; `--allow-host {host}` lets requests use that name"
        );
        Some(Problem::new(StatusCode::MISDIRECTED_REQUEST, detail))
    }

    /// Refuses a message of HTTP/1.1 that does not say which host it is for (RFC 9112 §3.2).
    pub(crate) fn refuse_hostless(parts: &Parts) -> Option<Problem> {
        let is_named = parts.headers.contains_key(HOST) || parts.uri.authority().is_some();
        let detail = "the header `Host` is missing, which HTTP/1.1 asks for";
        (parts.version == Version::HTTP_11 && !is_named)
            .then(|| Problem::new(StatusCode::BAD_REQUEST, detail))
    }

    /// Refuses a caller of the control API who does not know the token.
    pub(crate) fn refuse_token(&self, headers: &HeaderMap) -> Option<Answer> {
        let Control::Token(token) = &self.control else { return None };
        let bearer = text(headers, &AUTHORIZATION).and_then(|sent| sent.split_once(' '));
        let bearer = bearer.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let shown = text(headers, &TOKEN).or(bearer.map(|(_, token)| token.trim()));
        if shown.is_some_and(|shown| bool::from(shown.as_bytes().ct_eq(token.as_bytes()))) {
            return None;
        }
        let detail = "the control API asks for the token that was printed at the start or given by `--control-token`, as `Authorization: Bearer <token>` or `X-Counterpart-Token`";
        let mut answer = Answer::from(Problem::new(StatusCode::UNAUTHORIZED, detail));
        answer.headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        Some(answer)
    }
}

/// Refuses a page of another machine that would use the control API.
pub(crate) fn refuse_origin(parts: &Parts) -> Option<Problem> {
    let origin = parts.headers.get(ORIGIN)?;
    let authority = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
    let own = text(&parts.headers, &HOST);
    let allowed = authority.is_some_and(|(_, authority)| {
        own.is_some_and(|own| own.eq_ignore_ascii_case(authority)) || is_loopback(host(authority))
    });
    let detail =
        "pages of other machines may not use the control API: the `Origin` is not this server's";
    (!allowed).then(|| Problem::new(StatusCode::FORBIDDEN, detail))
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// Takes the port off an authority, and the brackets off an IPv6 address (RFC 3986 §3.2).
fn host(authority: &str) -> &str {
    if let Some(rest) = authority.strip_prefix('[') {
        return rest.split(']').next().unwrap_or(rest);
    }
    authority.rsplit_once(':').map_or(authority, |(host, _)| host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(headers: &[(&str, &str)]) -> Parts {
        let mut request = http::Request::builder().uri("/a");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn only_the_loopback_and_allowed_hosts_are_meant() {
        let access = Access::loopback(vec!["mock.test".to_owned()]);
        for (host, refused) in [
            ("localhost:4010", false),
            ("LocalHost", false),
            ("localhost.", false),
            ("a.localhost:1", false),
            ("127.0.0.1:4010", false),
            ("127.8.9.1", false),
            ("[::1]:4010", false),
            ("[::1]", false),
            ("Mock.test:4010", false),
            ("evil.example:4010", true),
            ("localhost.evil.example", true),
            ("127.0.0.1.evil.example", true),
            ("10.0.0.1", true),
            ("[::2]:4010", true),
            ("", true),
        ] {
            assert_eq!(access.refuse_host(&parts(&[("host", host)])).is_some(), refused, "{host}");
        }
        assert!(access.refuse_host(&parts(&[])).is_none());
        let any = Access::default();
        assert!(any.refuse_host(&parts(&[("host", "evil.example")])).is_none());
        for unclear in [
            &[("host", "é")][..],
            &[("host", "localhost"), ("host", "localhost")],
            &[("host", "localhost"), ("host", "evil.example")],
        ] {
            for access in [&access, &any] {
                let refusal = access.refuse_host(&parts(unclear)).map(Answer::from);
                assert_eq!(refusal.map(|answer| answer.status), Some(400), "{unclear:?}");
            }
        }
    }

    #[test]
    fn only_own_pages_and_those_of_this_machine_use_the_control_api() {
        for (host, origin, refused) in [
            ("mock.test:4010", "http://mock.test:4010", false),
            ("127.0.0.1:4010", "http://localhost:5173", false),
            ("127.0.0.1:4010", "http://[::1]:5173", false),
            ("127.0.0.1:4010", "https://evil.example", true),
            ("mock.test:4010", "http://mock.test:4011", true),
            ("127.0.0.1:4010", "null", true),
        ] {
            let parts = parts(&[("host", host), ("origin", origin)]);
            assert_eq!(refuse_origin(&parts).is_some(), refused, "{origin}");
        }
        assert!(refuse_origin(&parts(&[])).is_none());
    }

    #[test]
    fn the_token_is_shown_in_either_header() {
        let access = Access { control: Control::Token("abc".to_owned()), ..Access::default() };
        for (headers, refused) in [
            (&[("authorization", "Bearer abc")][..], false),
            (&[("authorization", "bearer abc")], false),
            (&[("x-counterpart-token", "abc")], false),
            (&[("authorization", "Bearer abd")], true),
            (&[("authorization", "Basic abc")], true),
            (&[("authorization", "Bearer abcd")], true),
            (&[("x-counterpart-token", "")], true),
            (&[], true),
        ] {
            let sent = parts(headers).headers;
            assert_eq!(access.refuse_token(&sent).is_some(), refused, "{headers:?}");
        }
        assert!(Access::default().refuse_token(&HeaderMap::new()).is_none());
    }
}
