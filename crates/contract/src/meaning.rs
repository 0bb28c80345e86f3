//! What a call is sent for.

use std::fmt;

use counterpart_exchange::Site;
use counterpart_spec::Pointer;

/// What a call is sent for; what is asserted of its answer is decided by the bytes that were sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// It makes or finds what later calls need.
    Lead,
    /// It keeps the contract; at an edge, it says of what.
    Valid(Option<About>),
    /// It is broken in one keyword at one place; of a replay, the bytes tell which.
    Invalid(Option<About>),
    /// It asks something else than the operation does.
    Probe(Probe),
}

/// One keyword, at one place of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The part of the request.
    pub site: Site,
    /// Where in the part.
    pub pointer: Pointer,
    /// The keyword.
    pub keyword: String,
    /// Where in the document the keyword stands, if it is a schema's.
    pub schema: Option<Pointer>,
    /// On which side of which edge, as a fragment.
    pub what: String,
}

/// A question about the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Probe {
    /// Is a method refused that the path does not declare?
    Method,
    /// Is a media type refused that the operation does not declare?
    MediaType,
    /// Are credentials demanded?
    Credentials,
}

impl Meaning {
    /// Gives the name that replays and reports use.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Valid(_) => "valid",
            Self::Invalid(_) => "invalid",
            Self::Probe(Probe::Method) => "method",
            Self::Probe(Probe::MediaType) => "media_type",
            Self::Probe(Probe::Credentials) => "credentials",
        }
    }

    /// Gives the keyword that the call is about, where it is about one.
    pub fn about(&self) -> Option<&About> {
        match self {
            Self::Valid(about) | Self::Invalid(about) => about.as_ref(),
            Self::Lead | Self::Probe(_) => None,
        }
    }
}

impl About {
    /// Names the place but for the positions in lists: `body/tags`.
    pub(crate) fn place(&self) -> String {
        let tokens = self.pointer.tokens().filter(|token| token.parse::<usize>().is_err());
        tokens.fold(self.site.to_string(), |text, token| format!("{text}/{token}"))
    }
}

/// Shows `body /tags/0 minLength`.
impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.site)?;
        if !self.pointer.as_str().is_empty() {
            write!(f, " {}", self.pointer)?;
        }
        write!(f, " {}", self.keyword)
    }
}
