//! From what flags and the configuration say to what a run needs: the document, the settings, the way to the server.

use std::num::NonZero;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use counterpart_client::{Base, Client, Settings as ClientSettings};
use counterpart_contract::{
    Callers, Http, QUIET, Renewing, Settings, Subject, Transport, chosen, silenced,
};
use counterpart_files::{Named, Reading};
use counterpart_generate::Seed;
use counterpart_spec::{Diagnostic, Severity};
use tokio::runtime::Runtime;

use super::config::{Config, Wrong};
use super::identity::{Identity, known};
use super::options::{Options, Over};
use super::token::ask;
use super::values::{Shard, Size, Time};
use crate::documents::LoadOptions;
use crate::plural::plural;
use crate::{Exit, edges, render};

/// What flags say besides the [`Options`].
pub(crate) struct Asked<'a> {
    pub(crate) document: Option<&'a Path>,
    pub(crate) config: Option<&'a Path>,
    pub(crate) target: Option<&'a str>,
    pub(crate) load: &'a LoadOptions,
}

/// What a run needs.
pub(crate) struct Prepared {
    pub(crate) subject: Subject,
    pub(crate) settings: Settings,
    pub(crate) transport: Arc<dyn Transport>,
    /// All that was said, by flags or by the configuration.
    pub(crate) options: Options,
}

impl Asked<'_> {
    /// Reads the configuration and the document, and asks for tokens.
    ///
    /// # Errors
    /// What is wrong was told.
    pub(crate) fn prepare(self, flags: Options, runtime: &Runtime) -> Result<Prepared, Exit> {
        let mut config = Config::find(self.config).map_err(|wrong| wrong.told())?;
        let mut said = config.options(self.target).map_err(|wrong| wrong.told())?;
        // The plan that flags ask for is not cut short by a time that they do not know of.
        if flags.cases.is_some() {
            said.time = None;
        }
        let options = flags.over(said);
        let url = options.url.as_deref().ok_or_else(|| {
            let help = match config.targets.keys().next() {
                Some(name) => {
                    format!("choose a target of the configuration, as with `--target {name}`")
                }
                None => "say where it is with `--url http://localhost:8080`".to_owned(),
            };
            usage("no server is named", &help)
        })?;
        let url = known(url).map_err(|error| usage(&error, "set the variable"))?;
        let subject = self.subject(&config)?;
        let base = base(&url, &subject)?;
        let mut settings = settings(&options, &subject)?;
        let client = client(&options)?;
        let spec = subject.spec();
        let mut tokens = Vec::new();
        let mut caller = |identity: &Identity| {
            let wrong = |message: String| {
                usage(&message, "`counterpart help test` says how credentials are written")
            };
            let mut caller = identity.caller(spec).map_err(wrong)?;
            let asked = ask(identity, spec, &client, &base, &mut caller);
            tokens.extend(runtime.block_on(asked).map_err(wrong)?);
            Ok(caller)
        };
        settings.callers = Callers {
            own: caller(&options.auth)?,
            other: match Identity::from(options.other.clone()) {
                other if other == Identity::default() => None,
                other => Some(caller(&other)?),
            },
        };
        let max_body = max_body(&options);
        let mut transport: Arc<dyn Transport> = Arc::new(Http::new(client, base, max_body));
        if !tokens.is_empty() {
            transport = Arc::new(Renewing::new(transport, tokens));
        }
        Ok(Prepared { subject, settings, transport, options })
    }

    /// Reads the document; what is odd about it is counted, as `check` shows it.
    fn subject(&self, config: &Config) -> Result<Subject, Exit> {
        let path = self.document.or(config.document.as_deref()).ok_or_else(|| {
            usage(
                "no document is named",
                "name it, or write it as `document` in `counterpart.toml`",
            )
        })?;
        let mut reading = Reading::from(self.load);
        reading.overlays.splice(0..0, config.overlay.iter().cloned());
        reading.folders.extend(config.allow_path.iter().cloned());
        reading.network |= config.allow_remote;
        let document = Named::from(path.to_owned());
        let loaded = document.load(reading).map_err(|refusal| {
            render::diagnostic(&refusal);
            Exit::Document
        })?;
        let (subject, more) = Subject::new(loaded.spec);
        let diagnostics: Vec<Diagnostic> = loaded.diagnostics.into_iter().chain(more).collect();
        let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
        if errors > 0 {
            let (errors, name) = (plural(errors, "error"), document.name());
            render::note(&format!("`{name}` has {errors}: `counterpart check {name}` shows them"));
        }
        if subject.operations().is_empty() {
            let help = "its `paths` have none: name the document that has them";
            render::error(&format!("`{}` has no operations", document.name()), help);
            return Err(Exit::Document);
        }
        Ok(subject)
    }
}

impl Wrong {
    fn told(&self) -> Exit {
        usage(&self.message, &self.help)
    }
}

/// Finds the root of the API: a URL without a path is that of a server, which has it below the base path of the document.
fn base(url: &str, subject: &Subject) -> Result<Base, Exit> {
    let wrong = |error: counterpart_client::NoBase| {
        usage(
            &error.to_string(),
            "write it as `http://localhost:8080` or `http://localhost:8080/v1`",
        )
    };
    let base: Base = url.parse().map_err(wrong)?;
    if base.has_path() {
        return Ok(base);
    }
    base.below(&subject.spec().base_path).map_err(wrong)
}

fn settings(options: &Options, subject: &Subject) -> Result<Settings, Exit> {
    let operations = subject.operations();
    let help = "`counterpart sample` shows the operations";
    let unmatched = |error: counterpart_contract::Unmatched| usage(&error.to_string(), help);
    let default = Settings::default();
    let Shard(shard, shards) = options.shard.unwrap_or(Shard(1, 1));
    let phases = options.phases.iter().copied().collect();
    Ok(Settings {
        seed: options.seed.map_or(default.seed, Seed),
        cases: options.cases.unwrap_or(default.cases),
        time: options.time.map(|Time(time)| time),
        workers: options.workers.map_or(default.workers, NonZero::get),
        rate: options.rate.map(NonZero::get),
        shard: (shard, shards),
        writes: options.no_writes != Some(true),
        operations: chosen(operations, &options.include, &options.exclude).map_err(unmatched)?,
        phases: if options.phases.is_empty() { default.phases } else { phases },
        silent: silenced(operations, &options.checks, &options.exclude_checks)
            .map_err(unmatched)?,
        max_response_time: options.max_response_time.map(|Time(time)| time),
        settle: options.settle.map_or(default.settle, |Time(time)| time),
        ..default
    })
}

fn client(options: &Options) -> Result<Client, Exit> {
    let default = ClientSettings::default();
    let total = options.timeout.map_or(default.total, |Time(time)| time);
    edges::client(&ClientSettings {
        connect: Duration::min(default.connect, total),
        total,
        max_body: max_body(options),
        quiet: Some(QUIET),
        trust: edges::trust(options.insecure == Some(true), options.ca.as_deref())?,
    })
}

fn max_body(options: &Options) -> usize {
    options.max_body.map_or(ClientSettings::default().max_body, |Size(bytes)| bytes)
}

fn usage(message: &str, help: &str) -> Exit {
    render::error(message, help);
    Exit::Usage
}
