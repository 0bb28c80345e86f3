//! A run inside a program, as for its tests: [`Suite`] says what is tested, [`Report`] what was found.

mod report;
mod start;
mod suite;

pub use report::Report;
pub use start::SuiteError;
pub use suite::Suite;
