//! What nobody may read in a log: the credentials that requests and answers carry.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use counterpart_spec::{Location, SecurityScheme, Spec};

/// Stands in the place of a credential.
const MASK: &str = "***";
/// Headers that carry credentials by HTTP's own rules, and ours.
const SECRET: [&str; 5] =
    ["authorization", "proxy-authorization", "cookie", "set-cookie", "x-counterpart-token"];

/// Where the credentials of some documents travel.
#[derive(Debug, Default)]
pub(crate) struct Mask {
    /// In lower case.
    headers: BTreeSet<String>,
    parameters: BTreeSet<String>,
}

impl Mask {
    pub(crate) fn of<'s>(specs: impl Iterator<Item = &'s Spec>) -> Self {
        let mut mask = Self::default();
        mask.headers.extend(SECRET.map(str::to_owned));
        for scheme in specs.flat_map(|spec| spec.security_schemes.values()) {
            match scheme {
                SecurityScheme::ApiKey { location: Location::Header, name } => {
                    mask.headers.insert(name.to_ascii_lowercase());
                }
                SecurityScheme::ApiKey { location: Location::Query, name } => {
                    mask.parameters.insert(name.clone());
                }
                _ => {}
            }
        }
        // Bearer tokens may travel in the query (RFC 6750 §2.3).
        mask.parameters.insert("access_token".to_owned());
        mask
    }

    /// Tells whether a parameter carries credentials.
    pub(crate) fn hides(&self, parameter: &str) -> bool {
        self.parameters.contains(parameter)
            || self.headers.contains(&*parameter.to_ascii_lowercase())
    }

    /// Shows headers by name, several values of one joined by commas.
    pub(crate) fn headers<'h>(
        &self,
        headers: impl Iterator<Item = (Cow<'h, str>, Cow<'h, str>)>,
    ) -> BTreeMap<String, String> {
        let mut shown = BTreeMap::new();
        for (name, value) in headers {
            let secret = self.headers.contains(&*name);
            let value = if secret { MASK } else { &value };
            shown
                .entry(name.into_owned())
                .and_modify(|known: &mut String| *known = format!("{known}, {value}"))
                .or_insert_with(|| value.to_owned());
        }
        shown
    }

    /// Shows a query string as it was sent, but for the values of secret parameters.
    pub(crate) fn query(&self, query: &str) -> String {
        let shown = query.split('&').map(|pair| {
            let (name, _) = pair.split_once('=')?;
            let plain = percent_encoding::percent_decode_str(name).decode_utf8_lossy();
            self.parameters.contains(&*plain).then(|| format!("{name}={MASK}"))
        });
        let pairs = query.split('&').zip(shown);
        pairs
            .map(|(sent, masked)| masked.unwrap_or_else(|| sent.to_owned()))
            .collect::<Vec<_>>()
            .join("&")
    }
}
