//! Values of a schema for property tests.
//!
//! Owns the two sides that `proptest` asks for: values from the whole space of a schema, and a way to make one smaller that fails.
//! Where [`sample`](crate::sample) writes what is usual, this writes whatever fits: letters of every script, the ends of every range, every alternative.

mod measure;
mod moves;
mod tree;

pub use tree::{JsonTree, Keeps};

use std::sync::Arc;

use counterpart_schema::{Direction, Schema};
use jiff::Timestamp;
use proptest::strategy::{NewTree, Strategy};
use proptest::test_runner::TestRunner;
use rand::{RngExt, SeedableRng};
use serde_json::Value;

use crate::sample::{attempt, sample};
use crate::seed::Rng;
use crate::walk::Budget;

/// How often any value is made before a usual one will do.
const TRIES: usize = 8;

/// The values that fit one schema in one direction.
#[derive(Debug, Clone)]
pub struct SchemaStrategy {
    schema: Schema,
    direction: Direction,
}

/// Gives the strategy that makes values of a schema, and only smaller values of it from those.
///
/// A schema that nothing fits rejects every case, with the reason.
pub fn strategy(schema: &Schema, direction: Direction) -> SchemaStrategy {
    SchemaStrategy { schema: schema.clone(), direction }
}

impl Strategy for SchemaStrategy {
    type Tree = JsonTree;
    type Value = Value;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let rng = &mut Rng::from_seed(runner.rng().random());
        let (schema, direction) = (self.schema.clone(), self.direction);
        let moment = Timestamp::UNIX_EPOCH;
        let value = match attempt(&schema, direction, rng, moment, Budget::ANY, TRIES) {
            Some(value) => value,
            None => sample(&schema, direction, rng, moment).map_err(|e| e.to_string())?,
        };
        Ok(JsonTree::new(value, Arc::new(move |value| schema.is_valid(direction, value))))
    }
}
