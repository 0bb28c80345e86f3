//! From values to a request: the inverse of decoding.

use std::fmt;

use counterpart_spec::{Location, Piece, SecurityScheme, Template};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::Value;

use crate::body;
use crate::escape::{STRICT, escape};
use crate::parameters::{Sent, Slot, Written};
use crate::{Contract, Credentials, Decoded, MediaRange, Request, Site};

/// Says which value has no form on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unencodable {
    /// The part of the request.
    pub site: Site,
    /// Why, as a sentence fragment.
    pub message: String,
}

impl fmt::Display for Unencodable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.site, self.message)
    }
}

impl std::error::Error for Unencodable {}

/// The parts of a request that grow together.
#[derive(Default)]
struct Parts {
    path: Vec<(String, String)>,
    query: Vec<String>,
    cookies: Vec<String>,
    headers: HeaderMap,
}

impl Contract {
    /// Writes a request that says what the values say; its path stands below the base path.
    ///
    /// Values of parameters that are not declared are left out, but for those of the path.
    /// What is written is read again: a value that its style cannot carry is refused, so that decoding gives back every value.
    /// The values need not fit their schemas.
    ///
    /// # Errors
    /// The first value that has no form on the wire.
    pub fn encode(
        &self,
        values: &Decoded,
        media_type: Option<&MediaRange>,
    ) -> Result<Request, Unencodable> {
        let mut parts = Parts::default();
        for slot in &self.parameters {
            if let Some(value) = values.part(slot.parameter.location).get(&slot.key()) {
                self.parameter(slot, value, &mut parts).map_err(|message| Unencodable {
                    site: Site::Parameter(slot.parameter.location, slot.parameter.name.clone()),
                    message,
                })?;
            }
        }
        if let Some(credentials) = &values.credentials {
            self.show(credentials, &mut parts);
        }
        let (path, query) = self.target(values, &parts.path)?;
        parts.query.splice(0..0, query);
        if !parts.cookies.is_empty() {
            let cookies = HeaderValue::from_str(&parts.cookies.join("; "));
            parts.headers.extend(cookies.ok().map(|value| (http::header::COOKIE, value)));
        }
        let operation = self.operation();
        let mut request = Request {
            method: Method::from_bytes(operation.method.as_bytes()).unwrap_or_default(),
            path,
            query: parts.query.join("&"),
            headers: parts.headers,
            ..Request::default()
        };
        if let (Some(value), Some(contract)) = (&values.body, &self.body) {
            let written = body::encode(&contract.content, media_type, value, |_, _| false);
            let (media_type, bytes) =
                written.map_err(|message| Unencodable { site: Site::Body, message })?;
            let media_type = HeaderValue::from_str(&media_type).ok();
            let header = media_type.map(|value| (http::header::CONTENT_TYPE, value));
            request.headers.extend(header);
            request.body = bytes.into();
        }
        Ok(request)
    }

    fn parameter(&self, slot: &Slot, value: &Value, parts: &mut Parts) -> Result<(), String> {
        let name = &slot.parameter.name;
        let written = slot.write(value)?;
        let mut alone = Request::default();
        let mut path = Vec::new();
        match (&written, slot.parameter.location) {
            (Written::Text(text), Location::Path) => path.push((name.as_str(), text.as_str())),
            (Written::Text(text), _) => {
                let key = HeaderName::from_bytes(name.as_bytes());
                let key = key.map_err(|_| "is no header".to_owned())?;
                let text = HeaderValue::from_bytes(text.as_bytes());
                alone.headers.insert(key, text.map_err(|_| "has a control character")?);
            }
            (Written::Pairs(pairs), Location::Cookie) => {
                let cookie = HeaderValue::from_str(&joined(pairs).join("; "));
                let cookie = cookie.map_err(|_| "has a character that no cookie has")?;
                alone.headers.insert(http::header::COOKIE, cookie);
            }
            (Written::Pairs(pairs), _) => alone.query = joined(pairs).join("&"),
            (Written::Query(query), _) => alone.query.clone_from(query),
        }
        let read = slot.read(&Sent::new(&alone, &path), &self.parameters)?;
        if read.as_ref() != Some(value) {
            let style = slot.parameter.style.as_str();
            return Err(format!("cannot be written in the style `{style}`"));
        }
        match (written, slot.parameter.location) {
            (Written::Text(text), Location::Path) => parts.path.push((name.clone(), text)),
            (Written::Text(_), _) => parts.headers.extend(alone.headers),
            (Written::Pairs(pairs), Location::Cookie) => parts.cookies.extend(joined(&pairs)),
            (Written::Pairs(pairs), _) => parts.query.extend(joined(&pairs)),
            (Written::Query(query), _) => parts.query.push(query),
        }
        Ok(())
    }

    /// Shows credentials in every scheme of the first alternative that asks for their scheme.
    fn show(&self, credentials: &Credentials, parts: &mut Parts) {
        let schemes = |names: &Vec<String>| -> Vec<&SecurityScheme> {
            names.iter().filter_map(|name| self.spec.security_schemes.get(name)).collect()
        };
        let mut alternatives = self.operation().security.iter().map(schemes);
        let fits = |schemes: &Vec<&SecurityScheme>| {
            schemes
                .first()
                .is_some_and(|scheme| crate::security::name(scheme) == credentials.scheme)
        };
        for scheme in alternatives.find(fits).into_iter().flatten() {
            let token = &credentials.token;
            match scheme {
                SecurityScheme::MutualTls => {}
                SecurityScheme::ApiKey { location: Location::Query, name } => {
                    parts.query.push(format!("{}={}", escape(STRICT, name), escape(STRICT, token)));
                }
                SecurityScheme::ApiKey { location: Location::Cookie, name } => {
                    parts.cookies.push(format!("{name}={token}"));
                }
                SecurityScheme::ApiKey { name, .. } => {
                    let header = HeaderName::from_bytes(name.as_bytes()).ok();
                    parts.headers.extend(header.zip(HeaderValue::from_str(token).ok()));
                }
                scheme => {
                    let text = format!("{} {token}", crate::security::shown(scheme));
                    let value = HeaderValue::from_str(&text).ok();
                    parts.headers.extend(value.map(|v| (http::header::AUTHORIZATION, v)));
                }
            }
        }
    }

    /// Fills in the template: gives the path, and the pairs of the query that belong to it.
    fn target(
        &self,
        values: &Decoded,
        written: &[(String, String)],
    ) -> Result<(String, Vec<String>), Unencodable> {
        let template = Template::parse(&self.operation().path);
        let fill = |piece: &Piece| match piece {
            Piece::Literal(text) => Ok(escape(STRICT, text).into_owned()),
            Piece::Parameter { name, .. } => {
                let known = written.iter().find(|(known, _)| known == name);
                let undeclared = || {
                    let text = crate::texts::text(values.path.get(name)?);
                    Some(escape(STRICT, &text).into_owned())
                };
                let text = known.map(|(_, text)| text.clone()).or_else(undeclared);
                text.filter(|text| !text.is_empty()).ok_or_else(|| Unencodable {
                    site: Site::Parameter(Location::Path, name.clone()),
                    message: "is missing or empty, and a path needs it".to_owned(),
                })
            }
        };
        let mut path = String::new();
        for pieces in &template.segments {
            path.push('/');
            for piece in pieces {
                path += &fill(piece)?;
            }
        }
        let mut query = Vec::new();
        for (name, piece) in &template.query {
            query.push(format!("{}={}", escape(STRICT, name), fill(piece)?));
        }
        Ok((path, query))
    }
}

fn joined(pairs: &[(String, String)]) -> Vec<String> {
    pairs.iter().map(|(key, value)| format!("{key}={value}")).collect()
}
