//! What a run is told: the same by flags and by the configuration, where each flag is a key of the same name.

use std::num::NonZero;
use std::path::{Path, PathBuf};

use clap::Args;
use counterpart_contract::{CheckRule, Filter, Phase};
use serde::Deserialize;

use super::identity::{Identity, Other};
use super::values::{ReportTo, Shard, Size, Time, above_zero, text, texts};
use crate::arguments::Denied;

/// What a run is told; the comments are the help texts of the flags.
#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Options {
    /// Where the server is; without a path its root, below which the document's base path stands.
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,
    /// The seed of all that is by chance: the same seed sends the same requests.
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// How long the run takes, such as `60s` or `5m`; without it the run ends with its plan.
    #[arg(long, value_name = "TIME", conflicts_with = "cases")]
    #[serde(deserialize_with = "text")]
    pub(crate) time: Option<Time>,
    /// How many cases by chance each operation gets; 100 by default.
    #[arg(long, value_name = "N")]
    pub(crate) cases: Option<usize>,
    /// How many scenarios are played at once; 8 by default.
    #[arg(long, value_name = "N", value_parser = above_zero::<NonZero<usize>>)]
    pub(crate) workers: Option<NonZero<usize>>,
    /// How many requests are sent in a second at most.
    #[arg(long, value_name = "N", value_parser = above_zero::<NonZero<u32>>)]
    pub(crate) rate: Option<NonZero<u32>>,
    /// Which part of the run is made, such as `2/4`; `counterpart report merge` joins the reports.
    #[arg(long, value_name = "I/N")]
    #[serde(deserialize_with = "text")]
    pub(crate) shard: Option<Shard>,
    /// Only these phases: `replays`, `examples`, `boundary`, `random`, `sequences`.
    #[arg(long, value_name = "PHASE", value_delimiter = ',')]
    #[serde(deserialize_with = "texts")]
    pub(crate) phases: Vec<Phase>,
    /// Send safe methods only: GET, HEAD and OPTIONS.
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    pub(crate) no_writes: Option<bool>,

    /// Only these operations: an `operationId`, `tag:…`, `method:…`, `path:/users/**`, `GET /users/{id}` or `is:deprecated`; `*` stands for any letters.
    #[arg(long, value_name = "OPERATIONS", help_heading = "Choice")]
    #[serde(deserialize_with = "texts")]
    pub(crate) include: Vec<Filter>,
    /// Not these operations; named as for `--include`.
    #[arg(long, value_name = "OPERATIONS", help_heading = "Choice")]
    #[serde(deserialize_with = "texts")]
    pub(crate) exclude: Vec<Filter>,
    /// Only these checks, of all operations or of some: `server_error,response_body`, `tag:admin=auth_ignored`.
    #[arg(long, value_name = "[OPERATIONS=]CHECKS", help_heading = "Choice")]
    #[serde(deserialize_with = "texts")]
    pub(crate) checks: Vec<CheckRule>,
    /// Not these checks, of all operations or of some.
    #[arg(long, value_name = "[OPERATIONS=]CHECKS", help_heading = "Choice")]
    #[serde(deserialize_with = "texts")]
    pub(crate) exclude_checks: Vec<CheckRule>,
    /// End with 1 for these, too.
    #[arg(long, value_enum, help_heading = "Choice")]
    pub(crate) deny: Vec<Denied>,

    /// How long a response may take before it is given up; 30s by default.
    #[arg(long, value_name = "TIME", help_heading = "Connection")]
    #[serde(deserialize_with = "text")]
    pub(crate) timeout: Option<Time>,
    /// How long a response may take before it is a finding.
    #[arg(long, value_name = "TIME", help_heading = "Connection")]
    #[serde(deserialize_with = "text")]
    pub(crate) max_response_time: Option<Time>,
    /// How long the server gets to show everywhere what was written, before that is a finding; 1s by default.
    #[arg(long, value_name = "TIME", help_heading = "Connection")]
    #[serde(deserialize_with = "text")]
    pub(crate) settle: Option<Time>,
    /// The largest body of a response, such as `16MiB`, which is the default.
    #[arg(long, value_name = "BYTES", help_heading = "Connection")]
    #[serde(deserialize_with = "text")]
    pub(crate) max_body: Option<Size>,
    /// Believe the server whoever it says it is.
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL", help_heading = "Connection")]
    pub(crate) insecure: Option<bool>,
    /// Certificates, in PEM, to believe besides those of the public authorities.
    #[arg(long, value_name = "FILE", help_heading = "Connection")]
    pub(crate) ca: Option<PathBuf>,

    /// Reports to write: `json=F`, `junit=F`, `html=F`, `sarif=F`, `har=F`, `ndjson=F`, and `github` for annotations on standard output.
    #[arg(long, value_name = "FORMAT=FILE", value_delimiter = ',', help_heading = "Results")]
    #[serde(deserialize_with = "texts")]
    pub(crate) report: Vec<ReportTo>,
    /// The folder of the snapshots of what answers look like, for `cargo insta review`.
    #[arg(long, value_name = "FOLDER", help_heading = "Results")]
    pub(crate) snapshots: Option<PathBuf>,
    /// The folder in which findings are kept to be looked for again; `counterpart.replays` by default.
    #[arg(long, value_name = "FOLDER", help_heading = "Results")]
    pub(crate) replays: Option<PathBuf>,
    /// Keep no findings, and look for none of earlier runs.
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL", help_heading = "Results")]
    pub(crate) no_replays: Option<bool>,
    /// The file of the findings that are accepted: only others count.
    #[arg(long, value_name = "FILE", help_heading = "Results")]
    pub(crate) baseline: Option<PathBuf>,

    /// Who calls.
    #[command(flatten)]
    pub(crate) auth: Identity,
    /// Somebody else, who must not reach what belongs to the first.
    #[command(flatten)]
    pub(crate) other: Other,
}

/// What is said in two places: the nearer one wins.
pub(super) trait Over {
    /// Fills in from what is farther away.
    fn over(self, base: Self) -> Self;
}

impl<T> Over for Option<T> {
    fn over(self, base: Self) -> Self {
        self.or(base)
    }
}

impl<T> Over for Vec<T> {
    fn over(self, base: Self) -> Self {
        if self.is_empty() { base } else { self }
    }
}

/// Writes [`Over`] for a structure, field by field.
macro_rules! over {
    ($structure:ident: $($field:ident),*) => {
        impl $crate::test::options::Over for $structure {
            fn over(self, base: Self) -> Self {
                Self { $($field: self.$field.over(base.$field)),* }
            }
        }
    };
}
pub(super) use over;

over!(Options:
    url, seed, time, cases, workers, rate, shard, phases, no_writes, include, exclude, checks,
    exclude_checks, deny, timeout, max_response_time, settle, max_body, insecure, ca, report, snapshots,
    replays, no_replays, baseline, auth, other
);

impl Options {
    /// Reads the paths as the file that says them does: from its own folder.
    pub(super) fn below(&mut self, folder: &Path) {
        let reports = self.report.iter_mut().filter_map(|report| report.path.as_mut());
        let paths = [&mut self.ca, &mut self.snapshots, &mut self.replays, &mut self.baseline];
        for path in paths.into_iter().filter_map(Option::as_mut).chain(reports) {
            *path = folder.join(&*path);
        }
    }
}
