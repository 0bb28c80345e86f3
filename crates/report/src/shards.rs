//! Which parts of a run a report tells of.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

/// The parts of a run that a report tells of, counted from 1; a run that was not divided is its only part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shards {
    /// Those that are told of.
    pub parts: BTreeSet<usize>,
    /// How many there are.
    pub of: usize,
}

impl Default for Shards {
    fn default() -> Self {
        Self::from((1, 1))
    }
}

impl From<(usize, usize)> for Shards {
    fn from((part, of): (usize, usize)) -> Self {
        Self { parts: [part].into(), of }
    }
}

/// As it is written on the command line: `2/4`, and `1,2/4` of two.
impl fmt::Display for Shards {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = self.parts.iter().map(ToString::to_string).collect::<Vec<_>>();
        write!(f, "{}/{}", parts.join(","), self.of)
    }
}

impl Shards {
    /// Lists the parts that are not told of.
    pub fn missing(&self) -> Vec<usize> {
        (1..=self.of).filter(|part| !self.parts.contains(part)).collect()
    }
}
