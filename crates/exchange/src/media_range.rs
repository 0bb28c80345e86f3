//! Media types and ranges (RFC 9110 §8.3 and §12.5.1).

use std::fmt;

use mediatype::MediaType;

/// Parameters that say how the bytes are framed, not what they mean.
const FRAMING: [&str; 3] = ["charset", "boundary", "q"];

/// What a media type or range says: `application/json`, `text/*;version=2`, `*/*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaRange {
    kind: String,
    subtype: String,
    /// Names in lower case, values unquoted, in the order they are written.
    parameters: Vec<(String, String)>,
}

impl MediaRange {
    /// Reads a type or range; `None` when it is neither. Parameters that cannot be read are passed over.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = split_unquoted(text, ';');
        let essence = parts.next()?.trim();
        let (kind, subtype) = essence.split_once('/')?;
        if subtype != "*" {
            MediaType::parse(essence).ok()?;
        } else if kind != "*" && kind.contains('*') {
            return None;
        }
        let parameter = |part: &str| {
            let (name, value) = part.split_once('=')?;
            Some((name.trim().to_ascii_lowercase(), unquoted(value.trim())))
        };
        Some(Self {
            kind: kind.to_ascii_lowercase(),
            subtype: subtype.to_ascii_lowercase(),
            parameters: parts.filter_map(parameter).collect(),
        })
    }

    /// Tells whether a concrete type falls into this range: no parameter of both may differ, but those that are about bytes only.
    pub fn admits(&self, other: &Self) -> bool {
        let agrees = |(name, value): &(String, String)| {
            FRAMING.contains(&name.as_str())
                || other.parameter(name).is_none_or(|sent| sent.eq_ignore_ascii_case(value))
        };
        (self.kind == "*" || self.kind == other.kind)
            && (self.subtype == "*" || self.subtype == other.subtype)
            && self.parameters.iter().all(agrees)
    }

    /// Ranks ranges: `text/plain;version=2` before `text/plain` before `text/*` before `*/*`.
    pub fn specificity(&self) -> (u8, usize) {
        let own = self.parameters.iter().filter(|(name, _)| !FRAMING.contains(&name.as_str()));
        (u8::from(self.kind != "*") + u8::from(self.subtype != "*"), own.count())
    }

    /// Tells whether it is a range, not a type.
    pub fn is_range(&self) -> bool {
        self.subtype == "*"
    }

    /// Gives a type of the range, the usual one; a type gives itself.
    #[must_use]
    pub fn concrete(&self) -> Self {
        let (kind, subtype) = match self.kind.as_str() {
            _ if !self.is_range() => return self.clone(),
            "*" | "application" => ("application", "json"),
            "text" => ("text", "plain"),
            "image" => ("image", "png"),
            "audio" => ("audio", "mpeg"),
            "video" => ("video", "mp4"),
            kind => (kind, "octet-stream"),
        };
        Self { kind: kind.to_owned(), subtype: subtype.to_owned(), ..self.clone() }
    }

    /// Gives a parameter's value.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Tells whether the content is JSON: `application/json`, `text/json` or a `+json` type (RFC 6839).
    pub fn is_json(&self) -> bool {
        self.has_syntax("json")
    }

    /// Tells whether the content is XML: `application/xml`, `text/xml` or a `+xml` type (RFC 7303).
    pub fn is_xml(&self) -> bool {
        self.has_syntax("xml")
    }

    /// Tells whether the content is an HTML form's.
    pub fn is_form(&self) -> bool {
        self.is("application", "x-www-form-urlencoded")
    }

    /// Tells whether the content is in parts, each a field (RFC 7578).
    pub fn is_multipart(&self) -> bool {
        self.kind == "multipart"
    }

    /// Tells whether the content is a sequence of items (OpenAPI 3.2 "Sequential Media Types").
    pub fn is_sequence(&self) -> bool {
        crate::body::is_sequence(self)
    }

    /// Tells whether the content is made for people to read, whatever it says.
    pub fn is_text(&self) -> bool {
        let known = ["javascript", "graphql", "yaml", "x-yaml", "toml", "sql"];
        self.kind == "text" || known.contains(&self.subtype.as_str()) || self.has_syntax("yaml")
    }

    /// Gives the type without its parameters.
    #[must_use]
    pub(crate) fn essence(&self) -> Self {
        let Self { kind, subtype, .. } = self;
        Self { kind: kind.clone(), subtype: subtype.clone(), parameters: Vec::new() }
    }

    /// Tells whether a value stands without quotes (RFC 9110 §5.6.2).
    pub(crate) fn is_token(value: &str) -> bool {
        let fits = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        !value.is_empty() && value.chars().all(fits)
    }

    /// Tells whether the type is this one, whatever its parameters.
    pub fn is(&self, kind: &str, subtype: &str) -> bool {
        self.kind == kind && self.subtype == subtype
    }

    fn has_syntax(&self, name: &str) -> bool {
        let suffix = self.subtype.strip_suffix(name);
        suffix.is_some_and(|rest| rest.is_empty() || rest.ends_with('+'))
    }
}

/// Shows the range as a header would.
impl fmt::Display for MediaRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind, self.subtype)?;
        self.parameters.iter().try_for_each(|(name, value)| {
            if Self::is_token(value) {
                write!(f, ";{name}={value}")
            } else {
                let value = value.replace('\\', "\\\\").replace('"', "\\\"");
                write!(f, ";{name}=\"{value}\"")
            }
        })
    }
}

/// Splits at a separator that does not stand in quotes (RFC 9110 §5.6.4).
pub(crate) fn split_unquoted(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let (mut quoted, mut escaped) = (false, false);
    text.split(move |c| {
        if escaped {
            escaped = false;
            return false;
        }
        match c {
            '"' => quoted = !quoted,
            '\\' if quoted => escaped = true,
            c => return c == separator && !quoted,
        }
        false
    })
}

/// Takes the quotes off a quoted string, and its escapes.
pub(crate) fn unquoted(value: &str) -> String {
    let Some(inside) = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return value.to_owned();
    };
    let mut escaped = false;
    let kept = inside.chars().filter(|c| {
        escaped = *c == '\\' && !escaped;
        !escaped
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_admit_types() {
        for (range, media_type, expected) in [
            ("*/*", "text/plain", true),
            ("text/*", "Text/Plain; charset=utf-8", true),
            ("text/*", "application/json", false),
            ("application/json", "application/problem+json", false),
            ("application/json;version=2", "application/json", true),
            ("application/json;version=2", "application/json; version=\"2\"", true),
            ("application/json;version=2", "application/json;version=1", false),
            ("application/json;charset=utf-8", "application/json;charset=latin1", true),
        ] {
            let parse = |text| MediaRange::parse(text).unwrap();
            assert_eq!(parse(range).admits(&parse(media_type)), expected, "{range} {media_type}");
        }
        assert_eq!(MediaRange::parse("json"), None);
        assert_eq!(MediaRange::parse("a*/*"), None);
    }

    #[test]
    fn parameters_are_shown_as_they_are_read() {
        for (text, shown) in [
            ("Text/Plain ; Charset=UTF-8", "text/plain;charset=UTF-8"),
            (r#"a/b;x="c;d \" e";y=1"#, r#"a/b;x="c;d \" e";y=1"#),
            ("a/b;;x;y=1", "a/b;y=1"),
        ] {
            assert_eq!(MediaRange::parse(text).unwrap().to_string(), shown, "{text}");
        }
    }
}
