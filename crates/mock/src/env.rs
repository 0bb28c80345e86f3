//! What a request may ask of the world: the clock's time, and data from its own stream.

use std::sync::Mutex;

use counterpart_generate::{Rng, Seed};
use counterpart_state::Env;
use jiff::Timestamp;
use serde_json::Value;

use crate::lock::lock;

/// The world of one request: its stream depends on the seed and on how often the state changed before, so that the same requests in the same order get the same identifiers.
#[derive(Debug)]
pub(crate) struct SeededEnv {
    now: Timestamp,
    seed: Seed,
    version: u64,
    stream: Mutex<Option<Rng>>,
}

impl SeededEnv {
    pub(crate) fn new(seed: Seed, version: u64, now: Timestamp) -> Self {
        Self { now, seed, version, stream: Mutex::new(None) }
    }
}

impl Env for SeededEnv {
    fn now(&self) -> Timestamp {
        self.now
    }

    fn fake(&self, kind: &str) -> Option<Value> {
        let mut stream = lock(&self.stream);
        let start = || self.seed.stream(&["request", &self.version.to_string()]);
        counterpart_generate::fake(kind, stream.get_or_insert_with(start), self.now)
    }
}
