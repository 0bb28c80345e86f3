//! A run inside a program, as for its tests: [`Suite`] says what is tested, [`Report`] what was found.

mod report;
mod suite;

pub use report::Report;
pub use suite::{Suite, SuiteError};
