//! The versions of OpenAPI.

use serde_json::Value;

/// A version of OpenAPI, as far as it decides how a document is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Version {
    /// 2.0, which is Swagger 2.0.
    V2_0,
    /// 3.0, with its own dialect of JSON Schema.
    V3_0,
    /// 3.1, the form that all others are given.
    V3_1,
    /// 3.2, which only adds to 3.1.
    V3_2,
}

impl Version {
    /// Reads what a document says at `openapi` or `swagger`; patches and pre-releases make no difference, and unquoted versions are numbers.
    ///
    /// # Errors
    /// The message that says that the version is not read.
    pub(crate) fn parse(said: &Value) -> Result<Self, String> {
        let text = match said {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let (major, rest) = text.trim().split_once('.').unwrap_or_default();
        let minor = rest.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        match (major, minor) {
            ("2", "0") => Ok(Self::V2_0),
            ("3", "0") => Ok(Self::V3_0),
            ("3", "1") => Ok(Self::V3_1),
            ("3", "2") => Ok(Self::V3_2),
            _ => Err(format!("OpenAPI version `{text}` is not read")),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn versions_are_read_as_they_are_written() {
        use Version::{V2_0, V3_0, V3_1, V3_2};
        for (said, version) in [
            (json!("2.0"), Some(V2_0)),
            (json!(2.0), Some(V2_0)),
            (json!("3.0.3"), Some(V3_0)),
            (json!(3.0), Some(V3_0)),
            (json!("3.0.8-:X3~.:n"), Some(V3_0)),
            (json!("3.1.0-rc1"), Some(V3_1)),
            (json!("3.2.0"), Some(V3_2)),
            (json!("3.10.0"), None),
            (json!("1.2"), None),
            (json!("4.0.0"), None),
            (json!("latest"), None),
            (json!({"3.0": 1}), None),
            (json!(null), None),
        ] {
            assert_eq!(Version::parse(&said).ok(), version, "{said}");
        }
    }
}
