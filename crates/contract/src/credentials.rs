//! Whose requests these are: the credentials that calls show.

use counterpart_exchange::{Credentials, Request, Secrets, escaped};
use counterpart_spec::{Location, Operation, SecurityScheme, Spec};
use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue};
use indexmap::IndexMap;

use crate::{Mask, Shown, Subject};

/// What garbage credentials say: the base64 of `nobody:nothing`, so that it is well-formed wherever it stands.
const GARBAGE: &str = "bm9ib2R5Om5vdGhpbmc=";

/// What is shown where nobody said what to show: the base64 of `counterpart:counterpart`.
const UNTOLD: &str = "Y291bnRlcnBhcnQ6Y291bnRlcnBhcnQ=";

/// What one caller shows to be known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caller {
    /// Headers of every request.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The token of each security scheme, by the scheme's name in the document: a key, a bearer token, or for `basic` the base64 of name and password.
    pub tokens: IndexMap<String, String>,
    /// What else of it nobody may read: the password within the base64 of name and password.
    pub passwords: Vec<String>,
}

/// The callers of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Callers {
    /// Who calls.
    pub own: Caller,
    /// Somebody else, who must not reach what belongs to the first.
    pub other: Option<Caller>,
}

impl Caller {
    /// Tells whether it shows anything by which a server could know the caller.
    pub fn is_known(&self) -> bool {
        let names = ["authorization", "cookie"];
        let tells = |name: &HeaderName| names.contains(&name.as_str()) || is_key(name.as_str());
        !self.tokens.is_empty() || self.headers.iter().any(|(name, _)| tells(name))
    }
}

/// Tells whether a header is one that keys usually stand in.
fn is_key(name: &str) -> bool {
    ["key", "token", "secret", "auth"].iter().any(|part| name.contains(part))
}

impl Callers {
    /// Says where what these callers show travels, which no report may tell.
    pub fn secrets(&self, spec: &Spec) -> Secrets {
        let mut secrets = Secrets::of([spec].into_iter());
        let callers = [Some(&self.own), self.other.as_ref()].into_iter().flatten();
        for (name, value) in callers.flat_map(|caller| &caller.headers) {
            if is_key(name.as_str()) || value.is_sensitive() {
                secrets.hide_header(name.as_str());
            }
        }
        for token in [UNTOLD, GARBAGE] {
            secrets.reveal(token);
        }
        secrets
    }

    /// Says what of these callers no report may show, wherever it stands, and what the document calls secret.
    pub fn mask(&self, subject: &Subject) -> Mask {
        let secrets = self.secrets(subject.spec());
        let callers = || [Some(&self.own), self.other.as_ref()].into_iter().flatten();
        let headers = callers().flat_map(|caller| &caller.headers);
        let headers = headers.filter(|(name, _)| secrets.hides_header(name.as_str()));
        let headers = headers.filter_map(|(name, value)| Some((name, value.to_str().ok()?)));
        let headers = headers.flat_map(|(name, value)| credentials(name, value));
        let tokens = callers().flat_map(|caller| caller.tokens.values().chain(&caller.passwords));
        Mask::new(subject.clone(), headers.chain(tokens.map(String::as_str)))
    }

    /// Says which credentials a written request is to have, where the document names them: those that nobody was told of are made up.
    pub(crate) fn made_up(&self, scheme: Option<&str>, shown: Shown) -> Option<Credentials> {
        let token = match shown {
            Shown::Own if !self.own.is_known() => UNTOLD,
            Shown::Garbage => GARBAGE,
            _ => return None,
        };
        scheme.map(|scheme| Credentials { scheme: scheme.to_owned(), token: token.to_owned() })
    }

    /// Adds what a caller shows to a request.
    pub(crate) fn show(
        &self,
        spec: &Spec,
        operation: &Operation,
        shown: Shown,
        request: &mut Request,
    ) {
        let caller = match shown {
            Shown::Own => &self.own,
            Shown::Other => self.other.as_ref().unwrap_or(&self.own),
            // What is said of every request, and tells nothing of the caller, is said here too.
            Shown::None | Shown::Garbage => {
                let secret = |name: &HeaderName| {
                    [AUTHORIZATION, COOKIE].contains(name) || is_key(name.as_str())
                };
                let plain = self.own.headers.iter().filter(|(name, _)| !secret(name));
                add(&mut request.headers, plain);
                return;
            }
        };
        add(&mut request.headers, caller.headers.iter());
        let known = |names: &&Vec<String>| {
            !names.is_empty() && names.iter().all(|name| caller.tokens.contains_key(name))
        };
        for name in operation.security.iter().find(known).into_iter().flatten() {
            if let (Some(scheme), Some(token)) =
                (spec.security_schemes.get(name), caller.tokens.get(name))
            {
                put(scheme, token, request);
            }
        }
    }
}

/// Lists the credentials that a header holds: the values of cookies, what follows the name of an authentication scheme, or all of it.
fn credentials<'v>(name: &HeaderName, value: &'v str) -> Vec<&'v str> {
    if *name == COOKIE {
        let pairs = value.split(';').filter_map(|pair| pair.trim().split_once('='));
        return pairs.map(|(_, value)| value).collect();
    }
    match value.split_once(' ') {
        Some((_, token)) if *name == AUTHORIZATION => vec![token],
        _ => vec![value],
    }
}

fn add<'h>(headers: &mut HeaderMap, more: impl Iterator<Item = &'h (HeaderName, HeaderValue)>) {
    for (name, value) in more {
        headers.insert(name.clone(), value.clone());
    }
}

/// Writes a token where its scheme has it.
fn put(scheme: &SecurityScheme, token: &str, request: &mut Request) {
    let (name, text) = match scheme {
        SecurityScheme::ApiKey { location: Location::Query, name } => {
            let pair = format!("{}={}", escaped(name), escaped(token));
            let and = if request.query.is_empty() { "" } else { "&" };
            request.query = format!("{}{and}{pair}", request.query);
            return;
        }
        SecurityScheme::ApiKey { location: Location::Cookie, name } => {
            let known = request.header("cookie").map(|known| format!("{known}; "));
            (COOKIE, format!("{}{name}={token}", known.unwrap_or_default()))
        }
        SecurityScheme::ApiKey { name, .. } => match name.parse() {
            Ok(name) => (name, token.to_owned()),
            Err(_) => return,
        },
        SecurityScheme::MutualTls => return,
        SecurityScheme::Http { scheme, .. } if scheme.eq_ignore_ascii_case("basic") => {
            (AUTHORIZATION, format!("Basic {token}"))
        }
        SecurityScheme::Http { scheme, .. } if !scheme.eq_ignore_ascii_case("bearer") => {
            (AUTHORIZATION, format!("{scheme} {token}"))
        }
        _ => (AUTHORIZATION, format!("Bearer {token}")),
    };
    if let Ok(text) = HeaderValue::from_str(&text) {
        request.headers.insert(name, text);
    }
}
