//! Whether a request carries credentials of a kind that the operation asks for.
//!
//! A mock cannot know which keys are good: any non-empty credential of the declared kind is taken.

use counterpart_spec::{Location, SecurityScheme, Spec};
use http::header::AUTHORIZATION;

use crate::{Refusal, Request};

/// Holds what a caller showed to be known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The scheme: `bearer`, `basic`, `apikey`.
    pub scheme: String,
    /// The token or key, as sent.
    pub token: String,
}

/// Finds the credentials that satisfy one of the alternatives; `None` when none are asked for, or none have to be shown.
pub(crate) fn authenticate(
    spec: &Spec,
    alternatives: &[Vec<String>],
    request: &Request,
) -> Result<Option<Credentials>, Refusal> {
    if alternatives.is_empty() {
        return Ok(None);
    }
    for alternative in alternatives.iter().filter(|alternative| !alternative.is_empty()) {
        let found = |name: &String| find(spec.security_schemes.get(name)?, request);
        let found: Option<Vec<_>> = alternative.iter().map(found).collect();
        if let Some(credentials) = found {
            return Ok(credentials.into_iter().next());
        }
    }
    if alternatives.iter().any(Vec::is_empty) {
        return Ok(None);
    }
    let mut names = alternatives.iter().flatten();
    let first = names.find_map(|name| spec.security_schemes.get(name));
    Err(first.map_or_else(
        || Refusal::Unauthorized { detail: "credentials are missing".into(), challenge: None },
        |scheme| refusal(scheme, request),
    ))
}

fn find(scheme: &SecurityScheme, request: &Request) -> Option<Credentials> {
    let token = match scheme {
        SecurityScheme::ApiKey { location, name } => api_key(*location, name, request)?,
        // A certificate is shown below HTTP, where nobody here sees it.
        SecurityScheme::MutualTls => String::new(),
        scheme => authorization(name(scheme), request)?,
    };
    let shown = !token.is_empty() || *scheme == SecurityScheme::MutualTls;
    shown.then(|| Credentials { scheme: name(scheme).to_owned(), token })
}

/// Names the kind of credentials that a security scheme asks for.
pub(crate) fn name(scheme: &SecurityScheme) -> &str {
    match scheme {
        SecurityScheme::ApiKey { .. } => "apikey",
        SecurityScheme::MutualTls => "mutualtls",
        SecurityScheme::Http { scheme } => scheme,
        _ => "bearer",
    }
}

/// Names the scheme as `Authorization` usually does.
pub(crate) fn shown(scheme: &SecurityScheme) -> String {
    capitalised(name(scheme))
}

fn api_key(location: Location, name: &str, request: &Request) -> Option<String> {
    match location {
        Location::Header => request.header(name).map(|key| key.trim().to_owned()),
        Location::Cookie => request.cookie(name).map(str::to_owned),
        Location::Query => {
            request.query_pairs().into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
        }
        Location::Path | Location::QueryString => None,
    }
}

/// Reads `Authorization: <scheme> <token>`; the scheme compares without case (RFC 9110 §11.1).
fn authorization(scheme: &str, request: &Request) -> Option<String> {
    let (sent, token) = request.header(AUTHORIZATION)?.trim().split_once(' ')?;
    sent.eq_ignore_ascii_case(scheme).then(|| token.trim().to_owned())
}

fn refusal(scheme: &SecurityScheme, request: &Request) -> Refusal {
    if let SecurityScheme::ApiKey { location, name } = scheme {
        return Refusal::Unauthorized {
            detail: format!("the {} `{name}` with the API key is missing", location.as_str()),
            challenge: None,
        };
    }
    let scheme = shown(scheme);
    let detail = if request.headers.contains_key("authorization") {
        format!("the header `Authorization` is not of the form `{scheme} <token>`")
    } else {
        "the header `Authorization` is missing".to_owned()
    };
    Refusal::Unauthorized { detail, challenge: Some(scheme) }
}

fn capitalised(scheme: &str) -> String {
    let mut letters = scheme.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
