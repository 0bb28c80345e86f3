//! What waits for the next requests of a scope.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use counterpart_exchange::Request;
use counterpart_spec::Operation;

use crate::Force;
use crate::lock::lock;
use crate::memory::{Full, Held, Memory};

/// How many may wait in one scope: a test that forces more has lost count.
const MAX_WAITING: usize = 100;

/// Those that wait in a scope, in the order in which they came.
#[derive(Debug)]
pub(crate) struct Forced {
    memory: Arc<Memory>,
    waiting: Mutex<Vec<Waiting>>,
    /// How many wait: asked at every request, without the lock.
    count: AtomicUsize,
}

#[derive(Debug)]
struct Waiting {
    force: Force,
    /// What it takes until its last request came.
    held: Held,
}

impl Forced {
    pub(crate) fn new(memory: &Arc<Memory>) -> Self {
        let memory = Arc::clone(memory);
        Self { memory, waiting: Mutex::default(), count: AtomicUsize::new(0) }
    }

    /// Takes the memory for one.
    ///
    /// # Errors
    /// There is no room for it.
    pub(crate) fn room_for(&self, force: &Force) -> Result<Held, Full> {
        let mut held = self.memory.share();
        held.resize(force.weight())?;
        Ok(held)
    }

    /// Adds one, with what it takes; tells whether so many may wait.
    pub(crate) fn add(&self, force: Force, held: Held) -> bool {
        let mut waiting = lock(&self.waiting);
        if waiting.len() == MAX_WAITING {
            return false;
        }
        waiting.push(Waiting { force, held });
        self.count.store(waiting.len(), Ordering::Relaxed);
        true
    }

    /// Gives about how many bytes they take.
    pub(crate) fn holds(&self) -> usize {
        lock(&self.waiting).iter().map(|waiting| waiting.held.bytes()).sum()
    }

    /// Lists them, with how many requests each still waits for.
    pub(crate) fn list(&self) -> Vec<Force> {
        lock(&self.waiting).iter().map(|waiting| waiting.force.clone()).collect()
    }

    pub(crate) fn clear(&self) {
        lock(&self.waiting).clear();
        self.count.store(0, Ordering::Relaxed);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.count.load(Ordering::Relaxed) == 0
    }

    /// Takes the first that a request fits and `admits` lets through; `names` tells whether a text names the request's operation.
    pub(crate) fn take(
        &self,
        request: &Request,
        names: impl Fn(&str) -> bool,
        admits: impl Fn(&Force) -> bool,
    ) -> Option<Force> {
        let mut waiting = lock(&self.waiting);
        let is_meant = |force: &Force| force.fits(request, &names) && admits(force);
        let at = waiting.iter().position(|waiting| is_meant(&waiting.force))?;
        let force = if waiting[at].force.times > 1 {
            waiting[at].force.times -= 1;
            waiting[at].force.clone()
        } else {
            waiting.remove(at).force
        };
        self.count.store(waiting.len(), Ordering::Relaxed);
        Some(force)
    }
}

/// Tells whether a text names an operation: its id, or its method and path, with or without a base path.
pub(crate) fn names(operation: &Operation, text: &str) -> bool {
    if operation.id == text {
        return true;
    }
    let Some((method, path)) = text.split_once(' ') else { return false };
    let bare = path == operation.path;
    let below = |base: &String| path.strip_prefix(base.as_str()) == Some(&operation.path);
    method.eq_ignore_ascii_case(&operation.method)
        && (bare || operation.base_paths.iter().any(below))
}
