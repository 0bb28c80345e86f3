//! Plays scenarios without a socket: the document's own interpreter answers, or what a test puts before it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use counterpart_exchange::{Decoded, MediaRange, Request, Response};
use counterpart_generate::{REFERENCE, Seed};
use counterpart_state::{Change, Env, Program, State};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::plan::{Leads, Planner};
use crate::{
    Below, Breach, Callers, Check, Exchanged, Law, Model, Phase, Scenario, Settings, Step, Subject,
    wire,
};

/// A server in the same program, with data of its own.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) program: Program,
    pub(super) state: State,
    env: Arc<dyn Env>,
    /// The answers to creations with an `Idempotency-Key`.
    once: Vec<(Request, Response)>,
    /// What a fault remembers: the last request, and an earlier state.
    pub(super) last: Option<String>,
    pub(super) before: Option<State>,
}

impl Server {
    pub(super) fn new(subject: &Subject) -> Self {
        let program = subject.program().with_seed(Seed(77));
        let state = program.initial();
        let env = Arc::new(Moving::default());
        Self { program, state, env, once: Vec::new(), last: None, before: None }
    }

    /// Answers a request, and does what it says.
    pub(super) fn answer(&mut self, request: &Request) -> Response {
        let key = |request: &Request| request.headers.get("idempotency-key").cloned();
        let known = self.once.iter().find(|(other, _)| key(other) == key(request));
        if let Some((_, response)) = known.filter(|_| key(request).is_some()) {
            return response.clone();
        }
        let (changes, response) = self.look(request);
        self.state.apply(&changes);
        if key(request).is_some() {
            self.once.push((request.clone(), response.clone()));
        }
        response
    }

    /// Tells what it would answer and do.
    pub(super) fn look(&self, request: &Request) -> (Vec<Change>, Response) {
        let (changes, answer) = self.program.step(&self.state, request, &self.env);
        let response =
            Response { status: answer.status, headers: answer.headers, body: answer.body };
        (changes, response)
    }
}

/// A clock that goes on by a second at every look, and data that never comes twice.
#[derive(Debug, Default)]
struct Moving {
    looks: AtomicU64,
}

impl Moving {
    fn look(&self) -> u64 {
        self.looks.fetch_add(1, Ordering::Relaxed)
    }
}

impl Env for Moving {
    fn now(&self) -> Timestamp {
        let seconds = i64::try_from(self.look()).unwrap();
        REFERENCE + SignedDuration::from_secs(seconds)
    }

    fn fake(&self, kind: &str) -> Option<Value> {
        let number = self.look().to_string();
        counterpart_generate::fake(kind, &mut Seed(77).stream(&["world", &number]), REFERENCE)
    }
}

/// What a scenario, or many, showed.
#[derive(Debug, Default)]
pub(super) struct Played {
    pub(super) breaches: Vec<Breach>,
    pub(super) held: BTreeSet<Law>,
    pub(super) calls: usize,
    pub(super) succeeded: usize,
}

/// Plays a scenario, each call answered by a function.
pub(super) fn play(
    subject: &Subject,
    scenario: &Scenario,
    mut server: impl FnMut(&Request) -> Response,
) -> Played {
    let callers = Callers::default();
    let mut model = Model::new(subject);
    let mut history: Vec<Exchanged> = Vec::new();
    let mut played = Played::default();
    for (at, step) in scenario.steps.iter().enumerate() {
        let Ok(request) = wire::write(subject, &callers, step, &history) else { continue };
        let reading = subject.read(&request);
        let response = server(&request);
        let body = serde_json::from_slice(&response.body).ok();
        let elapsed = Duration::ZERO;
        let operation = step.operation;
        let outcome = Ok(response);
        let below = Below::Target;
        let exchanged =
            Exchanged { step: at, operation, below, request, reading, outcome, body, elapsed };
        played.calls += 1;
        played.succeeded += usize::from(exchanged.is_success());
        played.breaches.extend(model.observe(step, &exchanged));
        history.push(exchanged);
    }
    played.held.extend(model.held().iter().cloned());
    played
}

/// A call and its answer: method and path, the body that is sent, the status and the body that come back.
pub(super) type Line = (&'static str, Value, u16, Value);

/// Plays calls whose answers are given; gives what is told, each with whether it is an error by what these calls showed.
#[track_caller]
pub(super) fn script(subject: &Subject, lines: &[Line]) -> Vec<(Check, String, bool)> {
    let steps = lines.iter().map(|(call, body, _, _)| step(subject, call, body)).collect();
    let mut answers = lines.iter();
    let played = play(subject, &Scenario { steps }, |_| {
        let (_, _, status, body) = answers.next().unwrap();
        let text = if body.is_null() { String::new() } else { body.to_string() };
        Response { status: *status, body: text.into(), ..Response::default() }
    });
    assert_eq!(played.calls, lines.len(), "not all calls can be written");
    let weigh = |breach: Breach| {
        let is_error = breach.certain || played.held.contains(&breach.law);
        (breach.check, breach.key, is_error)
    };
    played.breaches.into_iter().map(weigh).collect()
}

/// Reads a call such as `GET /users/7`, where need be with a line for an `Idempotency-Key`.
#[track_caller]
fn step(subject: &Subject, call: &str, body: &Value) -> Step {
    let (call, key) = call.split_once('\n').unwrap_or((call, ""));
    let (method, path) = call.split_once(' ').unwrap();
    let mut values =
        Decoded { body: (!body.is_null()).then(|| body.clone()), ..Decoded::default() };
    if !key.is_empty() {
        values.header.insert("idempotency-key".to_owned(), key.into());
    }
    let named = |segment: &str| Some(segment.strip_prefix('{')?.strip_suffix('}')?.to_owned());
    let fits = |template: &str| {
        let (own, wanted) = (path.split('/'), template.split('/'));
        own.clone().count() == wanted.clone().count()
            && own.zip(wanted).all(|(own, wanted)| own == wanted || named(wanted).is_some())
    };
    let mut all = subject.operations().iter();
    let found = all.position(|operation| operation.method == method && fits(&operation.path));
    let operation = found.unwrap_or_else(|| panic!("no operation for `{call}`"));
    let template = subject.operations()[operation].path.split('/');
    for (segment, wanted) in path.split('/').zip(template) {
        let value = segment.parse::<u64>().map_or_else(|_| segment.into(), Value::from);
        values.path.extend(named(wanted).map(|name| (name, value)));
    }
    Step::new(operation, values, MediaRange::parse("application/json"))
}

/// Plans all sequences of a document.
pub(super) fn sequences(subject: &Subject, count: usize, writes: bool) -> Vec<Scenario> {
    let settings = Settings { sequences: count, writes, ..Settings::default() };
    let leads = Leads::of(subject);
    let planner = Planner { subject, settings: &settings, leads: &leads };
    let units = planner.units(Phase::Sequences, 0);
    units.into_iter().flat_map(|unit| planner.scenarios(unit).unwrap_or_default()).collect()
}

/// Reads a document.
#[track_caller]
pub(super) fn subject(text: &str) -> Subject {
    let loaded = counterpart_spec::load("test.yaml", text.into()).unwrap();
    Subject::new(loaded.spec).0
}
