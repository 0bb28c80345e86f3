//! What does not hold: findings, as reports show them.

use serde::{Deserialize, Serialize};

use crate::replay::Replay;

/// Names a check; each has a page in `docs/checks`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// A request is answered with a fault of the server.
    ServerError,
    /// There is no whole response.
    NoResponse,
    /// The status is not declared.
    ResponseStatus,
    /// The media type of the response is missing or not declared.
    ResponseMediaType,
    /// A header of the response is missing or breaks its schema.
    ResponseHeader,
    /// The body of the response breaks its schema or cannot be read.
    ResponseBody,
    /// A request that keeps the contract is refused.
    ValidRefused,
    /// A request that breaks the contract is taken.
    InvalidAccepted,
    /// A request without a header that must be there is taken.
    MissingHeaderAccepted,
    /// A body of a media type that is not declared is taken.
    WrongMediaTypeAccepted,
    /// A method that is not declared is not refused as such.
    UnsupportedMethod,
    /// Credentials are not demanded, or not looked at.
    AuthIgnored,
    /// One identity reaches what belongs to another.
    ObjectAccess,
    /// What was deleted is still there.
    UseAfterDelete,
    /// What was created cannot be read.
    CreatedUnreadable,
    /// What was sent is shown as something else.
    EchoDiffers,
    /// Another record is shown than was asked for.
    WrongRecord,
    /// One id is given twice.
    IdReused,
    /// An update did not take, or took what it should have left.
    UpdateLost,
    /// A list has what is gone, or lacks what is there.
    ListMembership,
    /// A list shows what its filter excludes, or leaves out what it admits.
    ListFilter,
    /// A list is not in the order that was asked for.
    ListOrder,
    /// A page has more than was asked for, or pages repeat or leave out records.
    ListPage,
    /// The total of a list is not how many there are.
    ListTotal,
    /// A request that is repeated has another effect.
    NotIdempotent,
    /// An effect that the document declares is not seen.
    EffectMissing,
    /// A value fits its schema and cannot be.
    ImplausibleValue,
    /// A response took longer than it may.
    ResponseTime,
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The document does not promise it, but whoever uses the API expects it.
    Warning,
    /// The document, or the state that it describes, promises otherwise.
    Error,
}

/// What makes findings one: operation, check, and keyword with its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// The check.
    pub check: Check,
    /// The operation, by its index.
    pub operation: usize,
    /// What of it: a keyword and its place in the document, a field, a status.
    pub key: String,
}

/// One thing that does not hold, confirmed and made small.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The same for the same cause, at any run: a hash of check, operation and place.
    pub id: String,
    /// The check that found it.
    pub check: Check,
    /// How much it weighs.
    pub severity: Severity,
    /// The operation: `GET /users/{id}`.
    pub operation: String,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What was sent, secrets masked.
    pub sent: Sent,
    /// What came back.
    pub received: Received,
    /// The promise that was broken; `None` where it stands nowhere in the document.
    pub document: Option<Place>,
    /// What of the request or response breaks it.
    pub violated: Option<Violated>,
    /// How to see it again.
    pub reproduce: Reproduction,
    /// How many calls showed it.
    pub count: u64,
}

/// A request, as reports show it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Sent {
    /// The method.
    pub method: String,
    /// The whole URL.
    pub url: String,
    /// The headers in order; the values of secret ones are masked.
    pub headers: Vec<(String, String)>,
    /// The body, where there is one; of bytes that are no text, how many there are.
    pub body: Option<String>,
}

/// What came back, as reports show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Received {
    /// A response.
    Response {
        /// The status.
        status: u16,
        /// The headers in order.
        headers: Vec<(String, String)>,
        /// The body, where there is one, cut where it is long.
        body: Option<String>,
        /// How long it took, in milliseconds.
        elapsed_ms: f64,
    },
    /// None: why not.
    Nothing(String),
}

/// A part of the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The JSON pointer.
    pub pointer: String,
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
}

/// Where which keyword is broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violated {
    /// The part of the request or response, and where in it: `body /tags/0`.
    pub pointer: String,
    /// The keyword; empty where it is no keyword that is broken.
    pub keyword: String,
}

/// How to see a finding again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reproduction {
    /// Shell lines, secrets as variables.
    pub curl: String,
    /// The calls, each making what the next ones need.
    pub steps: Replay,
}

impl Finding {
    /// Adds itself to others, unless one of them is told of the same call already: then they are one, by the lesser id, in whatever order they come.
    pub fn enter(self, others: &mut Vec<Self>) {
        let Some(known) = others.iter_mut().find(|known| known.is_same(&self)) else {
            others.push(self);
            return;
        };
        let (count, severity) = (known.count + self.count, known.severity.max(self.severity));
        if self.id < known.id {
            *known = self;
        }
        (known.count, known.severity) = (count, severity);
    }

    /// Tells whether the same check speaks of the same call, whatever it was sent for.
    fn is_same(&self, other: &Self) -> bool {
        // What a response says wrong is told by its keyword, not by what was asked.
        let by_call = [Check::ServerError, Check::ValidRefused, Check::NoResponse];
        let (ours, theirs) = (&self.reproduce.steps, &other.reproduce.steps);
        by_call.contains(&self.check)
            && (self.check, &self.operation) == (other.check, &other.operation)
            && ours.len() == theirs.len()
            && ours.last().zip(theirs.last()).is_some_and(|(ours, theirs)| ours.says(theirs))
    }
}

impl Check {
    /// Tells whether it speaks of what a server should remember of earlier calls.
    pub(crate) fn is_remembered(self) -> bool {
        (Self::UseAfterDelete..=Self::EffectMissing).contains(&self)
    }

    /// Lists all checks.
    pub const ALL: [Self; 28] = [
        Self::ServerError,
        Self::NoResponse,
        Self::ResponseStatus,
        Self::ResponseMediaType,
        Self::ResponseHeader,
        Self::ResponseBody,
        Self::ValidRefused,
        Self::InvalidAccepted,
        Self::MissingHeaderAccepted,
        Self::WrongMediaTypeAccepted,
        Self::UnsupportedMethod,
        Self::AuthIgnored,
        Self::ObjectAccess,
        Self::UseAfterDelete,
        Self::CreatedUnreadable,
        Self::EchoDiffers,
        Self::WrongRecord,
        Self::IdReused,
        Self::UpdateLost,
        Self::ListMembership,
        Self::ListFilter,
        Self::ListOrder,
        Self::ListPage,
        Self::ListTotal,
        Self::NotIdempotent,
        Self::EffectMissing,
        Self::ImplausibleValue,
        Self::ResponseTime,
    ];

    /// Gives the name that flags and reports use: `use_after_delete`.
    pub fn name(self) -> &'static str {
        match self {
            Self::ServerError => "server_error",
            Self::NoResponse => "no_response",
            Self::ResponseStatus => "response_status",
            Self::ResponseMediaType => "response_media_type",
            Self::ResponseHeader => "response_header",
            Self::ResponseBody => "response_body",
            Self::ValidRefused => "valid_refused",
            Self::InvalidAccepted => "invalid_accepted",
            Self::MissingHeaderAccepted => "missing_header_accepted",
            Self::WrongMediaTypeAccepted => "wrong_media_type_accepted",
            Self::UnsupportedMethod => "unsupported_method",
            Self::AuthIgnored => "auth_ignored",
            Self::ObjectAccess => "object_access",
            Self::UseAfterDelete => "use_after_delete",
            Self::CreatedUnreadable => "created_unreadable",
            Self::EchoDiffers => "echo_differs",
            Self::WrongRecord => "wrong_record",
            Self::IdReused => "id_reused",
            Self::UpdateLost => "update_lost",
            Self::ListMembership => "list_membership",
            Self::ListFilter => "list_filter",
            Self::ListOrder => "list_order",
            Self::ListPage => "list_page",
            Self::ListTotal => "list_total",
            Self::NotIdempotent => "not_idempotent",
            Self::EffectMissing => "effect_missing",
            Self::ImplausibleValue => "implausible_value",
            Self::ResponseTime => "response_time",
        }
    }
}
