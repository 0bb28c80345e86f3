//! The answers of one operation: of a request that went well, and of one that ended early.

use counterpart_exchange::Request;
use counterpart_spec::StatusKey;
use http::Method;
use http::header::{ETAG, LAST_MODIFIED};
use serde_json::Value;

use super::behaviour::Course;
use super::run::Halt;
use super::{Behaviour, Program};
use crate::answer::{self, Answer, Facts, Refuse, Verdict, Wish, documented, echoed, refuse};
use crate::expression::{Failure, Piece, Scope};
use crate::language::{Kind, Verb};
use crate::store::Row;

/// Why a request that nothing speaks against is answered with a failure.
const NO_SUCCESS: &str =
    "the document declares no success of this operation: this is the first response that it has";

impl Program {
    /// Writes the answer of a request that went well.
    pub(super) fn success(
        &self,
        behaviour: &Behaviour,
        course: &Course<'_>,
        request: &Request,
        scope: &Scope,
        record: Option<&Row>,
    ) -> Result<Answer, Halt> {
        let Course { status, reply, .. } = *course;
        may_be_there(behaviour, course, request, scope)?;
        let (body, value) = self.body(behaviour, course, request, scope)?;
        let (program, value) = (self, value.as_ref());
        let facts = Facts { program, behaviour, status, request, scope, record, value };
        let mut answer = Answer::of(&facts, reply, body);
        answer.reason = (status >= 400).then(|| NO_SUCCESS.to_owned());
        let verb = behaviour.does.as_ref().map(|does| does.verb);
        let shown = record.filter(|_| behaviour.versioned && verb != Some(Verb::Delete));
        if let Some(record) = shown {
            answer.set(ETAG, &answer::tag_of(record));
            if let Some(changed) = answer::modified(record) {
                answer.set(LAST_MODIFIED, &answer::http_date(changed));
            }
        }
        let reads = matches!(request.method, Method::GET | Method::HEAD);
        if reads && answer::is_conditional(&request.headers) {
            let tag = answer.headers.get(ETAG).and_then(|tag| tag.to_str().ok());
            let changed = shown.and_then(answer::modified);
            match tag.map(|tag| answer::judge(&request.headers, true, tag, changed)) {
                Some(Verdict::Failed) if shown.is_some() => return Err(Refuse::stale().into()),
                Some(Verdict::NotModified) => return Ok(answer.not_modified()),
                // What nobody remembers has no other version.
                _ => {}
            }
        }
        Ok(answer)
    }

    /// Writes the body; gives its value, too, where it does not come from the state.
    fn body(
        &self,
        behaviour: &Behaviour,
        course: &Course<'_>,
        request: &Request,
        scope: &Scope,
    ) -> Result<(Option<answer::Body>, Option<Value>), Failure> {
        let Course { status, chosen: Some(chosen), template, links, .. } = course else {
            return Ok((None, None));
        };
        let contract = &behaviour.contract;
        if let Some(template) = template {
            let linked =
                links.then(|| scope.with("links", answer::links(behaviour, request, scope)));
            let scope = linked.as_ref().unwrap_or(scope);
            let piece = template.fill(scope)?.unwrap_or(Piece::Value(Value::Null));
            if let Some(body) = chosen.fitted(contract, *status, &piece) {
                return Ok((Some(body), None));
            }
            // What records make cannot be carried by the type, such as events.
        }
        let is_item = contract.operation().path.ends_with('}');
        let echo = |value: &Value, _| echoed(chosen.media, value, scope, is_item);
        let found = documented(self, contract, *status, chosen, request, Wish::default(), echo)?;
        Ok((Some(found.0), Some(found.1)))
    }

    pub(super) fn halted(
        &self,
        behaviour: &Behaviour,
        request: &Request,
        scope: Scope,
        halt: Halt,
    ) -> Answer {
        match halt {
            // Nothing that the document could word.
            Halt::Refuse(refusal) if refusal.kind == Kind::Preference => {
                Answer::problem(&refusal, 404)
            }
            Halt::Refuse(refusal) => refuse(self, Some(behaviour), request, scope, *refusal),
            Halt::Respond(status, body) => {
                let reply = behaviour.reply(self, status);
                let chosen =
                    reply.and_then(|reply| reply.choose_or_preferred(status, &request.headers));
                let body = body.and_then(|piece| match &chosen {
                    Some(chosen) => chosen.fitted(&behaviour.contract, status, &piece),
                    None => Some(answer::Body::json(&piece.into_value())),
                });
                let (program, scope) = (self, &scope);
                let facts =
                    Facts { program, behaviour, status, request, scope, record: None, value: None };
                let answer = Answer::of(&facts, reply, body);
                let reason = Some("a guard of the operation does not hold".to_owned());
                Answer { reason, ..answer }
            }
            Halt::Failure(failure) => {
                let refusal = Refuse::new(Kind::Internal, failure.to_string());
                refuse(self, Some(behaviour), request, scope, refusal)
            }
        }
    }
}

/// Refuses to show another thing than the one that is asked for, where nothing is remembered and no such thing can be, if the operation declares 404.
fn may_be_there(
    behaviour: &Behaviour,
    course: &Course<'_>,
    request: &Request,
    scope: &Scope,
) -> Result<(), Halt> {
    let Course { chosen: Some(chosen), template: None, .. } = course else { return Ok(()) };
    let operation = behaviour.contract.operation();
    let is_declared = operation.responses.iter().any(|r| r.status == StatusKey::Code(404));
    let key = operation.path.strip_suffix('}').and_then(|path| Some(path.rsplit_once('{')?.1));
    let reads = request.method == Method::GET && is_declared;
    let Some(key) = key.filter(|key| reads && !answer::may_be(chosen.media, scope, key)) else {
        return Ok(());
    };
    let detail = format!("nothing can be at `{}`: no `{key}` is like that", request.path);
    Err(Refuse::new(Kind::Missing, detail).into())
}
