//! Both halves of an API contract from one OpenAPI document: a stateful mock and a contract-test runner.
//!
//! A facade over the crates: [`spec`] reads documents, [`check`] says what is wrong with them, [`state`] compiles them into programs that answer, [`mock`] serves programs, [`contract`] holds live servers and services of the same program to a document.
//! [`schema`] judges values, [`generate`] makes them (also as a `proptest` strategy, [`generate::strategy()`]), [`exchange`] reads and writes them as HTTP, and [`client`] sends them to live servers.
//! [`report`] tells of what a run found.

pub use counterpart_check as check;
pub use counterpart_client as client;
pub use counterpart_contract as contract;
pub use counterpart_exchange as exchange;
pub use counterpart_generate as generate;
pub use counterpart_mock as mock;
pub use counterpart_report as report;
pub use counterpart_schema as schema;
pub use counterpart_spec as spec;
pub use counterpart_state as state;
