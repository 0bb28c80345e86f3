//! A declared response, ready to be written: its media types and its headers, looked up once.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use counterpart_exchange::{Contract, MediaRange, Request, narrowed, negotiate, preferred};
use counterpart_schema::{Direction, Outline, Type};
use counterpart_spec::{self as spec, has_no_content};
use http::header::ACCEPT;
use http::{HeaderMap, HeaderValue};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::fit::fit;
use super::headers::Headers;
use super::written;
use crate::expression::Piece;
use crate::program::{Behaviour, Program};

/// What one declared response is written with.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) media: Vec<Media>,
    /// The types as they are negotiated, one for each of `media`.
    pub(crate) ranges: Vec<MediaRange>,
    /// Which of them are server-sent events.
    events: Option<usize>,
    pub(crate) headers: Headers,
}

/// One declared media type.
#[derive(Debug)]
pub(crate) struct Media {
    /// Its place in the content of the response.
    at: usize,
    pub(crate) form: Option<Arc<Outline>>,
    /// What it is written as, where the caller asks for nothing narrower.
    usual: MediaRange,
    /// The same as a header.
    header: HeaderValue,
    /// The first documented example that fits, by its place.
    example: OnceLock<Option<usize>>,
    /// How many answers made of records fitted so far; [`DOUBT`] once one did not.
    trust: AtomicU8,
}

/// So many answers are held to the schema before it is taken that the others fit, too: what is around the records is always the same.
const TRUST: u8 = 8;
/// All answers are held to the schema.
const DOUBT: u8 = u8::MAX;

/// The media type that a caller gets.
#[derive(Debug, Clone)]
pub(crate) struct Chosen<'r> {
    /// Its place among the reply's media types.
    pub(crate) index: usize,
    pub(crate) media: &'r Media,
    pub(crate) range: Cow<'r, MediaRange>,
}

/// What is written below the headers.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) media_type: HeaderValue,
    pub(crate) bytes: Bytes,
}

impl Reply {
    /// Looks up what a response is written with; it stands for the status, and maybe for others.
    pub(crate) fn new(
        program: &Program,
        behaviour: &Behaviour,
        status: u16,
        response: &spec::Response,
    ) -> Self {
        let (mut ranges, mut media) = (Vec::new(), Vec::new());
        for (at, declared) in response.content.iter().enumerate() {
            let Some(range) = MediaRange::parse(&declared.range) else { continue };
            let form = program.outline(declared);
            let usual = usual(&range, form.as_deref());
            ranges.push(if range.is_range() { range } else { usual.clone() });
            let header = header(&usual);
            media.push(Media {
                at,
                form,
                usual,
                header,
                example: OnceLock::new(),
                trust: AtomicU8::new(0),
            });
        }
        let events = ranges.iter().position(|range| range.is("text", "event-stream"));
        let headers = Headers::new(program, behaviour, status, response);
        Self { media, ranges, events, headers }
    }

    /// Tells whether a status is answered without a body.
    pub(crate) fn is_bare(&self, status: u16) -> bool {
        self.media.is_empty() || has_no_content(status)
    }

    /// Chooses what a request asks for: events where it says `stream: true` and they are declared, whatever it accepts; else what the caller takes.
    pub(crate) fn choose_for(&self, status: u16, request: &Request) -> Option<Chosen<'_>> {
        let events = self.events.filter(|_| !self.is_bare(status) && asks_for_stream(request));
        let chosen = |index: usize| {
            let media = &self.media[index];
            Chosen { index, media, range: Cow::Borrowed(&media.usual) }
        };
        events.map(chosen).or_else(|| self.choose(status, &request.headers))
    }

    /// Chooses what the caller takes; `None` where it takes nothing of it, and where there is nothing.
    pub(crate) fn choose(&self, status: u16, headers: &HeaderMap) -> Option<Chosen<'_>> {
        if self.is_bare(status) {
            return None;
        }
        // What is asked for by its very name needs no weighing.
        let mut accept = headers.get_all(ACCEPT).iter();
        if let ([media], Some(wanted), None) = (&self.media[..], accept.next(), accept.next())
            && *wanted == media.header
        {
            return Some(Chosen { index: 0, media, range: Cow::Borrowed(&media.usual) });
        }
        let index = negotiate(headers, &self.ranges)?;
        let media = &self.media[index];
        let offered = &self.ranges[index];
        let takes_usual = || negotiate(headers, std::slice::from_ref(&media.usual)).is_some();
        let range = if !offered.is_range() || takes_usual() {
            Cow::Borrowed(&media.usual)
        } else {
            Cow::Owned(narrowed(headers, offered))
        };
        Some(Chosen { index, media, range })
    }

    /// Chooses what the caller takes, else what a caller gets who does not say.
    pub(crate) fn choose_or_preferred(
        &self,
        status: u16,
        headers: &HeaderMap,
    ) -> Option<Chosen<'_>> {
        self.choose(status, headers).or_else(|| {
            let index = preferred(&self.ranges).filter(|_| !self.is_bare(status))?;
            let media = &self.media[index];
            Some(Chosen { index, media, range: Cow::Borrowed(&media.usual) })
        })
    }
}

impl Media {
    /// Gives the declaration.
    pub(crate) fn declared<'r>(&self, response: &'r spec::Response) -> &'r spec::MediaType {
        &response.content[self.at]
    }

    /// Finds the first documented example that fits.
    pub(crate) fn example<'r>(&self, response: &'r spec::Response) -> Option<&'r Value> {
        let examples = &self.declared(response).examples;
        let found = self
            .example
            .get_or_init(|| examples.iter().position(|example| self.admits(&example.value)));
        found.map(|index| &examples[index].value)
    }

    /// Lists the documented examples that fit.
    pub(crate) fn examples<'r>(
        &self,
        response: &'r spec::Response,
    ) -> impl Iterator<Item = &'r spec::Example> {
        let examples = self.declared(response).examples.iter();
        examples.filter(|example| self.admits(&example.value))
    }

    /// Makes an answer fit the schema, as long as it is not known that they do.
    fn held(&self, bytes: Vec<u8>, is_bare: bool) -> Vec<u8> {
        let trust = self.trust.load(Ordering::Relaxed);
        let is_doubtful = is_bare || trust < TRUST || trust == DOUBT;
        let Some(form) = self.form.as_ref().filter(|_| is_doubtful) else { return bytes };
        if is_bare {
            return fit(form.schema(), "", &bytes).unwrap_or(bytes);
        }
        if let Some(fitting) = fit(form.schema(), "", &bytes) {
            self.trust.store(DOUBT, Ordering::Relaxed);
            return fitting;
        }
        if trust < TRUST {
            self.trust.store(trust + 1, Ordering::Relaxed);
        }
        bytes
    }

    /// Tells whether a value fits the schema.
    pub(crate) fn admits(&self, value: &Value) -> bool {
        let Some(form) = &self.form else { return true };
        form.schema().is_valid(Direction::Response, value)
    }
}

impl Chosen<'_> {
    /// Writes a piece in the form of the schema; `None` where the media type cannot carry it.
    pub(crate) fn fitted(&self, contract: &Contract, status: u16, piece: &Piece) -> Option<Body> {
        let bytes = self.media.held(written(self.media.form.as_deref(), piece), is_bare(piece));
        if self.range.is_json() {
            return Some(self.body(bytes));
        }
        let value = serde_json::from_slice(&bytes).ok()?;
        self.plain(contract, status, &value)
    }

    /// Writes a value as it is; `None` where the media type cannot carry it.
    pub(crate) fn plain(&self, contract: &Contract, status: u16, value: &Value) -> Option<Body> {
        if self.range.is_json() {
            return Some(self.body(value.to_string().into_bytes()));
        }
        let body = Some((value, Some(self.range.as_ref())));
        let response = contract.respond(status, &Map::new(), body).ok()?;
        let media_type = response.headers.get(http::header::CONTENT_TYPE)?.clone();
        Some(Body { media_type, bytes: response.body })
    }

    fn body(&self, bytes: Vec<u8>) -> Body {
        let media_type = match &self.range {
            Cow::Borrowed(_) => self.media.header.clone(),
            Cow::Owned(range) => header(range),
        };
        Body { media_type, bytes: bytes.into() }
    }
}

impl Body {
    /// Writes JSON that no declaration speaks of.
    pub(crate) fn json(value: &Value) -> Self {
        let media_type = HeaderValue::from_static("application/json");
        Self { media_type, bytes: value.to_string().into() }
    }
}

/// Tells whether an answer has no record where others have one, which breaks what they do not: a list that is empty, or nothing at all.
fn is_bare(piece: &Piece) -> bool {
    match piece {
        Piece::Rows(rows) => rows.is_empty(),
        Piece::List(pieces) => pieces.is_empty(),
        Piece::Object(fields) => {
            let lists = fields.iter().filter(|(_, piece)| !matches!(piece, Piece::Value(_)));
            lists.into_iter().any(|(_, piece)| is_bare(piece))
        }
        Piece::Value(value) => value.is_null(),
        Piece::Shared(_) | Piece::Row(_) => false,
    }
}

/// Tells whether a request says `stream: true`, in its query or in a body of JSON or of a form.
///
/// Clients of such APIs do not say so in `Accept`: there they send what all their requests do.
fn asks_for_stream(request: &Request) -> bool {
    #[derive(Deserialize)]
    struct Asking {
        stream: bool,
    }
    let says = |query: &str| query.split('&').any(|pair| pair == "stream=true");
    let media_type = request.header("content-type").and_then(MediaRange::parse);
    says(&request.query)
        || match media_type {
            Some(form) if form.is_form() => std::str::from_utf8(&request.body).is_ok_and(says),
            _ => serde_json::from_slice(&request.body).is_ok_and(|asking: Asking| asking.stream),
        }
}

fn header(media_type: &MediaRange) -> HeaderValue {
    let value = HeaderValue::from_str(&media_type.to_string());
    value.unwrap_or_else(|_| HeaderValue::from_static("application/json"))
}

/// Gives the type that a range is usually answered with: bytes where the schema has nothing but bytes.
fn usual(range: &MediaRange, form: Option<&Outline>) -> MediaRange {
    let is_bytes = |form: &Outline| {
        form.types().single() == Some(Type::String)
            && form.schema().annotation("format").is_some_and(|format| format == "binary")
    };
    let usual = range.concrete();
    let bytes = || MediaRange::parse("application/octet-stream").filter(|b| range.admits(b));
    if range.is_range() && usual.is_json() && form.is_some_and(is_bytes) {
        return bytes().unwrap_or(usual);
    }
    usual
}
