//! Conditions of the network and of the server behind it: latency, faults, rate limits.
//!
//! A client that was only ever answered at once and well has not been tried.
//! Conditions come from the command line, from `x-counterpart` in the document, and from the headers of a request; the one that is about the smallest thing counts.
//! What is left to chance is drawn from the seed, in a series of its own for each operation; limits go by the clock of the mock.

mod asked;
mod buckets;
mod cut;
mod duration;
mod extension;
mod fault;
mod latency;
mod plan;
mod rate_limit;
mod rule;
#[cfg(test)]
mod tests;

pub(crate) use cut::{cut, garbled};
pub use duration::duration;
pub use extension::check as check_conditions;
pub use fault::{Fault, FaultKind};
pub use latency::Latency;
pub use plan::{Conditions, UnknownTarget};
pub(crate) use plan::{Plan, Planner};
pub(crate) use rate_limit::Quota;
pub use rate_limit::RateLimit;
pub use rule::Rule;
