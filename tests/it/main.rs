//! Tests of the whole, through the seams that users have.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod answers;
mod apis;
mod check;
mod cli;
mod documents;
mod edges;
mod fixtures;
mod fuzz;
mod hostile;
mod inferred;
mod mock;
mod planted;
mod readme;
mod report;
mod runner;
mod sample;
mod scenarios;
mod server;
mod shown;
mod state;
mod support;
mod tidy;
