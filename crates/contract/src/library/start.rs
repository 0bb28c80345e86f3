//! From what a suite says to its run.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use counterpart_client::{Base, Client, NoBase, Settings as ClientSettings, Untrusted};
use counterpart_files::{Named, Reading, deep};
use counterpart_spec::Diagnostic;
use http::HeaderName;
use tokio::sync::watch;

use super::Report;
use super::suite::{Credential, Source, Suite, Target};
use crate::{
    Accepting, Baseline, Caller, CheckRule, Event, Http, QUIET, Run, Shown, Subject, Summary,
    Transport, Unmatched, Unrun, Unshowable, chosen, silenced, token_scheme,
};

/// Bodies of responses that are longer are not taken, in bytes.
pub(super) const MAX_BODY: usize = 16 << 20;

/// How messages name a document that is no file.
const TEXT: &str = "openapi.yaml";

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
    /// Makes the run.
    ///
    /// # Errors
    /// See [`SuiteError`].
    pub async fn run(self) -> Result<Report, SuiteError> {
        let Self { document, overlays, target, base_path, mut settings, .. } = self;
        let baseline = self.baseline.as_deref().map(read_baseline).transpose()?.unwrap_or_default();
        let subject = compiled(document, overlays)?;
        let operations = subject.operations();
        settings.operations = chosen(operations, &read(&self.include)?, &read(&self.exclude)?)?;
        settings.silent = silenced(operations, &[], &read::<CheckRule>(&self.without)?)?;
        for (who, credential) in self.credentials {
            let caller = match who {
                Shown::Other => settings.callers.other.get_or_insert_default(),
                _ => &mut settings.callers.own,
            };
            credential.show(&subject, caller)?;
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
                    quiet: Some(QUIET),
                    ..ClientSettings::default()
                };
                Ok(Arc::new(Http::new(Client::new(&settings)?, base, MAX_BODY)))
            }
        }
    }
}

impl Credential {
    fn show(self, subject: &Subject, caller: &mut Caller) -> Result<(), SuiteError> {
        match self {
            Self::Header(name, value) => {
                let wrong = |_| SuiteError::Wrong(format!("`{name}` is no name of a header"));
                let name: HeaderName = name.parse().map_err(wrong)?;
                caller.show_header(name, &value)?;
            }
            Self::Token(kind, text) => {
                let (scheme, token) = token_scheme(subject.spec(), &text)?;
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
        Source::Text(text) => {
            let load = || counterpart_spec::load(TEXT, text.clone().into_bytes());
            let loaded = deep(1, load).swap_remove(0).map_err(SuiteError::Document)?;
            Arc::new(loaded.spec)
        }
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

fn read_baseline(path: &Path) -> Result<Baseline, SuiteError> {
    let text = counterpart_files::read(path).map_err(SuiteError::Document)?;
    let wrong = |error| SuiteError::Wrong(format!("`{}` is no baseline: {error}", path.display()));
    Baseline::from_json(&text).map_err(wrong)
}

fn read<T: std::str::FromStr<Err: fmt::Display>>(texts: &[String]) -> Result<Vec<T>, SuiteError> {
    let read = |text: &String| {
        text.parse().map_err(|error| SuiteError::Wrong(format!("`{text}`: {error}")))
    };
    texts.iter().map(read).collect()
}
