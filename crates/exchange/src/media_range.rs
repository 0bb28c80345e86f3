//! Media types and ranges (RFC 9110 §8.3 and §12.5.1).

use std::fmt;

use mediatype::MediaType;

/// What a media type or range says: `application/json`, `text/*`, `*/*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaRange {
    kind: String,
    subtype: String,
}

impl MediaRange {
    /// Reads a type or range, ignoring its parameters; `None` when it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        let essence = text.split(';').next()?.trim();
        if let Some((kind @ "*", subtype @ "*")) = essence.split_once('/') {
            return Some(Self { kind: kind.to_owned(), subtype: subtype.to_owned() });
        }
        let (kind, subtype) = essence.split_once('/')?;
        if subtype != "*" {
            MediaType::parse(essence).ok()?;
        }
        Some(Self { kind: kind.to_ascii_lowercase(), subtype: subtype.to_ascii_lowercase() })
    }

    /// Tells whether a concrete type falls into this range.
    pub fn admits(&self, other: &Self) -> bool {
        (self.kind == "*" || self.kind == other.kind)
            && (self.subtype == "*" || self.subtype == other.subtype)
    }

    /// Ranks ranges: a type before `text/*` before `*/*`.
    pub fn specificity(&self) -> u8 {
        u8::from(self.kind != "*") + u8::from(self.subtype != "*")
    }

    /// Tells whether the content is JSON: `application/json`, `text/json` or a `+json` type (RFC 6839).
    pub fn is_json(&self) -> bool {
        self.subtype == "json" || self.subtype.ends_with("+json")
    }

    /// Tells whether the content is an HTML form's.
    pub fn is_form(&self) -> bool {
        self.kind == "application" && self.subtype == "x-www-form-urlencoded"
    }
}

/// Shows the range as a header would.
impl fmt::Display for MediaRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind, self.subtype)
    }
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
        ] {
            let parse = |text| MediaRange::parse(text).unwrap();
            assert_eq!(parse(range).admits(&parse(media_type)), expected, "{range} {media_type}");
        }
        assert_eq!(MediaRange::parse("json"), None);
    }
}
