//! What a program tests, as the flags of the command say it.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use counterpart_generate::Seed;
use counterpart_spec::Spec;

use super::start::MAX_BODY;
use crate::{InProcess, Kind, Settings, Shown, Transport};

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
    pub(super) document: Source,
    pub(super) overlays: Vec<PathBuf>,
    pub(super) target: Target,
    pub(super) base_path: Option<String>,
    pub(super) settings: Settings,
    pub(super) credentials: Vec<(Shown, Credential)>,
    pub(super) include: Vec<String>,
    pub(super) exclude: Vec<String>,
    pub(super) without: Vec<String>,
    pub(super) baseline: Option<PathBuf>,
}

#[derive(Debug)]
pub(super) enum Source {
    Path(PathBuf),
    Text(String),
    Spec(Box<Spec>),
}

/// Makes the way into a service, below a base path.
type Way = Box<dyn FnOnce(&str) -> Arc<dyn Transport> + Send>;

/// Who is held to the document.
pub(super) enum Target {
    None,
    Url(String),
    Service(Way),
}

/// What somebody shows to be known.
pub(super) enum Credential {
    Token(Kind, String),
    Header(String, String),
}

impl Suite {
    /// Takes a document of the file system; references may lead to files of its folder.
    pub fn from_path(path: impl Into<PathBuf>) -> Self {
        Self::of(Source::Path(path.into()))
    }

    /// Takes the text of a document, YAML or JSON; it must not refer to other files.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self::of(Source::Text(text.into()))
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

    /// Says how long the service gets to show everywhere what was written, before a finding is told that says that it does not: a second by default.
    #[must_use]
    pub fn settle(mut self, settle: Duration) -> Self {
        self.settings.settle = settle;
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
    pub fn header(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.shows(Shown::Own, Credential::Header(name.into(), value.into()))
    }

    /// Shows a bearer token; `scheme=token` names the security scheme, where the document has several.
    #[must_use]
    pub fn bearer(self, token: impl Into<String>) -> Self {
        self.shows(Shown::Own, Credential::Token(Kind::Bearer, token.into()))
    }

    /// Shows an API key; `scheme=key` names the security scheme, where the document has several.
    #[must_use]
    pub fn api_key(self, key: impl Into<String>) -> Self {
        self.shows(Shown::Own, Credential::Token(Kind::ApiKey, key.into()))
    }

    /// Shows a name and a password.
    #[must_use]
    pub fn basic(self, name: &str, password: &str) -> Self {
        self.shows(Shown::Own, Credential::Token(Kind::Basic, format!("{name}:{password}")))
    }

    /// Has a second caller show a bearer token: it must not reach what the first has made (`object_access`).
    #[must_use]
    pub fn other_bearer(self, token: impl Into<String>) -> Self {
        self.shows(Shown::Other, Credential::Token(Kind::Bearer, token.into()))
    }

    /// Has the second caller show an API key.
    #[must_use]
    pub fn other_api_key(self, key: impl Into<String>) -> Self {
        self.shows(Shown::Other, Credential::Token(Kind::ApiKey, key.into()))
    }

    /// Has the second caller show a name and a password.
    #[must_use]
    pub fn other_basic(self, name: &str, password: &str) -> Self {
        self.shows(Shown::Other, Credential::Token(Kind::Basic, format!("{name}:{password}")))
    }

    /// Has the second caller send a header with every request.
    #[must_use]
    pub fn other_header(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.shows(Shown::Other, Credential::Header(name.into(), value.into()))
    }

    fn shows(mut self, who: Shown, credential: Credential) -> Self {
        self.credentials.push((who, credential));
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

/// Says of which kind it is, and keeps the rest to itself.
impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token(kind, _) => f.write_str(kind.name()),
            Self::Header(name, _) => f.write_str(name),
        }
    }
}
