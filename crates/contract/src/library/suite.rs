//! What a program tests, as the flags of the command say it.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use counterpart_client::{Base, Client, NoBase, Settings as ClientSettings, Trust, Untrusted};
use counterpart_files::{Named, Reading, deep};
use counterpart_generate::Seed;
use counterpart_spec::{Diagnostic, Spec};
use http::HeaderName;
use tokio::sync::watch;

use super::Report;
use crate::{
    Accepting, Baseline, CheckRule, Event, Http, InProcess, Kind, Run, Settings, Subject, Summary,
    Transport, Unmatched, Unrun, Unshowable, chosen, scheme, silenced,
};

/// Bodies of responses that are longer are not taken, in bytes.
const MAX_BODY: usize = 16 << 20;

/// A run that holds a service of this program, or a server, to a document.
///
/// ```
/// use axum::{Json, Router, routing::get};
/// use counterpart_contract::Suite;
///
/// # let document = std::env::temp_dir().join(format!("suite-{}.yaml", std::process::id()));
/// # std::fs::write(&document, "openapi: 3.1.0\ninfo: {title: Hello, version: '1'}\npaths: {/hello: {get: {responses: {'200': {description: d, content: {application/json: {schema: {type: string}}}}}}}}").unwrap();
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let router = Router::new().route("/hello", get(async || Json("hello")));
/// let report = Suite::from_path(&document).against(router).cases(10).run().await?;
/// report.assert_clean();
/// # Ok::<(), counterpart_contract::SuiteError>(())
/// # }).unwrap();
/// # std::fs::remove_file(document).unwrap();
/// ```
#[derive(Debug)]
pub struct Suite {
    document: Source,
    overlays: Vec<PathBuf>,
    target: Target,
    base_path: Option<String>,
    settings: Settings,
    credentials: Vec<Credential>,
    include: Vec<String>,
    exclude: Vec<String>,
    without: Vec<String>,
    baseline: Option<PathBuf>,
}

#[derive(Debug)]
enum Source {
    Path(PathBuf),
    Spec(Box<Spec>),
}

/// Who is held to the document.
enum Target {
    None,
    Url(String),
    /// Makes the way into a service, below a base path.
    Service(Box<dyn FnOnce(&str) -> Arc<dyn Transport> + Send>),
}

#[derive(Debug)]
enum Credential {
    Token(Kind, String),
    Header(String, String),
}

/// Why there was no run.
#[derive(Debug, thiserror::Error)]
pub enum SuiteError {
    /// The document, an Overlay or the baseline cannot be read.
    #[error("{0}")]
    Document(Box<Diagnostic>),
    /// Nobody said what is to be held to the document.
    #[error("nothing is held to the document: say `against` a service, or `at` a URL")]
    NoTarget,
    /// The URL is none.
    #[error(transparent)]
    Url(#[from] NoBase),
    /// A filter or the name of a check means nothing.
    #[error("{0}")]
    Wrong(String),
    /// The filters leave nothing to test.
    #[error(transparent)]
    Unmatched(#[from] Unmatched),
    /// A credential cannot be shown.
    #[error(transparent)]
    Credential(#[from] Unshowable),
    /// The client cannot be made.
    #[error(transparent)]
    Client(#[from] Untrusted),
    /// The server cannot be reached.
    #[error(transparent)]
    Unrun(#[from] Unrun),
}

impl Suite {
    /// Takes a document of the file system; references may lead to files of its folder.
    pub fn from_path(path: impl Into<PathBuf>) -> Self {
        Self::of(Source::Path(path.into()))
    }

    /// Takes a document that was loaded.
    pub fn from_spec(spec: Spec) -> Self {
        Self::of(Source::Spec(Box::new(spec)))
    }

    fn of(document: Source) -> Self {
        Self {
            document,
            overlays: Vec::new(),
            target: Target::None,
            base_path: None,
            settings: Settings::default(),
            credentials: Vec::new(),
            include: Vec::new(),
            exclude: Vec::new(),
            without: Vec::new(),
            baseline: None,
        }
    }

    /// Applies an OpenAPI Overlay to a document of the file system, after those that were given before.
    #[must_use]
    pub fn overlay(mut self, path: impl Into<PathBuf>) -> Self {
        self.overlays.push(path.into());
        self
    }

    /// Tests a service of this program, such as an `axum::Router`, without a socket.
    #[must_use]
    pub fn against<S: Send + 'static>(mut self, service: S) -> Self
    where
        InProcess<S>: Transport,
    {
        let way = |base: &str| -> Arc<dyn Transport> {
            Arc::new(InProcess::new(service, MAX_BODY).below(base))
        };
        self.target = Target::Service(Box::new(way));
        self
    }

    /// Tests a server; a URL without a path stands for its root.
    #[must_use]
    pub fn at(mut self, url: impl Into<String>) -> Self {
        self.target = Target::Url(url.into());
        self
    }

    /// Says below which path a service, or the root of a server, has the paths of the document; by default below the one that the document says.
    #[must_use]
    pub fn base_path(mut self, path: impl Into<String>) -> Self {
        self.base_path = Some(path.into());
        self
    }

    /// Chooses what is by chance: the same seed gives the same calls.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = Seed(seed);
        self
    }

    /// Says how many cases by chance each operation gets.
    #[must_use]
    pub fn cases(mut self, cases: usize) -> Self {
        self.settings.cases = cases;
        self
    }

    /// Says how long the run may take; where time is left at the end of the plan, there is more by chance.
    #[must_use]
    pub fn time(mut self, time: Duration) -> Self {
        self.settings.time = Some(time);
        self
    }

    /// Says how many scenarios are played at once.
    #[must_use]
    pub fn workers(mut self, workers: usize) -> Self {
        self.settings.workers = workers;
        self
    }

    /// Sends safe methods only (RFC 9110 §9.2.1).
    #[must_use]
    pub fn no_writes(mut self) -> Self {
        self.settings.writes = false;
        self
    }

    /// Sends a header with every request.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.credentials.push(Credential::Header(name.into(), value.into()));
        self
    }

    /// Shows a bearer token; `scheme=token` names the security scheme, where the document has several.
    #[must_use]
    pub fn bearer(self, token: impl Into<String>) -> Self {
        self.token(Kind::Bearer, token)
    }

    /// Shows an API key; `scheme=key` names the security scheme, where the document has several.
    #[must_use]
    pub fn api_key(self, key: impl Into<String>) -> Self {
        self.token(Kind::ApiKey, key)
    }

    /// Shows a name and a password.
    #[must_use]
    pub fn basic(self, name: &str, password: &str) -> Self {
        self.token(Kind::Basic, format!("{name}:{password}"))
    }

    fn token(mut self, kind: Kind, token: impl Into<String>) -> Self {
        self.credentials.push(Credential::Token(kind, token.into()));
        self
    }

    /// Tests the operations that a [`Filter`](crate::Filter) means, besides those of earlier ones.
    #[must_use]
    pub fn include(mut self, filter: impl Into<String>) -> Self {
        self.include.push(filter.into());
        self
    }

    /// Leaves out the operations that a [`Filter`](crate::Filter) means.
    #[must_use]
    pub fn exclude(mut self, filter: impl Into<String>) -> Self {
        self.exclude.push(filter.into());
        self
    }

    /// Leaves out checks, of all operations or of some: a [`CheckRule`] such as `tag:admin=auth_ignored`.
    #[must_use]
    pub fn exclude_checks(mut self, rule: impl Into<String>) -> Self {
        self.without.push(rule.into());
        self
    }

    /// Accepts the findings of a file that the command wrote, or [`Report::baseline`] as JSON.
    #[must_use]
    pub fn baseline(mut self, path: impl Into<PathBuf>) -> Self {
        self.baseline = Some(path.into());
        self
    }

    /// Makes the run.
    ///
    /// # Errors
    /// See [`SuiteError`].
    pub async fn run(self) -> Result<Report, SuiteError> {
        let Self { document, overlays, target, base_path, mut settings, .. } = self;
        let baseline = self.baseline.map(read_baseline).transpose()?.unwrap_or_default();
        let subject = compiled(document, overlays)?;
        let operations = subject.operations();
        settings.operations = chosen(operations, &read(&self.include)?, &read(&self.exclude)?)?;
        settings.silent = silenced(operations, &[], &read::<CheckRule>(&self.without)?)?;
        for credential in self.credentials {
            credential.show(&subject, &mut settings)?;
        }
        let below = base_path.unwrap_or_else(|| subject.spec().base_path.clone());
        let transport = target.transport(&below)?;
        let run = Run { subject, settings, transport };
        // Nobody ends it early.
        let (_keep, stop) = watch::channel(false);
        let mut findings = Vec::new();
        let mut summary = Summary::default();
        let observe = |event: &Event| match event {
            Event::Found(finding) => findings.push((**finding).clone()),
            Event::Finished(finished) => summary = finished.clone(),
            _ => {}
        };
        let mut observer = Accepting::new(baseline, observe);
        run.go(&mut observer, stop).await?;
        let (_, accepted) = observer.into_parts();
        Ok(Report { findings, accepted, summary })
    }
}

impl Target {
    fn transport(self, below: &str) -> Result<Arc<dyn Transport>, SuiteError> {
        match self {
            Self::None => Err(SuiteError::NoTarget),
            Self::Service(way) => Ok(way(below)),
            Self::Url(url) => {
                let base: Base = url.parse()?;
                let base = if base.has_path() { base } else { base.below(below)? };
                let settings = ClientSettings {
                    max_body: MAX_BODY,
                    trust: Trust::Public,
                    ..Default::default()
                };
                Ok(Arc::new(Http::new(Client::new(&settings)?, base, MAX_BODY)))
            }
        }
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::Url(url) => f.debug_tuple("Url").field(url).finish(),
            Self::Service(_) => f.debug_struct("Service").finish_non_exhaustive(),
        }
    }
}

impl Credential {
    fn show(self, subject: &Subject, settings: &mut Settings) -> Result<(), SuiteError> {
        let caller = &mut settings.callers.own;
        match self {
            Self::Header(name, value) => {
                let wrong = |_| SuiteError::Wrong(format!("`{name}` is no name of a header"));
                let name: HeaderName = name.parse().map_err(wrong)?;
                caller.show_header(name, &value)?;
            }
            Self::Token(kind, text) => {
                let (scheme, token) = scheme(subject.spec(), &text);
                caller.show_token(subject.spec(), kind, scheme, token)?;
            }
        }
        Ok(())
    }
}

/// Reads and compiles the document, on a stack that is deep enough for any.
fn compiled(document: Source, overlays: Vec<PathBuf>) -> Result<Subject, SuiteError> {
    let spec = match document {
        Source::Spec(spec) => Arc::from(spec),
        Source::Path(path) => {
            let reading = Reading { overlays, ..Reading::default() };
            let load = || Named::from(path.clone()).load(reading.clone());
            let loaded = deep(1, load).swap_remove(0).map_err(SuiteError::Document)?;
            Arc::new(loaded.spec)
        }
    };
    let compile = || Subject::new(Arc::clone(&spec)).0;
    Ok(deep(1, compile).swap_remove(0))
}

fn read_baseline(path: PathBuf) -> Result<Baseline, SuiteError> {
    let text = counterpart_files::read(&path).map_err(SuiteError::Document)?;
    let wrong = |error| SuiteError::Wrong(format!("`{}` is no baseline: {error}", path.display()));
    Baseline::from_json(&text).map_err(wrong)
}

fn read<T: std::str::FromStr<Err: fmt::Display>>(texts: &[String]) -> Result<Vec<T>, SuiteError> {
    let read = |text: &String| {
        text.parse().map_err(|error| SuiteError::Wrong(format!("`{text}`: {error}")))
    };
    texts.iter().map(read).collect()
}
