//! Turns the events of a contract run into reports.
//!
//! Owns what a run looks like to whoever reads of it: a [`Collector`] makes a [`Report`] of the events, which is the JSON report and what every other [`Format`] is written from; [`merge`] joins the reports of shards.
//! [`Har`], [`Events`] and [`Progress`] write while the run goes on; [`Snapshots`] gives what answers looked like.
//! Assumes that findings come without secrets; masks those of the calls that it shows itself.
//! Opens no file, asks for no time, prints nothing: writers and clocks are handed in, and texts that a server sent are escaped for wherever they go.

mod barred;
mod body;
mod collect;
mod coverage;
mod describe;
mod events;
mod excerpt;
mod format;
mod github;
mod har;
mod html;
mod junit;
mod latency;
mod markup;
mod merge;
mod progress;
mod report;
mod rules;
mod sarif;
mod shards;
mod snapshots;
mod terminal;
#[cfg(test)]
mod tests;

pub use barred::Barred;
pub use collect::Collector;
pub use coverage::{
    Coverage, OperationCoverage, ParameterSeen, Part, RequestKeywords, ResponseKeywords,
    StatusSeen, Totals,
};
pub use events::Events;
pub use format::Format;
pub use har::Har;
pub use latency::Latency;
pub use merge::{Unmergeable, merge};
pub use progress::Progress;
pub use report::{Report, Tested};
pub use sarif::uri;
pub use shards::Shards;
pub use snapshots::{Snapshot, Snapshots, Written};
pub use terminal::{Screen, terminal, verdict};
