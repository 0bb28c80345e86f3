//! Refusals: as the document words them, else in the shape it declares, else as problem details.

use counterpart_exchange::{Refusal, Request, Violation};
use counterpart_generate::{Examples, REFERENCE, Sampler};
use counterpart_schema::Direction;
use counterpart_spec::{Operation, StatusKey};
use http::HeaderName;
use http::header::WWW_AUTHENTICATE;
use serde_json::{Map, Value, json};

use super::apt;
use super::headers::Facts;
use super::problem;
use super::speak::Speech;
use super::{Answer, Body, Chosen};
use crate::expression::Scope;
use crate::language::Kind;
use crate::program::{Behaviour, Program};

/// What is known of a refusal.
#[derive(Debug, Clone)]
pub(crate) struct Refuse {
    pub(crate) kind: Kind,
    pub(crate) detail: String,
    /// What the log says instead, where the detail quotes what was sent.
    pub(crate) reason: Option<String>,
    pub(crate) violations: Vec<Violation>,
    /// The field a guard speaks of.
    pub(crate) field: Option<String>,
    pub(crate) resource: Option<String>,
    pub(crate) key: Option<Value>,
    pub(crate) headers: Vec<(HeaderName, String)>,
}

impl Refuse {
    pub(crate) fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: detail.into(),
            reason: None,
            violations: Vec::new(),
            field: None,
            resource: None,
            key: None,
            headers: Vec::new(),
        }
    }

    /// Says that the record is not what the caller takes it for (RFC 9110 §15.5.13).
    pub(crate) fn stale() -> Self {
        Self::new(Kind::Precondition, "the record is not the version that the request is for")
    }

    /// Lists the fields that are wrong, each with its message.
    fn fields(&self) -> Map<String, Value> {
        let mut fields = Map::new();
        for violation in &self.violations {
            fields.entry(violation.field()).or_insert_with(|| violation.message.clone().into());
        }
        if let Some(field) = &self.field {
            fields.insert(field.clone(), self.detail.clone().into());
        }
        fields
    }
}

impl From<Refusal> for Refuse {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unauthorized { detail, challenge } => Self {
                headers: challenge.into_iter().map(|c| (WWW_AUTHENTICATE, c)).collect(),
                ..Self::new(Kind::Unauthorized, detail)
            },
            Refusal::MediaType { detail } => Self::new(Kind::MediaType, detail),
            Refusal::NotAcceptable { detail } => Self::new(Kind::NotAcceptable, detail),
            Refusal::Invalid(violations) => {
                let detail = violations.first().map_or_else(String::new, ToString::to_string);
                let reason = violations.first().map(Violation::unquoted);
                Self { reason, violations, ..Self::new(Kind::Invalid, detail) }
            }
        }
    }
}

/// Words a refusal: by `x-refusals`, else by the operation's declared response, else as problem details (RFC 9457).
pub(crate) fn refuse(
    program: &Program,
    behaviour: Option<&Behaviour>,
    request: &Request,
    mut scope: Scope,
    refusal: Refuse,
) -> Answer {
    let wording = program.refusals().get(&refusal.kind);
    let natural = || natural(refusal.kind, behaviour.map(|b| b.contract.operation()));
    let status = wording.and_then(|wording| wording.status).unwrap_or_else(natural);
    bind(&mut scope, &refusal, status);
    let reply =
        behaviour.and_then(|behaviour| Some((behaviour, behaviour.reply(program, status)?)));
    let chosen = reply.and_then(|(behaviour, reply)| {
        Some((behaviour, reply.choose_or_preferred(status, &request.headers)?))
    });
    let worded = wording.and_then(|wording| wording.respond.as_ref()).and_then(|template| {
        let piece = template.fill(&scope).ok()??;
        match &chosen {
            Some((behaviour, chosen)) => chosen.fitted(&behaviour.contract, status, &piece),
            None => Some(Body::json(&piece.into_value())),
        }
    });
    let body = worded.or_else(|| {
        let (behaviour, chosen) = chosen.as_ref()?;
        spoken(program, behaviour, chosen, &refusal, status)
    });
    let body = Some(body.unwrap_or_else(|| problem::body(&refusal, status)));
    let mut answer = match reply {
        Some((behaviour, reply)) => {
            let scope = &scope;
            let facts =
                Facts { program, behaviour, status, request, scope, record: None, value: None };
            Answer::of(&facts, Some(reply), body)
        }
        None => Answer::with(status, body),
    };
    for (name, value) in refusal.headers {
        answer.set(name, &value);
    }
    answer.reason = Some(refusal.reason.unwrap_or(refusal.detail));
    answer.violations = refusal.violations;
    answer
}

/// Chooses the status: the most natural one that is declared by itself, else the natural one, which may be declared by its class or the default.
fn natural(kind: Kind, operation: Option<&Operation>) -> u16 {
    let statuses = kind.statuses();
    let is_declared = |status: &&u16| {
        let mut responses = operation.into_iter().flat_map(|operation| &operation.responses);
        responses.any(|response| response.status == StatusKey::Code(**status))
    };
    *statuses.iter().find(is_declared).unwrap_or(&statuses[0])
}

fn bind(scope: &mut Scope, refusal: &Refuse, status: u16) {
    let first = refusal.violations.first();
    let fields = refusal.fields();
    scope.bind("status", json!(status));
    scope.bind("detail", json!(refusal.detail));
    scope.bind("violations", refusal.violations.iter().map(problem::violation).collect::<Value>());
    if let Some((field, _)) = fields.iter().next() {
        scope.bind("field", json!(field));
    }
    scope.bind("fields", Value::Object(fields));
    if let Some(violation) = first {
        scope.bind("pointer", json!(violation.pointer.as_str()));
        scope.bind("keyword", json!(violation.keyword));
    }
    for (name, value) in
        [("resource", refusal.resource.clone().map(Value::from)), ("key", refusal.key.clone())]
    {
        if let Some(value) = value {
            scope.bind(name, value);
        }
    }
}

/// Says what is wrong in the shape of the declared response: in its example, else in a generated value.
fn spoken(
    program: &Program,
    behaviour: &Behaviour,
    chosen: &Chosen<'_>,
    refusal: &Refuse,
    status: u16,
) -> Option<Body> {
    let contract = &behaviour.contract;
    if chosen.range.to_string() == problem::MEDIA_TYPE {
        let details = problem::details(refusal, status);
        if chosen.media.admits(&details) {
            return chosen.plain(contract, status, &details);
        }
    }
    let response = contract.operation().response(status)?;
    let form = chosen.media.form.as_deref();
    let words = apt::words(refusal.kind);
    let fields: Vec<_> = refusal.violations.iter().map(Violation::field).collect();
    let example = apt::example(chosen.media.examples(response), (status, words, &fields));
    let value = match (example, form) {
        (Some(example), _) => example.clone(),
        (None, Some(form)) => {
            let schema = form.schema();
            let mut rng = program.seed().stream(&["refusal", schema.pointer().as_str()]);
            let sampler = Sampler { examples: Examples::First, ..Sampler::default() };
            sampler.sample(schema, Direction::Response, &mut rng, REFERENCE).ok()?
        }
        // Without a schema, any text or object says it.
        (None, None) if chosen.range.is_json() => problem::details(refusal, status),
        (None, None) => Value::String(refusal.detail.clone()),
    };
    let Some(form) = form else { return chosen.plain(contract, status, &value) };
    let invented = example.is_none();
    let (detail, violations) = (&refusal.detail, &refusal.violations);
    let speech = Speech { status, detail, words, violations, invented };
    let said = [true, false].into_iter().map(|with_list| {
        let mut said = value.clone();
        speech.fill(form, &mut said, with_list);
        said
    });
    let mut fitting = said.filter(|said| chosen.media.admits(said));
    fitting
        .find_map(|said| chosen.plain(contract, status, &said))
        .or_else(|| chosen.plain(contract, status, &value))
}
