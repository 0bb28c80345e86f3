//! Scenarios as files: readable, and free of anything that only one run of the server knew.

use bytes::Bytes;
use counterpart_exchange::{Decoded, MediaRange, RuntimeExpression, Site};
use counterpart_spec::{Location, Pointer};
use http::{HeaderName, HeaderValue};
use indexmap::IndexMap;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::{About, Bind, Edit, Meaning, Probe, Scenario, Shown, Slot, Source, Step, Subject};

/// The calls of a scenario, in order.
pub type Replay = Vec<ReplayStep>;

/// One call.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReplayStep {
    /// The operation: `GET /users/{id}`.
    pub operation: String,
    /// The values of its parameters by location: `path`, `query`, `header`, `cookie`.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub parameters: IndexMap<String, Map<String, Value>>,
    /// The body; `null` is one, too.
    #[serde(deserialize_with = "sent", skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// The media type of the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// What it takes from earlier calls, by where it goes: `path.id: $steps.0.response.body#/id`.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub bind: IndexMap<String, String>,
    /// What is done to the request once it is written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub edit: Vec<ReplayEdit>,
    /// Whose credentials it shows, where not those of the run: `none`, `garbage`, `other`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credentials: Option<String>,
    /// What it is sent for: `lead`, `valid`, `invalid`, `method`, `media_type`, `credentials`.
    pub meaning: String,
    /// Which keyword a valid or an invalid call is about, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<ReplayAbout>,
}

/// Reads a value that is there, be it `null`.
fn sent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// One keyword, at one place of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplayAbout {
    /// The part of the request: `body`, or a parameter such as `query.limit`.
    pub part: String,
    /// Where in the part, as a JSON pointer (RFC 6901).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub pointer: String,
    /// The keyword.
    pub keyword: String,
}

/// A change of a request that is written already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplayEdit {
    /// Sends it by another method.
    Method(String),
    /// Sets a header.
    Header(String, String),
    /// Leaves a header out.
    WithoutHeader(String),
    /// Sends another text as the body.
    Body(String),
    /// Sends other bytes as the body, which are no text.
    Bytes(Vec<u8>),
    /// Adds to the query string.
    Query(String),
}

/// Why a file is no scenario of a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoReplay {
    /// The document has no such operation.
    #[error("the document has no operation `{0}`")]
    Operation(String),
    /// A part of a call is not written as it has to be.
    #[error("call {0}: `{1}` is no {2}")]
    Written(usize, String, &'static str),
}

impl Scenario {
    /// Writes the scenario as a file has it.
    pub fn replay(&self, subject: &Subject) -> Replay {
        self.steps.iter().map(|step| written(subject, step)).collect()
    }

    /// Reads a scenario from what a file has.
    ///
    /// # Errors
    /// See [`NoReplay`].
    pub fn from_replay(subject: &Subject, replay: &[ReplayStep]) -> Result<Self, NoReplay> {
        let read = |(at, step)| read(subject, at, step);
        Ok(Self { steps: replay.iter().enumerate().map(read).collect::<Result<_, _>>()? })
    }
}

impl ReplayStep {
    /// Tells whether another call is written in the same way, but for what it takes from earlier ones.
    pub(crate) fn says(&self, other: &Self) -> bool {
        (&self.parameters, &self.body, &self.edit) == (&other.parameters, &other.body, &other.edit)
    }
}

/// The locations of parameters, as files name them.
pub(crate) const LOCATIONS: [Location; 4] =
    [Location::Path, Location::Query, Location::Header, Location::Cookie];

fn written(subject: &Subject, step: &Step) -> ReplayStep {
    let parameters = LOCATIONS.iter().filter_map(|location| {
        let values = step.values.part(*location);
        (!values.is_empty()).then(|| (location.as_str().to_owned(), values.clone()))
    });
    let bind = step.binds.iter().map(|bind| {
        let source = match &bind.source {
            Source::Expression(expression) => expression.to_string().replacen('$', "", 1),
            Source::Located(name) => format!("location.{name}"),
        };
        let slot = match &bind.slot {
            Slot::Parameter(location, key) => format!("{}.{key}", location.as_str()),
            Slot::Body(pointer) => format!("body#{pointer}"),
        };
        (slot, format!("$steps.{}.{source}", bind.step))
    });
    let credentials = match step.shown {
        Shown::Own => None,
        Shown::None => Some("none"),
        Shown::Garbage => Some("garbage"),
        Shown::Other => Some("other"),
    };
    ReplayStep {
        operation: subject.name(step.operation),
        parameters: parameters.collect(),
        body: step.values.body.clone(),
        media_type: step.media_type.as_ref().map(ToString::to_string),
        bind: bind.collect(),
        edit: step.edits.iter().map(edit).collect(),
        credentials: credentials.map(str::to_owned),
        meaning: step.meaning.name().to_owned(),
        about: step.meaning.about().and_then(about),
    }
}

fn about(about: &About) -> Option<ReplayAbout> {
    let part = match &about.site {
        Site::Parameter(location, name) => format!("{}.{name}", location.as_str()),
        Site::Body => "body".to_owned(),
        // Of responses nothing is sent.
        Site::Status | Site::Header(_) => return None,
    };
    let (pointer, keyword) = (about.pointer.to_string(), about.keyword.clone());
    Some(ReplayAbout { part, pointer, keyword })
}

fn edit(edit: &Edit) -> ReplayEdit {
    match edit {
        Edit::Method(method) => ReplayEdit::Method(method.clone()),
        Edit::Header(name, value) => {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            ReplayEdit::Header(name.to_string(), value)
        }
        Edit::WithoutHeader(name) => ReplayEdit::WithoutHeader(name.to_string()),
        Edit::Body(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => ReplayEdit::Body(text.to_owned()),
            Err(_) => ReplayEdit::Bytes(bytes.to_vec()),
        },
        Edit::Query(text) => ReplayEdit::Query(text.clone()),
    }
}

fn read(subject: &Subject, at: usize, step: &ReplayStep) -> Result<Step, NoReplay> {
    let wrong = |text: &str, what| NoReplay::Written(at, text.to_owned(), what);
    let operation = subject
        .named(&step.operation)
        .ok_or_else(|| NoReplay::Operation(step.operation.clone()))?;
    let mut values = Decoded { body: step.body.clone(), ..Decoded::default() };
    for (name, given) in &step.parameters {
        let location = location(name).ok_or_else(|| wrong(name, "location of parameters"))?;
        values.part_mut(location).clone_from(given);
    }
    let media_type = step.media_type.as_deref();
    let media_type = media_type
        .map(|text| MediaRange::parse(text).ok_or_else(|| wrong(text, "media type")))
        .transpose()?;
    let bind = |(slot, source): (&String, &String)| {
        let read = bind(slot, source).filter(|bind| bind.step < at);
        read.ok_or_else(|| wrong(&format!("{slot}: {source}"), "binding to an earlier call"))
    };
    let about = step.about.as_ref();
    let about = about
        .map(|about| unabout(about).ok_or_else(|| wrong(&about.part, "part of a request")))
        .transpose()?;
    let edits = step.edit.iter();
    let shown = match step.credentials.as_deref() {
        None => Shown::Own,
        Some("none") => Shown::None,
        Some("garbage") => Shown::Garbage,
        Some("other") => Shown::Other,
        Some(other) => return Err(wrong(other, "kind of credentials")),
    };
    Ok(Step {
        binds: step.bind.iter().map(bind).collect::<Result<_, _>>()?,
        edits: edits
            .map(|edit| unedit(edit).ok_or_else(|| wrong(&format!("{edit:?}"), "header")))
            .collect::<Result<_, _>>()?,
        shown,
        meaning: meaning(&step.meaning, about).ok_or_else(|| wrong(&step.meaning, "meaning"))?,
        ..Step::new(operation, values, media_type)
    })
}

fn location(name: &str) -> Option<Location> {
    LOCATIONS.into_iter().find(|location| location.as_str() == name)
}

/// Reads where a value goes and where it comes from.
fn bind(slot: &str, source: &str) -> Option<Bind> {
    let slot = if let Some(pointer) = slot.strip_prefix("body#") {
        Slot::Body(Pointer::parse(pointer)?)
    } else {
        let (place, key) = slot.split_once('.')?;
        Slot::Parameter(location(place)?, key.to_owned())
    };
    let (step, source) = source.strip_prefix("$steps.")?.split_once('.')?;
    let source = match source.strip_prefix("location.") {
        Some(name) => Source::Located(name.to_owned()),
        None => Source::Expression(format!("${source}").parse::<RuntimeExpression>().ok()?),
    };
    Some(Bind { slot, step: step.parse().ok()?, source })
}

fn unedit(edit: &ReplayEdit) -> Option<Edit> {
    Some(match edit {
        ReplayEdit::Method(method) => Edit::Method(method.clone()),
        ReplayEdit::Header(name, value) => {
            Edit::Header(name.parse::<HeaderName>().ok()?, HeaderValue::from_str(value).ok()?)
        }
        ReplayEdit::WithoutHeader(name) => Edit::WithoutHeader(name.parse().ok()?),
        ReplayEdit::Body(text) => Edit::Body(Bytes::from(text.clone())),
        ReplayEdit::Bytes(bytes) => Edit::Body(Bytes::from(bytes.clone())),
        ReplayEdit::Query(text) => Edit::Query(text.clone()),
    })
}

/// Reads what a call is about; where in the document that stands is not kept.
fn unabout(about: &ReplayAbout) -> Option<About> {
    let ReplayAbout { part, pointer, keyword } = about;
    let site = if part == "body" {
        Site::Body
    } else {
        let (place, name) = part.split_once('.')?;
        Site::Parameter(location(place)?, name.to_owned())
    };
    let (pointer, keyword) = (Pointer::parse(pointer)?, keyword.clone());
    Some(About { site, pointer, keyword, schema: None, what: String::new() })
}

/// Reads what a call is sent for; what exactly an invalid one breaks is seen from its bytes.
fn meaning(name: &str, about: Option<About>) -> Option<Meaning> {
    Some(match name {
        "lead" => Meaning::Lead,
        "valid" => Meaning::Valid(about),
        "invalid" => Meaning::Invalid(about),
        "method" => Meaning::Probe(Probe::Method),
        "media_type" => Meaning::Probe(Probe::MediaType),
        "credentials" => Meaning::Probe(Probe::Credentials),
        _ => return None,
    })
}
