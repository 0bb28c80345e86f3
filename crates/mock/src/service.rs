//! Several documents as one function from request to answer.

use std::cell::OnceCell;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use counterpart_exchange::{Request, Route};
use counterpart_state::{Answer, Program, State};
use http::{HeaderName, HeaderValue, StatusCode};
use jiff::Timestamp;
use tokio::time::Instant;

use crate::catalog::Catalog;
use crate::edges::Edges;
use crate::env::Arrival;
use crate::forced::names;
use crate::lock::{read, write};
use crate::memory::{Full, Memory};
use crate::problem::Problem;
use crate::requests::Kept;
use crate::routes::{Clash, Found};
use crate::scope::Scope;
use crate::scopes::{BadName, Scopes};
use crate::{Capacity, Clock, Force, LogEntry, LoggedOperation, LoggedRequest, Summary, reason};

/// Takes a line for each request.
pub(crate) type Log = Arc<dyn Fn(&LogEntry<'_>) + Send + Sync>;

/// The documents that are served, what they remember, and where time and log lines go.
pub struct Service {
    catalog: RwLock<Arc<Catalog>>,
    pub(crate) scopes: Scopes,
    pub(crate) memory: Arc<Memory>,
    log: Log,
    pub(crate) edges: Edges,
}

/// An answer, and how long it is held back before it leaves.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) answer: Answer,
    pub(crate) delay: Duration,
}

impl Reply {
    fn at_once(answer: Answer) -> Self {
        Self { answer, delay: Duration::ZERO }
    }
}

impl Service {
    /// Puts documents behind one port.
    ///
    /// # Errors
    /// Two documents that want the same operation.
    pub fn new(
        documents: Vec<Program>,
        clock: Clock,
        capacity: Capacity,
        log: impl Fn(&LogEntry<'_>) + Send + Sync + 'static,
    ) -> Result<Self, Clash> {
        let memory = Memory::new(capacity.memory);
        let base = Scope::base(documents.iter().cloned(), clock, capacity, &memory);
        let catalog = RwLock::new(Arc::new(Catalog::new(documents)?));
        let scopes = Scopes::new(base, capacity.scopes);
        Ok(Self { catalog, scopes, memory, log: Arc::new(log), edges: Edges::default() })
    }

    /// Says what is served, with what the shared scope holds.
    pub fn summaries(&self) -> Vec<Summary> {
        let moments = self.scopes.base.lives().iter().map(crate::live::Live::moment);
        moments.map(|moment| Summary::of(&moment.program, &moment.state)).collect()
    }

    /// Puts a program in the place of a document's, in every scope; `adopt` turns each state of the old program into one of the new, which it gets last, with the seed of the old one.
    ///
    /// # Errors
    /// The document would clash with another: nothing is replaced.
    pub fn replace(
        &self,
        index: usize,
        program: &Program,
        adopt: impl Fn(&Program, &State, &Program) -> State,
    ) -> Result<(), Clash> {
        let mut catalog = write(&self.catalog);
        let mut programs = catalog.programs.clone();
        if let Some(old) = programs.get_mut(index) {
            *old = program.clone();
        }
        *catalog = Arc::new(Catalog::new(programs)?);
        // The shared scope first: what begins from now on begins with the new program.
        let _ = self.scopes.base.replace(index, program, &adopt);
        for scope in self.scopes.list() {
            // A scope that has no room for what it would be keeps its document.
            let _ = scope.replace(index, program, &adopt);
        }
        drop(catalog);
        self.replan();
        Ok(())
    }

    /// Answers a request whose path is as the client sent it, without its delay.
    pub fn handle(&self, request: &Request) -> Answer {
        self.reply(request.clone()).answer
    }

    /// Answers a request, and says how long the answer is to be held back.
    ///
    /// One request that finds a fault of ours must not end the others: it is answered with 500, and logged.
    pub(crate) fn reply(&self, mut request: Request) -> Reply {
        let started = Instant::now();
        let scope = match self.scopes.of(&mut request) {
            Ok(scope) => scope,
            Err(bad) => {
                let answer = unscoped(&bad);
                (self.log)(&LogEntry { request: &request, answer: &answer });
                return Reply::at_once(answer);
            }
        };
        let now = catch_unwind(AssertUnwindSafe(|| scope.clock.now()));
        let reply = now.as_ref().ok().and_then(|now| {
            catch_unwind(AssertUnwindSafe(|| self.answer(&scope, &request, *now))).ok()
        });
        let mut reply = reply.unwrap_or_else(|| Reply::at_once(Answer::failed()));
        reason::tell(&mut reply.answer);
        let now = now.unwrap_or_default();
        self.note(&scope, request, &reply.answer, now, started.elapsed());
        reply
    }

    /// Gives the answer of the documents without anything done: nothing is changed, forced answers wait on, nothing is logged.
    pub(crate) fn looked_at(&self, mut request: Request) -> Option<Answer> {
        let scope = self.scopes.of(&mut request).ok()?;
        let catalog = self.catalog();
        let Found::Document { index, path } = catalog.find(&request) else { return None };
        let look = || {
            let below = Below { index, path, now: scope.clock.now() };
            scope.lives()[index].look(&below.request(&request), self.arrival(&request, below))
        };
        catch_unwind(AssertUnwindSafe(look)).ok()
    }

    /// Tells of a request that was answered without the documents.
    pub(crate) fn told(&self, mut request: Request, answer: Answer) -> Answer {
        match self.scopes.of(&mut request) {
            Ok(scope) => self.note(&scope, request, &answer, scope.clock.now(), Duration::ZERO),
            Err(bad) => return unscoped(&bad),
        }
        answer
    }

    fn note(
        &self,
        scope: &Scope,
        request: Request,
        answer: &Answer,
        now: Timestamp,
        took: Duration,
    ) {
        (self.log)(&LogEntry { request: &request, answer });
        scope.touch(now);
        scope.requests.note(request, answer, now, took);
    }

    fn answer(&self, scope: &Scope, request: &Request, now: Timestamp) -> Reply {
        let found = read(&self.catalog).find(request);
        let (index, path) = match found {
            Found::Document { index, path } => (index, path),
            Found::Ambiguous(rivals) => {
                return Reply::at_once(ambiguous(&request.path, &rivals));
            }
            Found::Nowhere => return Reply::at_once(Answer::nowhere(&request.path)),
        };
        let below = Below { index, path, now };
        if let Some(force) = self.forced(scope, request, below) {
            return self.force(&force, scope, request, below);
        }
        let arrival = self.arrival(request, below);
        Reply::at_once(self.step(scope, &below.request(request), below.index, arrival))
    }

    /// Finds what is forced for a request.
    fn forced(&self, scope: &Scope, request: &Request, below: Below<'_>) -> Option<Force> {
        if scope.forced.is_empty() {
            return None;
        }
        let catalog = self.catalog();
        let operation = catalog.operation(request);
        let meant =
            |text: &str| operation.as_ref().is_some_and(|found| names(found.operation(), text));
        let valid = OnceCell::new();
        let is_valid = || *valid.get_or_init(|| below.is_valid(scope, request));
        let admits = |force: &Force| !force.validates() || is_valid();
        scope.forced.take(request, meant, admits)
    }

    fn force(&self, force: &Force, scope: &Scope, sent: &Request, below: Below<'_>) -> Reply {
        let mut request = below.request(sent).into_owned();
        let answer = force.answer().unwrap_or_else(|| {
            let prefer = force.preference().map(HeaderValue::from_str);
            if let Some(Ok(prefer)) = prefer {
                request.headers.insert(HeaderName::from_static("prefer"), prefer);
            }
            self.step(scope, &request, below.index, self.arrival(sent, below))
        });
        Reply { answer, delay: force.held_back() }
    }

    /// Says when a request came, and by which way; its path is as the client sent it.
    fn arrival<'r>(&self, request: &'r Request, below: Below<'_>) -> Arrival<'r> {
        let base_path = request.path.strip_suffix(below.path).unwrap_or_default();
        Arrival { now: below.now, base_path, is_https: self.is_https() }
    }

    /// Runs the step; where there is no room for what it writes, scopes that nobody uses make some.
    fn step(&self, scope: &Scope, request: &Request, index: usize, arrival: Arrival<'_>) -> Answer {
        let live = &scope.lives()[index];
        match self.with_room(scope, || live.handle(request, arrival)) {
            Ok((answer, written)) => {
                if !written.is_empty() {
                    self.tell_of(&live.moment().program, written, arrival.now);
                }
                answer
            }
            Err(full) => self.full(full).into(),
        }
    }

    /// Runs a change until there is room for it, or not enough can be made.
    pub(crate) fn with_room<T>(
        &self,
        scope: &Scope,
        run: impl Fn() -> Result<T, Full>,
    ) -> Result<T, Full> {
        loop {
            match run() {
                Err(full) if self.scopes.make_room(scope, full) => {}
                done => return done,
            }
        }
    }

    /// Says that nothing more can be remembered.
    pub(crate) fn full(&self, _: Full) -> Problem {
        let limit = self.memory.limit();
        let detail = format!(
            "what callers wrote fills the {limit} bytes that it may take: `POST /__counterpart/reset` forgets it, `--max-memory` allows more"
        );
        Problem::new(StatusCode::INSUFFICIENT_STORAGE, detail)
    }

    /// Forces an answer on the next requests of a scope.
    pub(crate) fn force_next(&self, scope: &Scope, force: Force) -> Result<(), Problem> {
        let wrong = |detail: String| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail);
        if let Some(fault) = force.fault() {
            return Err(wrong(fault));
        }
        if let Some(text) = force.wanted_operation() {
            let catalog = self.catalog();
            if !catalog.operations().any(|operation| names(operation, text)) {
                let help = "an `operationId`, or a method and a path template as `GET /pets/{id}`";
                let help = catalog.nearest(text).unwrap_or_else(|| format!("give {help}"));
                return Err(wrong(format!("there is no operation `{text}`: {help}")));
            }
        }
        // What is refused anyway is never answered so.
        if let Some(request) = force.wanted_request().filter(|_| force.validates()) {
            let catalog = self.catalog();
            let Request { method, path, .. } = &request;
            if catalog.operation(&request).is_none() {
                let help = catalog.nearest(&format!("{method} {path}"));
                let help = help.unwrap_or_else(|| "the path is as it is sent".to_owned());
                return Err(wrong(format!(
                    "no operation answers `{method} {path}`: {help}, or say `validate: false`"
                )));
            }
        }
        let held = self.with_room(scope, || scope.forced.room_for(&force));
        if scope.forced.add(force, held.map_err(|full| self.full(full))?) {
            return Ok(());
        }
        let detail =
            "too many answers wait for their requests: `DELETE /__counterpart/next` forgets them";
        Err(Problem::new(StatusCode::CONFLICT, detail))
    }

    /// Tells whether a text names the operation that a request was for.
    pub(crate) fn is_for(&self, request: &Request, text: &str) -> bool {
        let catalog = self.catalog();
        catalog.operation(request).is_some_and(|found| names(found.operation(), text))
    }

    /// Shows a kept request, with its operation and without its credentials.
    pub(crate) fn shown(&self, scope: &Scope, kept: &Kept) -> LoggedRequest {
        let catalog = self.catalog();
        let operation = catalog.operation(&kept.request).map(|found| LoggedOperation {
            document: found.program.spec().title.clone(),
            id: found.operation().id.clone(),
            template: format!("{} {}", found.operation().method, found.operation().path),
        });
        kept.shown(&catalog.secrets, scope.name.as_deref(), operation)
    }

    pub(crate) fn catalog(&self) -> Arc<Catalog> {
        Arc::clone(&read(&self.catalog))
    }
}

/// Where a request leads, and when it came.
#[derive(Debug, Clone, Copy)]
struct Below<'r> {
    index: usize,
    path: &'r str,
    now: Timestamp,
}

impl Below<'_> {
    /// Gives the request as its document sees it.
    fn request<'r>(&self, request: &'r Request) -> std::borrow::Cow<'r, Request> {
        if self.path == request.path {
            return std::borrow::Cow::Borrowed(request);
        }
        std::borrow::Cow::Owned(Request { path: self.path.to_owned(), ..request.clone() })
    }

    /// Tells whether the document has nothing against a request: what it says, not what it would find.
    fn is_valid(&self, scope: &Scope, request: &Request) -> bool {
        let program = scope.lives()[self.index].moment().program;
        match program.route(&request.method, self.path, &request.query) {
            Route::Operation { index, path } => {
                program.contract(index).decode(&self.request(request), &path).is_ok()
            }
            _ => false,
        }
    }
}

/// Answers a request that several documents would take.
fn ambiguous(path: &str, rivals: &[(String, String)]) -> Answer {
    let told = rivals.iter().map(|(base, title)| format!("`{base}{path}` ({title})"));
    let told = told.collect::<Vec<_>>().join(" or ");
    Problem::new(StatusCode::NOT_FOUND, format!("`{path}` is {told}: send it with its base path"))
        .into()
}

/// Answers a request that names no scope that there can be.
fn unscoped(bad: &BadName) -> Answer {
    Problem::new(StatusCode::BAD_REQUEST, bad.to_string()).into()
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").field("scopes", &self.scopes).finish_non_exhaustive()
    }
}
