//! What a caller prefers of an answer (RFC 7240), in the header and in the query, as the users of Prism write it.

use std::fmt::{self, Write};

use http::HeaderName;

use crate::media_range::{split_unquoted, unquoted};
use crate::{MediaRange, Request};

const PREFER: HeaderName = HeaderName::from_static("prefer");

/// The preferences that a mock knows; others are passed over, as RFC 7240 §2 wants.
const NAMES: [&str; 5] = ["code", "example", "dynamic", "seed", "delay"];

/// What marks a preference in the query: `?__code=404`.
const MARK: &str = "__";

/// What a caller prefers.
///
/// It is shown as the value of the header, so that whoever wants to force an answer can say so on the caller's behalf.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Prefer {
    /// The status: `code=404`.
    pub code: Option<u16>,
    /// The name of a documented example: `example=empty`.
    pub example: Option<String>,
    /// Whether the body is generated (`dynamic=true`) or documented.
    pub dynamic: Option<bool>,
    /// What generated data derives from: `seed=7`.
    pub seed: Option<String>,
    /// How long the answer is held back, as it is written: `delay=800`.
    pub delay: Option<String>,
}

impl Prefer {
    /// Reads the preferences of a request; the query wins over the header, and of several the first (RFC 7240 §2). `None` where there are none.
    ///
    /// # Errors
    /// The preference that makes no sense, as a sentence.
    pub fn of(request: &Request) -> Result<Option<Self>, String> {
        let mut prefer = Self::default();
        if request.query.contains(MARK) {
            for (name, value) in request.query_pairs() {
                let name = name.strip_prefix(MARK).filter(|name| NAMES.contains(name));
                name.map_or(Ok(()), |name| prefer.take(name, value))?;
            }
        }
        for line in request.headers.get_all(PREFER) {
            let line = line.to_str().unwrap_or_default();
            // Parameters of a preference mean nothing here: what stands behind a `;` is taken as one more.
            for part in split_unquoted(line, ',').flat_map(|part| split_unquoted(part, ';')) {
                let (name, value) = part.split_once('=').unwrap_or((part, ""));
                let name = name.trim().to_ascii_lowercase();
                prefer.take(&name, unquoted(value.trim()))?;
            }
        }
        Ok((prefer != Self::default()).then_some(prefer))
    }

    /// Takes the preferences out of a query: they are not the API's. `None` where there are none.
    pub fn apart(query: &str) -> Option<String> {
        if !query.contains(MARK) {
            return None;
        }
        let is_own = |pair: &&str| {
            let name = pair.split('=').next().unwrap_or_default();
            !name.strip_prefix(MARK).is_some_and(|name| NAMES.contains(&name))
        };
        Some(query.split('&').filter(is_own).collect::<Vec<_>>().join("&"))
    }

    fn take(&mut self, name: &str, value: String) -> Result<(), String> {
        match name {
            "code" if self.code.is_none() => {
                let code = value.parse().ok().filter(|code| (100..=599).contains(code));
                self.code = Some(code.ok_or_else(|| {
                    format!("`code={value}` is no status: one has three digits, such as `404`")
                })?);
            }
            "dynamic" if self.dynamic.is_none() => {
                self.dynamic = Some(match value.as_str() {
                    "" | "true" => true,
                    "false" => false,
                    _ => return Err(format!("`dynamic={value}` is neither `true` nor `false`")),
                });
            }
            "example" if self.example.is_none() => self.example = Some(value),
            "seed" if self.seed.is_none() => self.seed = Some(value),
            "delay" if self.delay.is_none() => self.delay = Some(value),
            _ => {}
        }
        Ok(())
    }
}

/// Shows `code=404, example="not found"`.
impl fmt::Display for Prefer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.code.map(|code| code.to_string());
        let dynamic = self.dynamic.map(|dynamic| dynamic.to_string());
        let Self { example, seed, delay, .. } = self;
        let values = [&code, example, &dynamic, seed, delay].map(Option::as_ref);
        let mut separator = "";
        for (name, value) in NAMES.iter().zip(values) {
            let Some(value) = value else { continue };
            write!(f, "{separator}{name}=")?;
            separator = ", ";
            if MediaRange::is_token(value) {
                f.write_str(value)?;
            } else {
                f.write_char('"')?;
                for c in value.chars() {
                    if matches!(c, '"' | '\\') {
                        f.write_char('\\')?;
                    }
                    f.write_char(c)?;
                }
                f.write_char('"')?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(query: &str, headers: &[&str], expected: Result<&str, &str>) {
        let mut request = Request { query: query.to_owned(), ..Request::default() };
        for line in headers {
            request.headers.append("prefer", line.parse().unwrap());
        }
        let read = Prefer::of(&request);
        let shown = read.map(|prefer| prefer.map(|p| p.to_string()).unwrap_or_default());
        let expected = expected.map(str::to_owned).map_err(str::to_owned);
        assert_eq!(shown, expected, "{query} {headers:?}");
    }

    #[test]
    fn preferences_are_read_from_header_and_query() {
        check("", &[], Ok(""));
        check("a=1", &["return=minimal, respond-async"], Ok(""));
        check("", &["code=404"], Ok("code=404"));
        check(
            "",
            &["Code = 404 , example=\"a \\\"b\\\", c\""],
            Ok(r#"code=404, example="a \"b\", c""#),
        );
        check("", &["wait=5; dynamic=true", "seed=7, seed=8"], Ok("dynamic=true, seed=7"));
        check("", &["dynamic"], Ok("dynamic=true"));
        check("a=1&__code=500&__example=x%20y", &["code=404"], Ok(r#"code=500, example="x y""#));
        check("__other=1", &[], Ok(""));
        check("__delay=2s", &["delay=800"], Ok("delay=2s"));
        check(
            "",
            &["code=many"],
            Err("`code=many` is no status: one has three digits, such as `404`"),
        );
        check("__dynamic=2", &[], Err("`dynamic=2` is neither `true` nor `false`"));
    }

    #[test]
    fn what_is_shown_is_read_again() {
        let prefer = Prefer {
            code: Some(503),
            example: Some("a, \"b\"".to_owned()),
            dynamic: Some(false),
            seed: Some(String::new()),
            delay: Some("1.5 s".to_owned()),
        };
        let mut request = Request::default();
        request.headers.insert("prefer", prefer.to_string().parse().unwrap());
        assert_eq!(Prefer::of(&request), Ok(Some(prefer)));
    }

    #[test]
    fn preferences_are_not_the_query_of_the_api() {
        for (query, expected) in [
            ("a=1", None),
            ("a=1&__code=404&b=2", Some("a=1&b=2")),
            ("__seed=1", Some("")),
            ("__else=1", Some("__else=1")),
        ] {
            assert_eq!(Prefer::apart(query).as_deref(), expected, "{query}");
        }
    }
}
