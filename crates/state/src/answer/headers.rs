//! The headers that a response declares: what the state says where it says something, else the documented example, else what fits.

use counterpart_exchange::{Contract, Request};
use counterpart_generate::{Examples, REFERENCE, Sampler};
use counterpart_schema::Direction;
use counterpart_spec as spec;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value};

use super::link::link;
use super::location::location;
use super::{conditional, location as place, roles};
use crate::expression::{Expression, Scope};
use crate::language::Verb;
use crate::program::{Behaviour, Program};
use crate::store::{Row, text};

/// What the server sets itself, or what would make the message unreadable.
const OWN: [&str; 7] = [
    "connection",
    "content-encoding",
    "content-type",
    "keep-alive",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// The headers of one response.
#[derive(Debug)]
pub(crate) struct Headers {
    /// Those that are always the same.
    fixed: HeaderMap,
    live: Vec<Live>,
}

/// A header that depends on the request.
#[derive(Debug)]
struct Live {
    name: HeaderName,
    source: Source,
    /// What stands there where the source has nothing to say.
    fallback: Option<HeaderValue>,
}

/// Where a header's value comes from.
#[derive(Debug)]
enum Source {
    /// The path of the record, answered by this operation.
    Location(usize),
    /// The neighbouring pages.
    Link,
    /// The version of what is shown.
    Tag,
    /// The moment of the last change.
    Modified,
    /// The moment of the answer.
    Now,
    /// The length of the body.
    Length,
    /// A count of the list.
    Count(Box<Expression>),
}

/// What is known when an answer is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts<'f> {
    pub(crate) program: &'f Program,
    pub(crate) behaviour: &'f Behaviour,
    pub(crate) status: u16,
    pub(crate) request: &'f Request,
    pub(crate) scope: &'f Scope,
    /// The one record that the answer is about.
    pub(crate) record: Option<&'f Row>,
    /// The body where it does not come from the state.
    pub(crate) value: Option<&'f Value>,
}

impl Headers {
    pub(crate) fn new(
        program: &Program,
        behaviour: &Behaviour,
        status: u16,
        response: &spec::Response,
    ) -> Self {
        let (mut fixed, mut live) = (HeaderMap::new(), Vec::new());
        for header in &response.headers {
            let Ok(name) = HeaderName::from_bytes(header.name.as_bytes()) else { continue };
            if OWN.contains(&name.as_str()) {
                continue;
            }
            let fallback = shown(program, &behaviour.contract, status, header);
            match source(program, behaviour, &name) {
                Some(source) => live.push(Live { name, source, fallback }),
                None => fixed.extend(fallback.map(|value| (name, value))),
            }
        }
        Self { fixed, live }
    }

    /// Fills the headers in, for a body as it is written.
    pub(super) fn fill(&self, facts: &Facts<'_>, body: &[u8], out: &mut HeaderMap) {
        for (name, value) in &self.fixed {
            out.append(name, value.clone());
        }
        let contract = &facts.behaviour.contract;
        for Live { name, source, fallback } in &self.live {
            let said = source.say(facts, body);
            let value = said.and_then(|text| contract.header(facts.status, name.as_str(), &text));
            if let Some(value) = value.or_else(|| fallback.clone()) {
                out.insert(name, value);
            }
        }
    }
}

impl Source {
    fn say(&self, facts: &Facts<'_>, body: &[u8]) -> Option<String> {
        match self {
            Self::Location(item) if matches!(facts.status, 200..=202) => location(facts, *item),
            Self::Location(_) => None,
            Self::Link => link(facts),
            Self::Tag => Some(match facts.record {
                Some(record) => conditional::tag_of(record),
                None => conditional::tag(body),
            }),
            Self::Modified => {
                facts.record.and_then(conditional::modified).map(conditional::http_date)
            }
            Self::Now => Some(conditional::http_date(facts.scope.world().env.now())),
            Self::Length => Some(body.len().to_string()),
            Self::Count(expression) => {
                let value = expression.evaluate(facts.scope).ok()??.into_value();
                (!value.is_null()).then(|| text(&value).to_string())
            }
        }
    }
}

/// Finds what a header is about, by its name and what the operation does.
fn source(program: &Program, behaviour: &Behaviour, name: &HeaderName) -> Option<Source> {
    let lists = behaviour.does.as_ref().is_some_and(|does| does.verb == Verb::List);
    match name.as_str() {
        "location" | "content-location" => place::item(program, behaviour).map(Source::Location),
        "link" if lists => Some(Source::Link),
        "etag" => Some(Source::Tag),
        "last-modified" => Some(Source::Modified),
        "date" => Some(Source::Now),
        "content-length" => Some(Source::Length),
        name if lists => {
            let page = behaviour.does.as_ref().and_then(|does| does.clauses.page.as_deref());
            roles::counted(name, page).map(|count| Source::Count(Box::new(count)))
        }
        _ => None,
    }
}

/// Writes the header's example, else a value that fits.
fn shown(
    program: &Program,
    contract: &Contract,
    status: u16,
    header: &spec::Parameter,
) -> Option<HeaderValue> {
    let schema = header.schema.as_ref().and_then(|pointer| program.schemas().at(pointer).ok());
    let fits = |value: &&Value| {
        schema.as_ref().is_none_or(|schema| schema.is_valid(Direction::Response, value))
    };
    let example = header.examples.iter().map(|example| &example.value).find(fits).cloned();
    let name = header.name.to_ascii_lowercase();
    // Leave that nobody gave would only puzzle the browser.
    if name.starts_with("access-control-") && example.is_none() && !header.required {
        return None;
    }
    if example.is_none() && matches!(name.as_str(), "expires" | "last-modified" | "date") {
        let moment = conditional::http_date(REFERENCE);
        if let Some(value) = contract.header(status, &name, &moment) {
            return Some(value);
        }
    }
    let value = example.or_else(|| {
        let mut rng = program.seed().stream(&["header", header.pointer.as_str()]);
        let sampler = Sampler { examples: Examples::First, ..Sampler::default() };
        sampler.sample(schema.as_ref()?, Direction::Response, &mut rng, REFERENCE).ok()
    });
    let value = value.unwrap_or_else(|| Value::String("value".to_owned()));
    let values = Map::from_iter([(header.name.clone(), value)]);
    let written = contract.respond(status, &values, None).ok()?;
    written.headers.get(&name).cloned()
}
