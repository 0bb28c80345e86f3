//! Parameters and headers, which are alike.

use super::{Example, MediaType};
use crate::Pointer;

/// One parameter (OpenAPI "Parameter Object"), or a header of a response or part (OpenAPI "Header Object").
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a field of the Parameter Object")]
pub struct Parameter {
    /// The name; headers compare without case.
    pub name: String,
    /// Where it travels.
    pub location: Location,
    /// Where it is declared.
    pub pointer: Pointer,
    /// Whether it must be there.
    pub required: bool,
    /// Whether callers should stop using it.
    pub deprecated: bool,
    /// Whether `name=` says that there is no value.
    pub allow_empty_value: bool,
    /// How it is written, unless it has `content`.
    pub style: Style,
    /// Whether arrays and objects are spread over several pairs.
    pub explode: bool,
    /// Whether reserved characters (RFC 3986 §2.2) are written as they are.
    pub allow_reserved: bool,
    /// Its schema, or that of its content.
    pub schema: Option<Pointer>,
    /// The media type it is written as, where that says more than a style.
    pub content: Option<MediaType>,
    /// The examples, in document order.
    pub examples: Vec<Example>,
}

impl Parameter {
    /// Gives the name under which its value is kept: headers compare without case.
    pub fn key(&self) -> String {
        match self.location {
            Location::Header => self.name.to_ascii_lowercase(),
            _ => self.name.clone(),
        }
    }
}

/// Where a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// In the path template.
    Path,
    /// In the query string.
    Query,
    /// As the whole query string.
    QueryString,
    /// In a header.
    Header,
    /// In the `Cookie` header.
    Cookie,
}

impl Location {
    /// The locations, in the order of their declaration.
    pub const ALL: [Self; 5] =
        [Self::Path, Self::Query, Self::QueryString, Self::Header, Self::Cookie];

    /// Names the location as the document does.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::QueryString => "querystring",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }

    /// Lists the styles that a parameter may have here, the default one first.
    pub fn styles(self) -> &'static [Style] {
        match self {
            Self::Path => &[Style::Simple, Style::Label, Style::Matrix],
            Self::Query => {
                &[Style::Form, Style::SpaceDelimited, Style::PipeDelimited, Style::DeepObject]
            }
            // Written by its `content`.
            Self::QueryString => &[Style::Form],
            Self::Header => &[Style::Simple],
            Self::Cookie => &[Style::Form, Style::Cookie],
        }
    }
}

/// How a parameter's value is written (OpenAPI "Style Values").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `a,b` (path and header).
    Simple,
    /// `.a.b` (path).
    Label,
    /// `;n=a;n=b` or `;n=a,b` (path).
    Matrix,
    /// `n=a&n=b` or `n=a,b` (query and cookie).
    Form,
    /// `n=a%20b` (query).
    SpaceDelimited,
    /// `n=a|b` (query).
    PipeDelimited,
    /// `n[key]=a` (query).
    DeepObject,
    /// `n=a; n=b`, nothing escaped (cookie).
    Cookie,
}

impl Style {
    /// The styles.
    pub const ALL: [Self; 8] = [
        Self::Simple,
        Self::Label,
        Self::Matrix,
        Self::Form,
        Self::SpaceDelimited,
        Self::PipeDelimited,
        Self::DeepObject,
        Self::Cookie,
    ];

    /// Names the style as the document does.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Simple => "simple",
            Self::Label => "label",
            Self::Matrix => "matrix",
            Self::Form => "form",
            Self::SpaceDelimited => "spaceDelimited",
            Self::PipeDelimited => "pipeDelimited",
            Self::DeepObject => "deepObject",
            Self::Cookie => "cookie",
        }
    }

    /// Tells whether arrays and objects are spread over several pairs where the document does not say.
    pub fn explodes(self) -> bool {
        matches!(self, Self::Form | Self::DeepObject | Self::Cookie)
    }
}
