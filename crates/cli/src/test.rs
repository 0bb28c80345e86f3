//! `counterpart test`.

mod baseline;
mod config;
mod file;
mod identity;
mod kept;
mod options;
mod play;
mod prepare;
mod reports;
mod snapshots;
mod token;
mod values;
mod verdict;

use std::path::PathBuf;

use clap::Args;
use counterpart_contract::{Accepting, Finding, Run, Severity};
use counterpart_files::STACK;
use tokio::runtime::Runtime;

use crate::documents::LoadOptions;
use crate::{Exit, render};
use baseline::Known;
use kept::Kept;
use play::{Played, play};
use reports::Reports;
use snapshots::Folder;

pub(crate) use identity::{Identity, Other};
pub(crate) use kept::read as read_replay;
pub(crate) use options::Options;
pub(crate) use play::unreached;
pub(crate) use prepare::{Asked, Prepared};
pub(crate) use reports::{Look, Whole};
pub(crate) use values::{ReportTo, Size, Time};
pub(crate) use verdict::verdict;

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct TestOptions {
    /// The OpenAPI document, YAML or JSON; or `-` for standard input. The configuration may name it.
    #[arg(value_name = "DOCUMENT")]
    document: Option<PathBuf>,
    /// The configuration; by default `counterpart.toml` in this folder or the nearest above it.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The target of the configuration.
    #[arg(long, value_name = "NAME")]
    target: Option<String>,
    #[command(flatten)]
    run: Options,
    /// Accept all that is found from now on: write it to the file of `--baseline`.
    #[arg(long, help_heading = "Results")]
    baseline_update: bool,
    /// Remove the files of findings that are not seen any more.
    #[arg(long, help_heading = "Results")]
    replays_update: bool,
    /// Write changed snapshots over the old ones, not beside them.
    #[arg(long, help_heading = "Results")]
    snapshots_update: bool,
    /// Print no progress, and of the results only the line that sums them up.
    #[arg(long, help_heading = "Results")]
    quiet: bool,
    /// Print no colours.
    #[arg(long, help_heading = "Results")]
    no_color: bool,
    #[command(flatten)]
    load: LoadOptions,
}

/// Where findings are kept unless another folder is named.
const REPLAYS: &str = "counterpart.replays";

/// Holds a server to a document.
pub(crate) fn run(options: &TestOptions) -> Exit {
    on_runtime(|runtime| test(options, runtime))
}

fn test(options: &TestOptions, runtime: &Runtime) -> Result<Exit, Exit> {
    let asked = Asked {
        document: options.document.as_deref(),
        config: options.config.as_deref(),
        target: options.target.as_deref(),
        load: &options.load,
    };
    let Prepared { subject, mut settings, transport, options: said } =
        asked.prepare(options.run.clone(), runtime)?;
    let look = Look::new(options.quiet, options.no_color);
    let known = Known::read(said.baseline.clone(), options.baseline_update)?;
    let folder = said.replays.unwrap_or_else(|| REPLAYS.into());
    let kept = if said.no_replays == Some(true) {
        None
    } else {
        let (kept, replays) = Kept::read(folder, &subject, &settings)?;
        settings.replays = replays;
        Some(kept)
    };
    settings.twice = said.snapshots.is_some();
    let is_whole = settings.shard.1 == 1;
    let callers = &settings.callers;
    let reports = Reports::open(&said.report, &subject, callers, look)?;
    let snapshots =
        said.snapshots.map(|folder| Folder::new(folder, &subject, callers)).transpose()?;
    let observer = Accepting::new(known.baseline.clone(), (reports, snapshots));
    let run = Run { subject, settings, transport };
    let Played { observer, replays, is_interrupted } = runtime.block_on(play(run, observer))?;
    let ((reports, snapshots), accepted) = observer.into_parts();
    let (report, whole) = reports.finish()?;
    whole.write(&report)?;
    look.print(&report)?;
    known.settle(&report, &accepted, is_whole && report.summary.stopped.is_none(), look)?;
    if let Some(snapshots) = snapshots {
        snapshots.write(options.snapshots_update)?;
    }
    if let Some(kept) = kept {
        kept.settle(&report, &accepted, replays, options.replays_update);
        kept.write(&report)?;
    }
    if is_interrupted {
        return Ok(Exit::Interrupted);
    }
    let denied = if said.deny.is_empty() { Severity::Error } else { Severity::Warning };
    let counts = |finding: &Finding| !options.baseline_update && finding.severity >= denied;
    Ok(verdict(&report, counts, is_whole && accepted.is_empty()))
}

/// Runs a command on a runtime whose threads may go as deep as documents do.
pub(crate) fn on_runtime(command: impl FnOnce(&Runtime) -> Result<Exit, Exit>) -> Exit {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    match runtime.enable_all().thread_stack_size(STACK).build() {
        Ok(runtime) => {
            let exit = command(&runtime).unwrap_or_else(|exit| exit);
            // What is still under way is not waited for.
            runtime.shutdown_background();
            exit
        }
        Err(error) => {
            render::error(&error.to_string(), "the system gives no threads");
            Exit::Internal
        }
    }
}
