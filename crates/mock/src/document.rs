//! One served document with its state.

use std::sync::{Arc, PoisonError, RwLock};

use counterpart_exchange::Request;
use counterpart_generate::Seed;
use counterpart_state::{Answer, Env, Program, ResourceSummary, State};
use jiff::Timestamp;

use crate::env::SeededEnv;

/// A document and what it remembers.
#[derive(Debug)]
pub struct Document {
    program: Program,
    seed: Seed,
    state: RwLock<State>,
}

/// What is served, for the person who started it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The document's title.
    pub title: String,
    /// The path that everything stands below; empty for the root.
    pub base_path: String,
    /// How many operations there are.
    pub operations: usize,
    /// The resources.
    pub resources: Vec<ResourceSummary>,
}

impl Document {
    /// Gives a program its first state.
    pub fn new(program: Program, seed: Seed) -> Self {
        let state = RwLock::new(program.initial());
        Self { program, seed, state }
    }

    /// Gives the program.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// Says what is served.
    pub fn summary(&self) -> Summary {
        let spec = self.program.spec();
        Summary {
            title: spec.title.clone(),
            base_path: spec.base_path.clone(),
            operations: spec.operations.len(),
            resources: self.program.resources(&self.snapshot()),
        }
    }

    /// Answers a request and keeps what it changed.
    ///
    /// The step runs on a snapshot without a lock; where another request changed the state meanwhile, it runs again under the lock.
    pub(crate) fn handle(&self, request: &Request, now: Timestamp) -> Answer {
        let snapshot = self.snapshot();
        let (changes, answer) = self.step(&snapshot, request, now);
        // HEAD asks about an answer and must not have effects, even where GET has.
        if changes.is_empty() || request.method == http::Method::HEAD {
            return answer;
        }
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if state.version() == snapshot.version() {
            state.apply(&changes);
            return answer;
        }
        let (changes, answer) = self.step(&state, request, now);
        state.apply(&changes);
        answer
    }

    fn step(
        &self,
        state: &State,
        request: &Request,
        now: Timestamp,
    ) -> (Vec<counterpart_state::Change>, Answer) {
        let env: Arc<dyn Env> = Arc::new(SeededEnv::new(self.seed, state.version(), now));
        self.program.step(state, request, &env)
    }

    fn snapshot(&self) -> State {
        self.state.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
