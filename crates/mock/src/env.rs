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
    base_path: String,
    is_https: bool,
    stream: Mutex<Option<Rng>>,
}

/// When a request came, and by which way.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arrival<'r> {
    pub(crate) now: Timestamp,
    /// What of its path stands before that of the document.
    pub(crate) base_path: &'r str,
    pub(crate) is_https: bool,
}

impl Arrival<'_> {
    /// Speaks of what nobody sent.
    pub(crate) fn at(now: Timestamp) -> Self {
        Self { now, base_path: "", is_https: false }
    }
}

impl SeededEnv {
    pub(crate) fn new(seed: Seed, version: u64, arrival: Arrival<'_>) -> Self {
        let Arrival { now, base_path, is_https } = arrival;
        let (base_path, stream) = (base_path.to_owned(), Mutex::new(None));
        Self { now, seed, version, base_path, is_https, stream }
    }
}

impl Env for SeededEnv {
    fn now(&self) -> Timestamp {
        self.now
    }

    fn base_path(&self) -> Option<&str> {
        Some(&self.base_path)
    }

    fn is_https(&self) -> bool {
        self.is_https
    }

    fn fake(&self, kind: &str) -> Option<Value> {
        let mut stream = lock(&self.stream);
        let start = || self.seed.stream(&["request", &self.version.to_string()]);
        counterpart_generate::fake(kind, stream.get_or_insert_with(start), self.now)
    }
}
