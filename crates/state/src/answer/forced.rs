//! Answers that the caller prefers to the natural one (RFC 7240): they come from the document, and the state is not asked.

use counterpart_exchange::{Prefer, Refusal, Request};
use counterpart_spec::{self as spec, StatusKey};
use serde_json::Value;

use super::apt;
use super::documented::Origin;
use super::speak::Speech;
use super::{Answer, Chosen, Facts, Refuse, Reply, Wish, documented};
use crate::expression::{Failure, Scope};
use crate::language::Kind;
use crate::program::{Behaviour, Program};

/// An answer that is preferred, and can be had.
#[derive(Debug)]
pub(crate) struct Forced<'f> {
    status: u16,
    reply: &'f Reply,
    chosen: Option<Chosen<'f>>,
    /// The example that was asked for by name.
    example: Option<&'f Value>,
    prefer: &'f Prefer,
}

/// Finds the answer that is preferred, where the natural status is `usual`.
///
/// # Errors
/// There is none: the status is not declared, or has no such example, or the caller does not take its media type.
pub(crate) fn forced<'f>(
    program: &Program,
    behaviour: &'f Behaviour,
    request: &Request,
    prefer: &'f Prefer,
    usual: u16,
) -> Result<Forced<'f>, Box<Refuse>> {
    let operation = behaviour.contract.operation();
    let status = prefer.code.unwrap_or(usual);
    let (Some(reply), Some(response)) =
        (behaviour.reply(program, status), operation.response(status))
    else {
        let declared = declared(operation);
        let detail = format!("`{}` declares no response {status}, only {declared}", operation.id);
        return Err(Refuse::new(Kind::Preference, detail).into());
    };
    let chosen = if status < 400 {
        let chosen = reply.choose_for(status, request);
        if chosen.is_none() && !reply.is_bare(status) {
            let refusal = Refusal::not_acceptable(&reply.ranges);
            return Err(Refuse::from(refusal).into());
        }
        chosen
    } else {
        // A refusal is better understood in another media type than not at all.
        reply.choose_or_preferred(status, &request.headers)
    };
    let mut found = Forced { status, reply, chosen, example: None, prefer };
    if let Some(name) = &prefer.example {
        let named = |chosen: &Chosen<'_>| example(chosen, response, name);
        found.example = found.chosen.as_ref().and_then(named);
        if found.example.is_none() {
            let detail = without(operation, response, status, name);
            return Err(Refuse::new(Kind::Preference, detail).into());
        }
    }
    Ok(found)
}

impl Forced<'_> {
    /// Writes the answer.
    pub(crate) fn answer(
        &self,
        program: &Program,
        behaviour: &Behaviour,
        request: &Request,
        scope: &Scope,
    ) -> Result<Answer, Failure> {
        let Self { status, reply, prefer, .. } = *self;
        let contract = &behaviour.contract;
        let wish = Wish { dynamic: prefer.dynamic == Some(true), seed: prefer.seed.as_deref() };
        let body = match (&self.chosen, self.example) {
            (None, _) => None,
            (Some(chosen), Some(example)) => chosen.plain(contract, status, example),
            (Some(chosen), None) => {
                let speak = |value: &Value, origin| {
                    let silent = status < 400 || origin == Origin::Example;
                    if silent { None } else { spoken(chosen, value, status) }
                };
                Some(documented(program, contract, status, chosen, request, wish, speak)?.0)
            }
        };
        let facts = Facts { program, behaviour, status, request, scope, record: None, value: None };
        let mut answer = Answer::of(&facts, Some(reply), body);
        answer.reason = (status >= 400).then(|| format!("the request prefers it: {prefer}"));
        Ok(answer)
    }
}

/// Lets generated data of a failure say which it is; `None` where that does not fit.
fn spoken(chosen: &Chosen<'_>, value: &Value, status: u16) -> Option<Value> {
    let form = chosen.media.form.as_ref()?;
    let known = http::StatusCode::from_u16(status).ok();
    let detail = known.and_then(|status| status.canonical_reason()).unwrap_or("Failure");
    let speech =
        Speech { status, detail, words: apt::words_for(status), violations: &[], invented: true };
    let mut said = value.clone();
    speech.fill(form, &mut said, true);
    chosen.media.admits(&said).then_some(said)
}

fn example<'r>(chosen: &Chosen<'_>, response: &'r spec::Response, name: &str) -> Option<&'r Value> {
    let examples = &chosen.media.declared(response).examples;
    examples.iter().find(|example| example.name == name).map(|example| &example.value)
}

/// Lists the statuses that an operation declares.
fn declared(operation: &spec::Operation) -> String {
    let shown = operation.responses.iter().map(|response| match response.status {
        StatusKey::Code(code) => code.to_string(),
        StatusKey::Class(class) => format!("{class}XX"),
        StatusKey::Default => "default".to_owned(),
    });
    let shown: Vec<_> = shown.collect();
    if shown.is_empty() { "none at all".to_owned() } else { shown.join(", ") }
}

/// Says which examples there are instead.
fn without(
    operation: &spec::Operation,
    response: &spec::Response,
    status: u16,
    name: &str,
) -> String {
    let mut known: Vec<_> = response.content.iter().flat_map(|m| &m.examples).collect();
    known.retain(|example| !example.name.is_empty());
    let mut known: Vec<_> = known.into_iter().map(|e| format!("`{}`", e.name)).collect();
    known.dedup();
    let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
    format!(
        "response {status} of `{}` has no example `{name}` in the media type that is answered; it has {known}",
        operation.id
    )
}
