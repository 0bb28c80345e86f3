//! What nobody may read in a log or a report: the credentials that requests and responses carry.

use std::borrow::Cow;
use std::collections::BTreeSet;

use counterpart_spec::{Location, SecurityScheme, Spec};

use crate::escape::unescape_form;

/// Headers that carry credentials by HTTP's own rules (RFC 9110 §11, RFC 6265).
const HEADERS: [&str; 4] = ["authorization", "proxy-authorization", "cookie", "set-cookie"];

/// Where the credentials of some documents travel.
#[derive(Debug, Clone, Default)]
pub struct Secrets {
    /// In lower case.
    headers: BTreeSet<String>,
    parameters: BTreeSet<String>,
    /// Credentials that are nobody's.
    made_up: BTreeSet<String>,
}

impl Secrets {
    /// Stands in the place of a credential.
    pub const MASK: &str = "***";

    /// Looks up where credentials travel: by HTTP's rules, and by the security schemes of documents.
    pub fn of<'s>(specs: impl Iterator<Item = &'s Spec>) -> Self {
        let mut secrets = Self::default();
        secrets.headers.extend(HEADERS.map(str::to_owned));
        for scheme in specs.flat_map(|spec| spec.security_schemes.values()) {
            match scheme {
                SecurityScheme::ApiKey { location: Location::Header, name } => {
                    secrets.hide_header(name);
                }
                SecurityScheme::ApiKey { location: Location::Query, name } => {
                    secrets.parameters.insert(name.clone());
                }
                _ => {}
            }
        }
        // Bearer tokens may travel in the query (RFC 6750 §2.3).
        secrets.parameters.insert("access_token".to_owned());
        secrets
    }

    /// Adds a header whose values are secret.
    pub fn hide_header(&mut self, name: &str) {
        self.headers.insert(name.to_ascii_lowercase());
    }

    /// Adds a credential that was made up, and is shown wherever it stands.
    pub fn reveal(&mut self, token: &str) {
        self.made_up.insert(token.to_owned());
    }

    /// Tells whether a parameter carries credentials, wherever it travels.
    pub fn hides(&self, parameter: &str) -> bool {
        self.hides_parameter(parameter) || self.hides_header(parameter)
    }

    /// Tells whether a parameter of the query carries credentials.
    pub fn hides_parameter(&self, name: &str) -> bool {
        self.parameters.contains(name)
    }

    /// Tells whether a header carries credentials; names compare without case.
    pub fn hides_header(&self, name: &str) -> bool {
        self.headers.contains(&*name.to_ascii_lowercase())
    }

    /// Shows the value of a header as it travelled, unless that is secret.
    pub fn header<'v>(&self, name: &str, value: &'v [u8]) -> Cow<'v, str> {
        let value = String::from_utf8_lossy(value);
        // What stands before it is the name of a scheme or of a cookie.
        let is_shown = |token: &String| {
            let before = value.strip_suffix(token.as_str());
            before.is_some_and(|before| before.is_empty() || before.ends_with([' ', '=']))
        };
        if self.hides_header(name) && !self.made_up.iter().any(is_shown) {
            return Self::MASK.into();
        }
        value
    }

    /// Shows a query string as it was sent, but for the values of secret parameters.
    pub fn query(&self, query: &str) -> String {
        let pairs = query.split('&').map(|pair| {
            let plain = |text: &str| unescape_form(text.into()).into_owned();
            let hides = |(name, value): &(&str, &str)| {
                self.hides_parameter(&plain(name)) && !self.made_up.contains(&plain(value))
            };
            let secret = pair.split_once('=').filter(hides);
            secret.map_or_else(|| pair.to_owned(), |(name, _)| format!("{name}={}", Self::MASK))
        });
        pairs.collect::<Vec<_>>().join("&")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_hidden_wherever_they_travel() {
        let text = "openapi: 3.1.0\ninfo: {title: T, version: v}\ncomponents: {securitySchemes: {a: {type: apiKey, in: header, name: X-Key}, b: {type: apiKey, in: query, name: 'k[1]'}}}\n";
        let spec = counterpart_spec::load("t.yaml", text.into()).unwrap().spec;
        let mut secrets = Secrets::of([&spec].into_iter());
        secrets.hide_header("X-Mine");
        for (name, hidden) in [
            ("Authorization", true),
            ("SET-COOKIE", true),
            ("x-key", true),
            ("x-mine", true),
            ("k[1]", false),
            ("accept", false),
        ] {
            assert_eq!(secrets.hides_header(name), hidden, "{name}");
        }
        for (query, shown) in [
            ("a=1&k%5B1%5D=secret&b", "a=1&k%5B1%5D=***&b"),
            ("access_token=a=b&&x=+", "access_token=***&&x=+"),
            ("k[1]", "k[1]"),
            ("", ""),
        ] {
            assert_eq!(secrets.query(query), shown, "{query}");
        }
        secrets.reveal("bm9ib2R5");
        for (name, value, shown) in [
            ("authorization", "Bearer bm9ib2R5", "Bearer bm9ib2R5"),
            ("authorization", "Bearer xbm9ib2R5", "***"),
            ("cookie", "sid=bm9ib2R5", "sid=bm9ib2R5"),
            ("cookie", "sid=bm9ib2R5; more=s3cret", "***"),
            ("x-key", "bm9ib2R5", "bm9ib2R5"),
            ("accept", "a", "a"),
        ] {
            assert_eq!(secrets.header(name, value.as_bytes()), shown, "{name}: {value}");
        }
        assert_eq!(secrets.query("access_token=bm9ib2R5"), "access_token=bm9ib2R5");
    }
}
