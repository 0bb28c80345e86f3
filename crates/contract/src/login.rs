//! From what a user says of himself to what requests show: each token to the security scheme that it is for.

use counterpart_exchange::base64;
use counterpart_spec::{SecurityScheme, Spec};
use counterpart_state::meant;
use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderName, HeaderValue};

use crate::Caller;

/// Which kind of credential a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A key in a header, the query or a cookie (`apiKey`).
    ApiKey,
    /// A token after `Bearer` or another word (`http`, `oauth2`, `openIdConnect`).
    Bearer,
    /// Name and password with a colon between them (RFC 7617).
    Basic,
}

/// Why a credential cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unshowable {
    /// The document has no such scheme.
    #[error("the document has no security scheme `{0}` for {1}")]
    Scheme(String, &'static str),
    /// What begins a token is almost the name of a scheme.
    #[error("the document has no security scheme `{0}`; {1}")]
    Misspelt(String, String),
    /// The document has no scheme of that kind, and nothing says where a key is shown.
    #[error("the document has no security scheme for {0}")]
    Nowhere(&'static str),
    /// The document has several.
    #[error("the document has several security schemes for {0}: name one, as in `{1}=…`")]
    Several(&'static str, String),
    /// It is empty, or has signs that no header can have.
    #[error("{0} is empty or cannot stand in a header")]
    Unwritable(&'static str),
    /// A name and a password are not told apart.
    #[error("a name and a password are written `NAME:PASSWORD`, with a colon between them")]
    Colon,
}

impl Kind {
    /// Names it in a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Self::ApiKey => "an API key",
            Self::Bearer => "a bearer token",
            Self::Basic => "a name and password",
        }
    }

    fn is(self, scheme: &SecurityScheme) -> bool {
        let kind = match scheme {
            SecurityScheme::ApiKey { .. } => Self::ApiKey,
            SecurityScheme::Http { scheme } if scheme == "basic" => Self::Basic,
            SecurityScheme::MutualTls => return false,
            _ => Self::Bearer,
        };
        self == kind
    }
}

/// Takes the name of a scheme of the document off a text that begins with one: `apiKey=secret`.
pub fn scheme<'t>(spec: &Spec, text: &'t str) -> (Option<&'t str>, &'t str) {
    match text.split_once('=') {
        Some((name, rest)) if spec.security_schemes.contains_key(name) => (Some(name), rest),
        _ => (None, text),
    }
}

/// Takes the name of a scheme off a token, as [`scheme`] does.
///
/// # Errors
/// The text begins with what is almost the name of a scheme: as a token it would be refused, and nobody would see why.
pub fn token_scheme<'t>(
    spec: &Spec,
    text: &'t str,
) -> Result<(Option<&'t str>, &'t str), Unshowable> {
    let taken = scheme(spec, text);
    if let (None, Some((name, _))) = (taken.0, text.split_once('='))
        && let Some(meant) = meant(name, spec.security_schemes.keys().map(String::as_str))
    {
        return Err(Unshowable::Misspelt(name.to_owned(), meant));
    }
    Ok(taken)
}

impl Caller {
    /// Shows a token by the scheme of a name, or by the only one of its kind.
    ///
    /// Where the document has none, a bearer token or a name and password is shown on every request all the same: servers ask for more than documents say.
    ///
    /// # Errors
    /// See [`Unshowable`].
    pub fn show_token(
        &mut self,
        spec: &Spec,
        kind: Kind,
        scheme: Option<&str>,
        token: &str,
    ) -> Result<(), Unshowable> {
        if token.is_empty() || HeaderValue::from_str(token).is_err() {
            return Err(Unshowable::Unwritable(kind.name()));
        }
        let token = match kind {
            Kind::Basic if !token.contains(':') => return Err(Unshowable::Colon),
            Kind::Basic => {
                self.passwords
                    .extend(token.split_once(':').map(|(_, password)| password.to_owned()));
                base64(token.as_bytes())
            }
            Kind::ApiKey | Kind::Bearer => token.to_owned(),
        };
        let of_kind = spec.security_schemes.iter().filter(|(_, scheme)| kind.is(scheme));
        let names: Vec<_> = of_kind.map(|(name, _)| name.as_str()).collect();
        let name = match (scheme, &names[..]) {
            (Some(name), names) if names.contains(&name) => name,
            (Some(name), _) => return Err(Unshowable::Scheme(name.to_owned(), kind.name())),
            (None, [only]) => only,
            (None, [first, ..]) => {
                return Err(Unshowable::Several(kind.name(), (*first).to_owned()));
            }
            (None, []) => {
                let text = match kind {
                    Kind::ApiKey => return Err(Unshowable::Nowhere(kind.name())),
                    Kind::Bearer => format!("Bearer {token}"),
                    Kind::Basic => format!("Basic {token}"),
                };
                return self.show_header(AUTHORIZATION, &text);
            }
        };
        self.tokens.insert(name.to_owned(), token);
        Ok(())
    }

    /// Shows a cookie on every request, beside those that are shown already.
    ///
    /// # Errors
    /// It cannot stand in a header.
    pub fn show_cookie(&mut self, name: &str, value: &str) -> Result<(), Unshowable> {
        let known = self.headers.iter().find(|(header, _)| *header == COOKIE);
        let known = known.and_then(|(_, value)| value.to_str().ok());
        let before = known.map_or(String::new(), |known| format!("{known}; "));
        self.show_header(COOKIE, &format!("{before}{name}={value}"))
    }

    /// Shows a header on every request, in place of one of the same name.
    ///
    /// # Errors
    /// The value cannot stand in a header.
    pub fn show_header(&mut self, name: HeaderName, value: &str) -> Result<(), Unshowable> {
        let value = HeaderValue::from_str(value);
        let value = value.map_err(|_| Unshowable::Unwritable("the value"))?;
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_find_their_scheme() {
        let text = "openapi: 3.1.0\ninfo: {title: T, version: v}\ncomponents: {securitySchemes: {key: {type: apiKey, in: query, name: k}, a: {type: http, scheme: bearer}, b: {type: oauth2, flows: {}}}}\n";
        let spec = counterpart_spec::load("t.yaml", text.into()).unwrap().spec;
        for (kind, text, expected) in [
            (Kind::ApiKey, "s", Ok("key")),
            (Kind::ApiKey, "key=s=t", Ok("key")),
            (Kind::Bearer, "b=s", Ok("b")),
            (Kind::Bearer, "s", Err(Unshowable::Several("a bearer token", "a".into()))),
            (Kind::Bearer, "key=s", Err(Unshowable::Scheme("key".into(), "a bearer token"))),
            (Kind::Bearer, "a=", Err(Unshowable::Unwritable("a bearer token"))),
            (Kind::Basic, "ada:secret", Ok("Basic YWRhOnNlY3JldA==")),
            (Kind::Basic, "ada", Err(Unshowable::Colon)),
        ] {
            let mut caller = Caller::default();
            let (name, token) = scheme(&spec, text);
            let shown = caller.show_token(&spec, kind, name, token).map(|()| {
                let header = caller.headers.first().map(|(_, v)| v.to_str().unwrap().to_owned());
                header.unwrap_or_else(|| caller.tokens.keys().next().unwrap().clone())
            });
            assert_eq!(shown, expected.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn a_scheme_that_is_misspelt_is_no_token() {
        let text = "openapi: 3.1.0\ninfo: {title: T, version: v}\ncomponents: {securitySchemes: {token: {type: http, scheme: bearer}}}\n";
        let spec = counterpart_spec::load("t.yaml", text.into()).unwrap().spec;
        for (text, expected) in [
            ("token=s", Ok((Some("token"), "s"))),
            ("s3cret", Ok((None, "s3cret"))),
            ("czNjcmV0==", Ok((None, "czNjcmV0=="))),
            ("k=v", Ok((None, "k=v"))),
            ("tokn=s", Err("the document has no security scheme `tokn`; did you mean `token`?")),
        ] {
            let taken = token_scheme(&spec, text).map_err(|error| error.to_string());
            assert_eq!(taken, expected.map_err(str::to_owned), "{text}");
        }
    }

    #[test]
    fn cookies_add_up_and_headers_replace() {
        let mut caller = Caller::default();
        caller.show_cookie("a", "1").unwrap();
        caller.show_cookie("b", "2").unwrap();
        caller.show_header(HeaderName::from_static("x"), "1").unwrap();
        caller.show_header(HeaderName::from_static("x"), "2").unwrap();
        let shown: Vec<_> = caller.headers.iter().map(|(_, v)| v.to_str().unwrap()).collect();
        assert_eq!(shown, ["a=1; b=2", "2"]);
        assert!(caller.show_header(COOKIE, "a\nb").is_err());
    }
}
