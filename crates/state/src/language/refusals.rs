//! `x-refusals`: how an API words its refusals.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::expression::Template;

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Unauthorized,
    Missing,
    Conflict,
    Invalid,
    MediaType,
    NotAcceptable,
    Path,
    Method,
    /// The record is not what the caller takes it for (RFC 9110 §13).
    #[serde(skip)]
    Precondition,
    /// What the caller prefers cannot be had (RFC 7240).
    #[serde(skip)]
    Preference,
    /// The server's limit, not the document's.
    #[serde(skip)]
    TooLarge,
    /// Not the caller's fault: an expression of the document failed.
    #[serde(skip)]
    Internal,
}

impl Kind {
    /// The statuses that fit, the most natural first (RFC 9110 §15.5, RFC 4918 §11.2).
    pub(crate) fn statuses(self) -> &'static [u16] {
        match self {
            Self::Unauthorized => &[401, 403],
            Self::Missing | Self::Path => &[404, 410],
            Self::Conflict => &[409, 400, 422],
            Self::Invalid => &[422, 400],
            Self::MediaType => &[415, 400, 422],
            Self::Precondition => &[412],
            Self::Preference => &[404],
            Self::NotAcceptable => &[406],
            Self::Method => &[405],
            Self::TooLarge => &[413],
            Self::Internal => &[500],
        }
    }

    /// Names the kind as problem details do.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Unauthorized => "Unauthorized",
            Self::Missing | Self::Path => "Not Found",
            Self::Conflict => "Conflict",
            Self::Precondition => "Precondition Failed",
            Self::Preference => "No Such Answer",
            Self::Invalid => "Invalid Request",
            Self::MediaType => "Unsupported Media Type",
            Self::NotAcceptable => "Not Acceptable",
            Self::Method => "Method Not Allowed",
            Self::TooLarge => "Content Too Large",
            Self::Internal => "Internal Server Error",
        }
    }
}

/// The wording of each kind that has one.
pub(crate) type Refusals = BTreeMap<Kind, Wording>;

/// The wording of one kind.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wording {
    pub(crate) status: Option<u16>,
    pub(crate) respond: Option<Template>,
}
