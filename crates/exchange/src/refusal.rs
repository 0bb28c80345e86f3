//! Why a request is refused before it reaches any state, and what is wrong with a response.

use std::fmt;

use counterpart_spec::{Location, Pointer};

use crate::MediaRange;

/// Says why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The credentials are missing or not of the declared kind; holds the challenge for `WWW-Authenticate`.
    Unauthorized {
        /// One sentence.
        detail: String,
        /// The challenge (RFC 9110 §11.6.1), where the scheme has one.
        challenge: Option<String>,
    },
    /// The body's media type is not declared.
    MediaType {
        /// One sentence.
        detail: String,
    },
    /// None of the declared media types is accepted by the caller.
    NotAcceptable {
        /// One sentence.
        detail: String,
    },
    /// Parameters or the body break their schema; never empty.
    Invalid(Vec<Violation>),
}

impl Refusal {
    /// Says that a caller takes none of the types that are offered.
    pub fn not_acceptable(offered: &[MediaRange]) -> Self {
        let offered: Vec<_> = offered.iter().map(ToString::to_string).collect();
        let detail = format!("the answer is {}, which `Accept` excludes", offered.join(" or "));
        Self::NotAcceptable { detail }
    }
}

/// Says which part of a request or response breaks which rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The part of the request or response.
    pub site: Site,
    /// Where in the part's value; the root is the value itself.
    pub pointer: Pointer,
    /// The keyword that is broken: `required`, `maxLength`, …, or `syntax` where the text cannot be decoded.
    pub keyword: String,
    /// Where in the document the keyword stands, if it is a schema's.
    pub schema: Option<Pointer>,
    /// The property of the value that the violation is about, where it is not the value itself.
    pub property: Option<String>,
    /// What is wrong, as a sentence fragment.
    pub message: String,
}

/// A part of a request or response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Site {
    /// A parameter.
    Parameter(Location, String),
    /// The body.
    Body,
    /// The status of a response.
    Status,
    /// A header of a response.
    Header(String),
}

/// Shows `query parameter limit`, `body`, `header etag`.
impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter(location, name) => write!(f, "{} parameter {name}", location.as_str()),
            Self::Body => f.write_str("body"),
            Self::Status => f.write_str("status"),
            Self::Header(name) => write!(f, "header {name}"),
        }
    }
}

impl Violation {
    /// Says where a value breaks its schema.
    pub(crate) fn of(site: Site, violation: counterpart_schema::Violation) -> Self {
        Self {
            site,
            pointer: violation.instance,
            keyword: violation.keyword,
            schema: Some(violation.schema),
            property: violation.property,
            message: violation.message,
        }
    }

    /// Names the field as a person would: the missing property, else the innermost property name, else the parameter, else `body`.
    pub fn field(&self) -> String {
        if let Some(property) = &self.property {
            return property.clone();
        }
        let inner = self.pointer.tokens().filter(|token| token.parse::<usize>().is_err()).last();
        match (inner, &self.site) {
            (Some(name), _) => name.into_owned(),
            (None, Site::Parameter(_, name) | Site::Header(name)) => name.clone(),
            (None, Site::Body) => "body".to_owned(),
            (None, Site::Status) => "status".to_owned(),
        }
    }

    /// Says what is broken without the value that breaks it, which may be a secret.
    pub fn unquoted(&self) -> String {
        format!("{} breaks `{}`", self.place(), self.keyword)
    }

    fn place(&self) -> String {
        match &self.site {
            Site::Body if !self.pointer.as_str().is_empty() => format!("body {}", self.pointer),
            site => format!("{site}{}", self.pointer),
        }
    }
}

/// Shows `query parameter limit: …` or `body /tags/0: …`.
impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place(), self.message)
    }
}
