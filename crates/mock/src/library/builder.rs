//! What a mock serves, and how.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use counterpart_files::{Named, Reading};
use counterpart_generate::Seed;
use counterpart_spec::{Diagnostic, Loaded, NoFiles, Severity, Sources, Spec, load_with};
use counterpart_state::Program;

use super::Server;
use super::around::Around;
use crate::{Access, Capacity, Clash, Clock, Front, Limits, LogEntry, Service};

/// A mock that is to be started.
///
/// ```
/// use counterpart_mock::Mock;
///
/// let document = "
/// openapi: 3.1.0
/// info: { title: Notes, version: '1' }
/// x-state:
///   notes: { new: { id: =seq }, seed: { records: [{ id: 1, text: hello }] } }
/// paths:
///   /notes:
///     get:
///       x-state: list notes
///       responses: { '200': { description: All, content: { application/json: {} } } }
/// ";
/// let server = Mock::from_text("notes.yaml", document).seed(7).start_blocking()?;
/// assert!(server.url().starts_with("http://127.0.0.1:"));
/// assert_eq!(server.records("notes")?[0]["text"], "hello");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Mock {
    sources: Vec<Source>,
    pub(super) reading: Reading,
    seed: Seed,
    clock: Option<Clock>,
    infers: bool,
    is_dynamic: bool,
    limits: Limits,
    capacity: Capacity,
    pub(super) access: Access,
    pub(super) around: Around,
    pub(super) port: u16,
    #[cfg(feature = "tls")]
    pub(super) tls: Option<crate::Tls>,
    log: Log,
}

/// Takes what is told of each request.
struct Log(Box<dyn Fn(&LogEntry<'_>) + Send + Sync>);

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Log")
    }
}

#[derive(Debug)]
enum Source {
    Path(PathBuf),
    Text(String, String),
    Spec(Box<Spec>),
}

/// Why a mock does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A document or an overlay cannot be read.
    #[error("{0}")]
    Document(Box<Diagnostic>),
    /// A document says things about its state that mean nothing; holds at least one.
    #[error("the document says things about its state that mean nothing: {}", .0.first().map(ToString::to_string).unwrap_or_default())]
    State(Vec<Diagnostic>),
    /// A text that was given means nothing, or not for these documents.
    #[error("the {what} cannot be as it is given: {why}")]
    Setting {
        /// What it is for.
        what: &'static str,
        /// Why, and what would do.
        why: String,
    },
    /// Documents that cannot be served together.
    #[error(transparent)]
    Clash(#[from] Clash),
    /// The system gives no port or no thread.
    #[error("the server cannot be started: {0}")]
    System(#[from] std::io::Error),
}

impl Mock {
    /// Serves a document of the file system; references may lead to files of its folder.
    pub fn from_path(path: impl Into<PathBuf>) -> Self {
        Self::of(Source::Path(path.into()))
    }

    /// Serves a document given as text, under the name that diagnostics call it by; references may lead nowhere but into itself.
    pub fn from_text(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self::of(Source::Text(name.into(), text.into()))
    }

    /// Serves a document that was loaded.
    pub fn from_spec(spec: Spec) -> Self {
        Self::of(Source::Spec(Box::new(spec)))
    }

    fn of(source: Source) -> Self {
        Self {
            sources: vec![source],
            reading: Reading::default(),
            seed: Seed(1),
            clock: None,
            infers: true,
            is_dynamic: false,
            limits: Limits::default(),
            capacity: Capacity::default(),
            access: Access::loopback(Vec::new()),
            around: Around::default(),
            port: 0,
            #[cfg(feature = "tls")]
            tls: None,
            log: Log(Box::new(|_| ())),
        }
    }

    /// Serves another mock's documents too, on the same port; all else is as said here.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.sources.extend(other.sources);
        self
    }

    /// Chooses the data: the same seed gives the same data.
    #[must_use]
    pub fn seed(self, seed: u64) -> Self {
        Self { seed: Seed(seed), ..self }
    }

    /// Applies an OpenAPI Overlay to every document that is not loaded yet, after those that were given before.
    #[must_use]
    pub fn overlay(mut self, path: impl Into<PathBuf>) -> Self {
        self.reading.overlays.push(path.into());
        self
    }

    /// Gives it a clock other than the real time.
    #[must_use]
    pub fn clock(self, clock: Clock) -> Self {
        Self { clock: Some(clock), ..self }
    }

    /// Remembers only what documents say in `x-state` (`--no-inference`).
    #[must_use]
    pub fn no_inference(self) -> Self {
        Self { infers: false, ..self }
    }

    /// Answers with generated data, unless a request prefers `dynamic=false` (`--dynamic`).
    #[must_use]
    pub fn dynamic(self) -> Self {
        Self { is_dynamic: true, ..self }
    }

    /// Tells of each request as it is answered, on the thread that answers it.
    #[must_use]
    pub fn log(self, tell: impl Fn(&LogEntry<'_>) + Send + Sync + 'static) -> Self {
        Self { log: Log(Box::new(tell)), ..self }
    }

    /// Bounds connections and requests.
    #[must_use]
    pub fn limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Bounds what is remembered.
    #[must_use]
    pub fn capacity(self, capacity: Capacity) -> Self {
        Self { capacity, ..self }
    }

    /// Starts it on a free port of the loopback, unless it has one.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start(self) -> Result<Server, StartError> {
        let (tell, told) = tokio::sync::oneshot::channel();
        // Nobody may be waiting any more: the server ends with what it is told in.
        Server::launch(self, |started| drop(tell.send(started)))?;
        told.await.map_err(|_| died())?
    }

    /// Starts it, for callers that are not asynchronous.
    ///
    /// # Errors
    /// See [`StartError`].
    pub fn start_blocking(self) -> Result<Server, StartError> {
        let (tell, told) = std::sync::mpsc::channel();
        Server::launch(self, move |started| drop(tell.send(started)))?;
        told.recv().map_err(|_| died())?
    }

    /// Reads and compiles the documents, and puts HTTP around them.
    pub(super) fn build(self) -> Result<Front, StartError> {
        let is_https = self.is_https();
        let Self { sources, reading, seed, infers, is_dynamic, log, .. } = self;
        let mut programs = Vec::new();
        for source in sources {
            let program = compile(source.load(&reading)?, seed, infers)?;
            programs.push(if is_dynamic { program.dynamic() } else { program });
        }
        let clock = self.clock.unwrap_or_else(Clock::real);
        let service = Service::new(programs, clock, self.capacity, log.0)?;
        let service = self.around.put(service, seed, is_https)?;
        Ok(Front::new(Arc::new(service), self.limits, self.access)?)
    }

    #[cfg(feature = "tls")]
    pub(super) fn is_https(&self) -> bool {
        self.tls.is_some()
    }

    #[cfg(not(feature = "tls"))]
    pub(super) fn is_https(&self) -> bool {
        false
    }
}

impl Source {
    fn load(self, reading: &Reading) -> Result<Loaded, StartError> {
        let loaded = match self {
            Self::Spec(spec) => return Ok(Loaded { spec: *spec, diagnostics: Vec::new() }),
            Self::Path(path) => Named::from(path).load(reading.clone()),
            Self::Text(name, text) => reading.overlays().and_then(|overlays| {
                load_with(&name, text.into(), Sources { loader: &NoFiles, overlays: &overlays })
            }),
        };
        loaded.map_err(StartError::Document)
    }
}

/// Compiles a document; parts of it that are odd are lived with, mistakes in our own extensions are not.
fn compile(loaded: Loaded, seed: Seed, infers: bool) -> Result<Program, StartError> {
    let compile = if infers { Program::compile } else { Program::compile_declared };
    let (program, more) = compile(loaded.spec, seed);
    let mut wrong = more;
    wrong.retain(|found| found.severity == Severity::Error && found.code.starts_with("E03"));
    if wrong.is_empty() { Ok(program) } else { Err(StartError::State(wrong)) }
}

fn died() -> StartError {
    StartError::System(std::io::Error::other("its thread has ended"))
}
