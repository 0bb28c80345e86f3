//! Tests of the whole, through the seams that users have.

mod apis;
mod cli;
mod documents;
mod fixtures;
mod mock;
mod readme;
mod scenarios;
mod support;
mod tidy;
