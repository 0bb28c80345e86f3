//! Both halves of an API contract from one OpenAPI document: a stateful mock and, later, a contract-test runner.
//!
//! A facade over the crates: [`spec`] reads documents, [`mock`] serves them.

pub use counterpart_mock as mock;
pub use counterpart_spec as spec;
