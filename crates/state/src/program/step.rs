//! The step: a state and a request to changes and an answer.

use std::borrow::Cow;
use std::sync::Arc;

use counterpart_exchange::{Credentials, Decoded, Prefer, Request, Route};
use counterpart_spec::has_no_content;
use http::header::{ALLOW, CONTENT_LENGTH};
use http::{HeaderName, Method};
use serde_json::{Value, json};

use super::run::{Halt, Run};
use super::{Behaviour, Program};
use crate::answer::{self, Answer, Refuse, forced, refuse};
use crate::expression::{Env, Scope, World};
use crate::language::Kind;
use crate::store::Row;
use crate::{Change, State};

/// Says which preferences an answer honours (RFC 7240 §3).
const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// What a transaction leaves: its changes, and the one record that it was about.
#[derive(Default)]
struct Done {
    changes: Vec<Change>,
    record: Option<Arc<Row>>,
    is_new: bool,
}

impl Program {
    /// Answers a request against a state; the changes are the caller's to apply.
    ///
    /// A refused request changes nothing, whatever it did before it was refused.
    /// Preferences (`Prefer: code=404`, `?__code=404`) are those of [`Prefer`].
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
        let scope = Scope::new(world);
        let (changes, mut answer) = match Prefer::of(request) {
            Ok(prefer) => {
                let own =
                    Prefer::apart(&request.query).map(|query| Request { query, ..request.clone() });
                self.run(own.as_ref().unwrap_or(request), prefer.as_ref(), scope)
            }
            Err(detail) => {
                (Vec::new(), Answer::problem(&Refuse::new(Kind::Preference, detail), 400))
            }
        };
        // What HEAD asks about is what GET answers, without the body (RFC 9110 §9.3.2).
        if request.method == Method::HEAD {
            if !has_no_content(answer.status) {
                answer.set(CONTENT_LENGTH, &answer.body.len().to_string());
            }
            answer.body.clear();
        }
        (changes, answer)
    }

    fn run(
        &self,
        request: &Request,
        prefer: Option<&Prefer>,
        mut scope: Scope,
    ) -> (Vec<Change>, Answer) {
        let route = self.router.find(&request.method, &request.path, &request.query);
        let (index, path) = match route {
            Route::Operation { index, path } => (index, path),
            Route::MethodNotAllowed(allowed) => {
                return (Vec::new(), self.method_not_allowed(scope, request, allowed));
            }
            Route::Unknown => return (Vec::new(), self.unknown_path(scope, request)),
        };
        let behaviour = &self.operations[index];
        let outcome = self.answer(behaviour, request, &path, prefer, &mut scope);
        outcome.unwrap_or_else(|halt| (Vec::new(), self.halted(behaviour, request, scope, halt)))
    }

    fn answer(
        &self,
        behaviour: &Behaviour,
        request: &Request,
        path: &[(&str, &str)],
        asked: Option<&Prefer>,
        scope: &mut Scope,
    ) -> Result<(Vec<Change>, Answer), Halt> {
        let contract = &behaviour.contract;
        let credentials = contract.authenticate(request)?;
        if let Some(prefer) = self.wanted(behaviour, asked) {
            let usual = behaviour.usual_status(self);
            let forced = forced(self, behaviour, request, &prefer, usual)?;
            self.bind(scope, contract.read(request, path)?, credentials);
            let mut answer = forced.answer(self, behaviour, request, scope)?;
            if let Some(asked) = asked {
                answer.set(PREFERENCE_APPLIED, &asked.to_string());
            }
            return Ok((Vec::new(), answer));
        }
        let mut course = behaviour.course(self, request)?;
        self.bind(scope, contract.read(request, path)?, credentials);
        let done = self.transact(behaviour, request, scope)?;
        if done.is_new {
            course = behaviour.creation(self, request).unwrap_or(course);
        }
        let mut answer =
            self.success(behaviour, &course, request, scope, done.record.as_deref())?;
        // Of an answer that comes from the state, no seed is honoured.
        let honoured = asked.map(|asked| Prefer { seed: None, ..asked.clone() });
        if let Some(honoured) = honoured.filter(|honoured| *honoured != Prefer::default()) {
            answer.set(PREFERENCE_APPLIED, &honoured.to_string());
        }
        Ok((done.changes, answer))
    }

    /// Gives what is preferred, where that is another answer than the natural one: what the caller does not say, the program may.
    fn wanted<'a>(
        &self,
        behaviour: &Behaviour,
        asked: Option<&'a Prefer>,
    ) -> Option<Cow<'a, Prefer>> {
        let prefer = match asked {
            Some(asked) if asked.dynamic.is_some() || !self.is_dynamic => Cow::Borrowed(asked),
            None if !self.is_dynamic => return None,
            _ => Cow::Owned(Prefer { dynamic: Some(true), ..asked.cloned().unwrap_or_default() }),
        };
        let Prefer { code, example, dynamic, seed, delay: _ } = &*prefer;
        let other = code.is_some_and(|code| code != behaviour.usual_status(self));
        let stateless = behaviour.does.is_none();
        let differs =
            other || example.is_some() || *dynamic == Some(true) || (stateless && seed.is_some());
        differs.then_some(prefer)
    }

    fn transact(
        &self,
        behaviour: &Behaviour,
        request: &Request,
        scope: &mut Scope,
    ) -> Result<Done, Halt> {
        let Some(does) = &behaviour.does else { return Ok(Done::default()) };
        let mut run = Run::start(self, &behaviour.touched, scope)?;
        if behaviour.versioned && answer::is_conditional(&request.headers) {
            run.precondition(does, &request.headers, scope)?;
        }
        run.operation_once(does, scope)?;
        Ok(Done { changes: run.changes, record: run.record, is_new: run.is_new })
    }

    pub(super) fn bind(
        &self,
        scope: &mut Scope,
        decoded: Decoded,
        credentials: Option<Credentials>,
    ) {
        let Decoded { path, query, header, cookie, body, credentials: _ } = decoded;
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

    /// Answers a request to no path of the document.
    fn unknown_path(&self, scope: Scope, request: &Request) -> Answer {
        let detail = format!("there is no path `{}{}`", self.spec.base_path, request.path);
        refuse(self, None, request, scope, Refuse::new(Kind::Path, detail))
    }

    /// Answers a method that the path does not have; `OPTIONS` only asks which it has (RFC 9110 §9.3.7).
    fn method_not_allowed(
        &self,
        scope: Scope,
        request: &Request,
        mut allowed: Vec<String>,
    ) -> Answer {
        if request.method == Method::OPTIONS {
            if allowed.iter().any(|method| method == "GET") {
                allowed.push("HEAD".to_owned());
            }
            allowed.push("OPTIONS".to_owned());
            let mut answer = Answer { status: 204, ..Answer::default() };
            answer.set(ALLOW, &allowed.join(", "));
            return answer;
        }
        let allowed = allowed.join(", ");
        let method = &request.method;
        let path = format!("{}{}", self.spec.base_path, request.path);
        let detail = format!("`{method}` is not allowed on `{path}`, only {allowed}");
        let headers = vec![(ALLOW, allowed)];
        let refusal = Refuse { headers, ..Refuse::new(Kind::Method, detail) };
        refuse(self, None, request, scope, refusal)
    }
}
