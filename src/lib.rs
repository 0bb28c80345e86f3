//! Both halves of an API contract from one OpenAPI document: a stateful mock and, later, a contract-test runner.
//!
//! A facade over the crates: [`spec`] reads documents, [`state`] compiles them into programs that answer, [`mock`] serves programs, and [`exchange`] and [`generate`] hold the requests and the seeds that go in.

pub use counterpart_exchange as exchange;
pub use counterpart_generate as generate;
pub use counterpart_mock as mock;
pub use counterpart_spec as spec;
pub use counterpart_state as state;
