//! The step: a state and a request to changes and an answer.

use std::sync::Arc;

use counterpart_exchange::{Credentials, Decoded, Request, Route};
use http::header::ALLOW;
use serde_json::{Value, json};

use super::run::{Halt, Run};
use super::{Behaviour, Program, Success};
use crate::answer::{Answer, Refuse, generated, refuse, written};
use crate::expression::{Env, Failure, Piece, Scope, World};
use crate::language::{Kind, Operation};
use crate::{Change, State};

impl Program {
    /// Answers a request against a state; the changes are the caller's to apply.
    ///
    /// A refused request changes nothing, whatever it did before it was refused.
    pub fn step(
        &self,
        state: &State,
        request: &Request,
        env: &Arc<dyn Env>,
    ) -> (Vec<Change>, Answer) {
        let world = World {
            env: Arc::clone(env),
            state: state.clone(),
            names: Arc::clone(&self.names),
            parts: Arc::new([]),
        };
        let mut scope = Scope::new(world);
        let route = self.router.find(&request.method, &request.path, &request.query);
        let (index, path) = match route {
            Route::Operation { index, path } => (index, path),
            Route::MethodNotAllowed(allowed) => {
                return (Vec::new(), self.method_not_allowed(scope, request, &allowed));
            }
            Route::Unknown => return (Vec::new(), self.unknown_path(scope, request)),
        };
        let behaviour = &self.operations[index];
        let operation = behaviour.contract.operation();
        let decoded = match behaviour.contract.decode(request, &path) {
            Ok(decoded) => decoded,
            Err(refusal) => {
                return (Vec::new(), refuse(self, Some(operation), scope, refusal.into()));
            }
        };
        self.bind(&mut scope, decoded);
        let outcome = match &behaviour.does {
            Some(does) => self.transact(does, &behaviour.touched, &mut scope),
            None => Ok(Vec::new()),
        };
        match outcome.and_then(|changes| Ok((changes, self.answer(behaviour, request, &scope)?))) {
            Ok(done) => done,
            Err(halt) => (Vec::new(), self.halted(behaviour, scope, halt)),
        }
    }

    fn transact(
        &self,
        operation: &Operation,
        touched: &[usize],
        scope: &mut Scope,
    ) -> Result<Vec<Change>, Halt> {
        let mut run = Run::start(self, touched, scope)?;
        run.operation(operation, scope)?;
        Ok(run.changes)
    }

    fn bind(&self, scope: &mut Scope, decoded: Decoded) {
        let Decoded { path, query, header, cookie, body, credentials } = decoded;
        for (name, values) in
            [("path", path), ("query", query), ("header", header), ("cookie", cookie)]
        {
            scope.bind(name, Value::Object(values));
        }
        if let Some(body) = body {
            scope.bind("body", body);
        }
        if let Some(Credentials { scheme, token }) = credentials.filter(|_| self.speaks_of_auth) {
            let sub = self.account(&token);
            scope.bind("auth", json!({ "scheme": scheme, "token": token, "sub": sub }));
        }
    }

    /// Names the account behind a token: the same for the same token, and nothing of the token in it.
    fn account(&self, token: &str) -> String {
        let mut rng = self.seed.stream(&["account", token]);
        let moment = counterpart_generate::REFERENCE;
        let id = counterpart_generate::fake("token.short", &mut rng, moment).unwrap_or_default();
        format!("acct-{}", id.as_str().unwrap_or_default())
    }

    fn answer(
        &self,
        behaviour: &Behaviour,
        request: &Request,
        scope: &Scope,
    ) -> Result<Answer, Failure> {
        let Success { status, content, template } = &behaviour.success;
        let Some((media_type, form)) = content else {
            return Ok(Answer { status: *status, ..Answer::default() });
        };
        let piece = match template {
            Some(template) => template.fill(scope)?,
            None => generated(form.as_deref(), self.seed, request).map(Piece::Value),
        };
        let piece = match piece.unwrap_or(Piece::Value(Value::Null)) {
            // What is not JSON is written as it is.
            Piece::Value(Value::String(text))
                if !media_type.contains("json") && media_type != "*/*" =>
            {
                return Ok(Answer::with_body(*status, media_type, text));
            }
            piece => piece,
        };
        Ok(Answer::with_body(*status, concrete(media_type), written(form.as_deref(), &piece)))
    }

    fn halted(&self, behaviour: &Behaviour, scope: Scope, halt: Halt) -> Answer {
        let operation = Some(behaviour.contract.operation());
        match halt {
            Halt::Refuse(refusal) => refuse(self, operation, scope, *refusal),
            Halt::Respond(status, body) => {
                let response = operation.and_then(|operation| operation.response(status));
                let media_type = response.and_then(|response| response.content.first());
                let form = media_type.and_then(|m| self.outline(m));
                let range = media_type.map_or("application/json", |m| &m.range);
                let body = body.map(|piece| written(form.as_deref(), &piece)).unwrap_or_default();
                let reason = Some("a guard of the operation does not hold".to_owned());
                Answer { reason, ..Answer::with_body(status, concrete(range), body) }
            }
            Halt::Failure(failure) => {
                refuse(self, operation, scope, Refuse::new(Kind::Internal, failure.to_string()))
            }
        }
    }

    /// Answers a request to no path of the document.
    pub(crate) fn unknown_path(&self, scope: Scope, request: &Request) -> Answer {
        let detail = format!("there is no path `{}{}`", self.spec.base_path, request.path);
        refuse(self, None, scope, Refuse::new(Kind::Path, detail))
    }

    fn method_not_allowed(&self, scope: Scope, request: &Request, allowed: &[String]) -> Answer {
        let allowed = allowed.join(", ");
        let method = &request.method;
        let path = format!("{}{}", self.spec.base_path, request.path);
        let detail = format!("`{method}` is not allowed on `{path}`, only {allowed}");
        let headers = vec![(ALLOW, allowed)];
        refuse(self, None, scope, Refuse { headers, ..Refuse::new(Kind::Method, detail) })
    }
}

/// What a range is answered as.
fn concrete(range: &str) -> &str {
    if range.contains('*') { "application/json" } else { range }
}
