//! Refusals: as the document words them, else as problem details.

use counterpart_exchange::{Refusal, Violation, answered};
use counterpart_schema::Direction;
use counterpart_spec::{MediaType, Operation};
use http::HeaderName;
use http::header::WWW_AUTHENTICATE;
use serde_json::{Map, Value, json};

use super::{Answer, example, written};
use crate::expression::{Piece, Scope, Template};
use crate::language::Kind;
use crate::program::Program;

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
    operation: Option<&Operation>,
    mut scope: Scope,
    refusal: Refuse,
) -> Answer {
    let wording = program.refusals().get(&refusal.kind);
    let statuses = refusal.kind.statuses();
    let declared = |status: &&u16| operation.is_some_and(|o| o.response(**status).is_some());
    let natural = *statuses.iter().find(declared).unwrap_or(&statuses[0]);
    let status = wording.and_then(|wording| wording.status).unwrap_or(natural);
    bind(&mut scope, &refusal, status);
    let content = operation
        .and_then(|operation| operation.response(status))
        .and_then(|response| answered(None, &response.content))
        .filter(|media_type| media_type.range.contains("json"));
    let template = wording.and_then(|wording| wording.respond.as_ref());
    let mut answer = template
        .and_then(|template| worded(program, template, &scope, content, status))
        .or_else(|| declared_answer(program, content?, &refusal, status))
        .unwrap_or_else(|| problem(&refusal, status));
    for (name, value) in refusal.headers {
        answer.set(name, &value);
    }
    answer.reason = Some(refusal.reason.unwrap_or(refusal.detail));
    answer.violations = refusal.violations;
    answer
}

fn bind(scope: &mut Scope, refusal: &Refuse, status: u16) {
    let first = refusal.violations.first();
    let fields = refusal.fields();
    scope.bind("status", json!(status));
    scope.bind("detail", json!(refusal.detail));
    scope.bind("violations", refusal.violations.iter().map(violation).collect::<Value>());
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

fn worded(
    program: &Program,
    template: &Template,
    scope: &Scope,
    content: Option<&MediaType>,
    status: u16,
) -> Option<Answer> {
    let piece = template.fill(scope).ok()??;
    let outline = content.and_then(|media_type| program.outline(media_type));
    let body = written(outline.as_deref(), &piece);
    let media_type = content.map_or("application/json", |media_type| &media_type.range);
    Some(Answer::with_body(status, media_type, body))
}

/// Answers with the declared response: its example, else a generated value that says what is wrong.
fn declared_answer(
    program: &Program,
    media_type: &MediaType,
    refusal: &Refuse,
    status: u16,
) -> Option<Answer> {
    let outline = program.outline(media_type)?;
    let schema = outline.schema();
    let valid = |value: &Value| schema.is_valid(Direction::Response, value);
    let value = example(media_type, Some(&outline)).cloned().or_else(|| {
        let mut rng = program.seed().stream(&["refusal", schema.pointer().as_str()]);
        let moment = counterpart_generate::REFERENCE;
        counterpart_generate::sample(schema, Direction::Response, &mut rng, moment).ok()
    })?;
    let mut spoken = value.clone();
    if let Some(fields) = spoken.as_object_mut() {
        for (name, field) in fields.iter_mut() {
            match (name.to_ascii_lowercase().as_str(), &field) {
                ("message" | "detail" | "error" | "description" | "title", Value::String(_)) => {
                    *field = refusal.detail.clone().into();
                }
                ("code" | "status" | "statuscode", Value::Number(_)) => *field = status.into(),
                _ => {}
            }
        }
    }
    let value = if valid(&spoken) { spoken } else { value };
    let body = written(Some(&outline), &Piece::Value(value));
    Some(Answer::with_body(status, &media_type.range, body))
}

pub(super) fn problem(refusal: &Refuse, status: u16) -> Answer {
    let mut body = json!({
        "type": "about:blank",
        "title": refusal.kind.title(),
        "status": status,
        "detail": refusal.detail,
    });
    if !refusal.violations.is_empty() {
        body["errors"] = refusal.violations.iter().map(violation).collect();
    }
    let answer = Answer::with_body(status, "application/problem+json", body.to_string());
    Answer { reason: Some(refusal.detail.clone()), ..answer }
}

fn violation(violation: &Violation) -> Value {
    use counterpart_exchange::Site;
    let mut out = json!({
        "in": "body",
        "pointer": violation.pointer.as_str(),
        "keyword": violation.keyword,
        "message": violation.message,
    });
    if let Site::Parameter(location, name) = &violation.site {
        out["in"] = location.as_str().into();
        out["name"] = name.as_str().into();
    }
    out
}
