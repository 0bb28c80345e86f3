//! One client's world: the state of every document, a clock, a request log, and what was forced or saved there.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use counterpart_generate::Seed;
use counterpart_state::{Outside, Program, State};
use indexmap::IndexMap;
use jiff::Timestamp;

use crate::forced::Forced;
use crate::live::Live;
use crate::lock::lock;
use crate::memory::{Full, Held, Memory};
use crate::requests::Requests;
use crate::{Capacity, Clock};

/// How many states may be saved in one scope.
pub(crate) const MAX_SNAPSHOTS: usize = 20;

/// A world of its own.
#[derive(Debug)]
pub(crate) struct Scope {
    /// `None` for the one that clients see who name none.
    pub(crate) name: Option<String>,
    pub(crate) clock: Clock,
    pub(crate) forced: Forced,
    pub(crate) requests: Requests,
    memory: Arc<Memory>,
    capacity: Capacity,
    lives: Vec<Live>,
    snapshots: Mutex<IndexMap<String, Snapshot>>,
    /// How many requests it had.
    count: AtomicU64,
    /// When the last one came, in microseconds.
    last: AtomicI64,
}

/// A saved state of every document.
#[derive(Debug)]
struct Snapshot {
    states: Vec<(Arc<Program>, State)>,
    /// What it keeps alive.
    held: Held,
}

/// Why a state cannot be put in the place of another.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unset {
    #[error("there is no room for it")]
    Full(Full),
    #[error("there is nothing saved as `{0}`")]
    Unknown(String),
    #[error("{MAX_SNAPSHOTS} states are saved already: drop one")]
    TooMany,
    #[error(transparent)]
    Outside(#[from] Outside),
}

impl From<Full> for Unset {
    fn from(full: Full) -> Self {
        Self::Full(full)
    }
}

impl Scope {
    /// Makes the scope without a name.
    pub(crate) fn base(
        programs: impl Iterator<Item = Program>,
        clock: Clock,
        capacity: Capacity,
        memory: &Arc<Memory>,
    ) -> Self {
        let lives = programs.map(|program| Live::new(program, memory)).collect();
        Self::of(None, lives, clock, capacity, memory)
    }

    /// Makes a scope that starts with what is remembered here, and shares nothing with it from then on.
    pub(crate) fn fork(&self, name: &str) -> Self {
        let lives = self.lives.iter().map(Live::fork).collect();
        Self::of(Some(name.to_owned()), lives, self.clock.fork(), self.capacity, &self.memory)
    }

    fn of(
        name: Option<String>,
        lives: Vec<Live>,
        clock: Clock,
        capacity: Capacity,
        memory: &Arc<Memory>,
    ) -> Self {
        Self {
            name,
            clock,
            forced: Forced::new(memory),
            requests: Requests::new(capacity, memory),
            memory: Arc::clone(memory),
            capacity,
            lives,
            snapshots: Mutex::default(),
            count: AtomicU64::new(0),
            last: AtomicI64::new(i64::MIN),
        }
    }

    /// Gives the documents at work, in the order in which they were given.
    pub(crate) fn lives(&self) -> &[Live] {
        &self.lives
    }

    /// Notes that a request came.
    pub(crate) fn touch(&self, now: Timestamp) {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.last.store(now.as_microsecond(), Ordering::Relaxed);
    }

    /// Gives how many requests came, and when the last one did.
    pub(crate) fn use_so_far(&self) -> (u64, Option<Timestamp>) {
        let last = Timestamp::from_microsecond(self.last.load(Ordering::Relaxed)).ok();
        let count = self.count.load(Ordering::Relaxed);
        (count, last.filter(|_| count > 0))
    }

    /// Gives about how many bytes were written here.
    pub(crate) fn written(&self) -> usize {
        let saved: usize = lock(&self.snapshots).values().map(|saved| saved.held.bytes()).sum();
        saved + self.lives.iter().map(Live::written).sum::<usize>()
    }

    /// Gives about how many bytes are held for it.
    pub(crate) fn holds(&self) -> usize {
        self.written() + self.requests.holds() + self.forced.holds()
    }

    /// Puts every document back to its start, also with another seed.
    pub(crate) fn reset(&self, seed: Option<Seed>) -> Result<(), Full> {
        Live::put_all(&self.lives, |_, program, _| {
            let program = match seed {
                Some(seed) => Arc::new(program.with_seed(seed)),
                None => Arc::clone(program),
            };
            let state = program.initial();
            Ok(Some((program, state)))
        })
    }

    /// Saves the states under a name, in the place of what was saved under it.
    pub(crate) fn save(&self, name: &str) -> Result<(), Unset> {
        let mut snapshots = lock(&self.snapshots);
        if snapshots.len() == MAX_SNAPSHOTS && !snapshots.contains_key(name) {
            return Err(Unset::TooMany);
        }
        let mut held = self.memory.share();
        held.resize(self.lives.iter().map(Live::written).sum())?;
        let moments = self.lives.iter().map(Live::moment);
        let states = moments.map(|moment| (moment.program, moment.state)).collect();
        snapshots.insert(name.to_owned(), Snapshot { states, held });
        Ok(())
    }

    /// Puts what was saved in the place of what is remembered.
    pub(crate) fn restore(&self, name: &str) -> Result<(), Unset> {
        let snapshots = lock(&self.snapshots);
        let saved = snapshots.get(name).ok_or_else(|| Unset::Unknown(name.to_owned()))?;
        Live::put_all(&self.lives, |index, _, _| Ok(saved.states.get(index).cloned()))
    }

    /// Forgets what was saved; tells whether there was anything.
    pub(crate) fn forget(&self, name: &str) -> bool {
        lock(&self.snapshots).shift_remove(name).is_some()
    }

    /// Lists what was saved: names, and about how many bytes each keeps.
    pub(crate) fn saved(&self) -> Vec<(String, usize)> {
        let snapshots = lock(&self.snapshots);
        snapshots.iter().map(|(name, saved)| (name.clone(), saved.held.bytes())).collect()
    }

    /// Puts a program in the place of another; `adopt` turns each state of the old one into one of the new, which has the scope's seed.
    pub(crate) fn replace(
        &self,
        index: usize,
        program: &Program,
        adopt: &dyn Fn(&Program, &State, &Program) -> State,
    ) -> Result<(), Full> {
        let adopted = |old: &Program, state: &State| {
            let new = program.with_seed(old.seed());
            let state = adopt(old, state, &new);
            (Arc::new(new), state)
        };
        for saved in lock(&self.snapshots).values_mut() {
            if let Some(state) = saved.states.get_mut(index) {
                *state = adopted(&state.0, &state.1);
            }
        }
        let Some(live) = self.lives.get(index) else { return Ok(()) };
        live.put(|old, state| Ok(adopted(old, state)))
    }
}
