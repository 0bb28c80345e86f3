//! A JSON value that grows smaller as long as it fails: delta debugging as a `proptest` tree.
//!
//! First whatever can be left out is left out, the largest parts first; then what is left is made plain: a known witness, a short text, a small number.
//! A candidate that does not keep what must be kept costs no run of the test, and no candidate is offered twice.

use std::collections::BTreeSet;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use counterpart_spec::Pointer;
use proptest::strategy::ValueTree;
use serde_json::Value;

use crate::strategy::moves::{Moves, Stage, moves, places};

/// After how many candidates a value is small enough: many times what real values need.
const MAX_OFFERED: usize = 10_000;

/// Tells whether a smaller value still is what it must be, such as one that fits its schema.
pub type Keeps = Arc<dyn Fn(&Value) -> bool + Send + Sync>;

/// One value, and the smaller ones that it may become.
#[derive(Clone)]
pub struct JsonTree {
    current: Value,
    /// What the current value was made from, until the test has judged it.
    before: Option<Value>,
    keeps: Keeps,
    /// Hashes of what was offered.
    offered: BTreeSet<u64>,
    /// The places of this round, none before the first, and which of them is being worked on.
    places: Vec<Pointer>,
    place: usize,
    stage: Stage,
    moves: Moves,
    progressed: bool,
}

impl JsonTree {
    /// Starts from a value; every value that is offered is kept by `keeps`.
    pub fn new(value: Value, keeps: Keeps) -> Self {
        Self {
            current: value,
            before: None,
            keeps,
            offered: BTreeSet::new(),
            places: Vec::new(),
            place: 0,
            stage: Stage::Deletion,
            moves: Moves::none(),
            progressed: false,
        }
    }

    /// Looks at the value when it is to be made smaller for the first time: few values ever are.
    fn start(&mut self) {
        self.offered.insert(hash(&self.current));
        self.restart(Stage::Deletion);
        self.prepare();
    }

    /// Finds the next candidate; false when there is none left.
    fn advance(&mut self) -> bool {
        loop {
            while let Some(candidate) = self.moves.next(&self.current, &self.keeps) {
                if self.offered.len() >= MAX_OFFERED {
                    return false;
                }
                if self.offered.insert(hash(&candidate)) {
                    self.before = Some(std::mem::replace(&mut self.current, candidate));
                    return true;
                }
                self.moves.rejected();
            }
            if !self.turn() {
                return false;
            }
        }
    }

    /// Turns to the next stage, place or round; false when a whole round changed nothing.
    fn turn(&mut self) -> bool {
        if let Some(next) = self.stage.next_here() {
            self.stage = next;
        } else if self.place + 1 < self.places.len() {
            self.place += 1;
            self.stage = self.stage.first_here();
        } else if self.stage == Stage::Deletion {
            self.restart(Stage::Witness);
        } else if self.progressed {
            self.progressed = false;
            self.restart(Stage::Deletion);
        } else {
            return false;
        }
        self.prepare();
        true
    }

    fn restart(&mut self, stage: Stage) {
        self.places = places(&self.current);
        self.place = 0;
        self.stage = stage;
    }

    fn prepare(&mut self) {
        self.moves = moves(&self.current, &self.places[self.place], self.stage, &self.keeps);
    }
}

impl ValueTree for JsonTree {
    type Value = Value;

    fn current(&self) -> Value {
        self.current.clone()
    }

    fn simplify(&mut self) -> bool {
        if self.places.is_empty() {
            self.start();
        }
        if self.before.take().is_some() {
            self.progressed = true;
            if !self.moves.accepted() {
                self.prepare();
            }
        }
        self.advance()
    }

    fn complicate(&mut self) -> bool {
        let Some(before) = self.before.take() else { return false };
        self.current = before;
        self.moves.rejected();
        self.advance()
    }
}

impl fmt::Debug for JsonTree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("JsonTree").field(&self.current).finish()
    }
}

fn hash(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
