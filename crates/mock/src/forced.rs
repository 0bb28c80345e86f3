//! What waits for the next requests of a scope.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use counterpart_exchange::Request;
use counterpart_spec::Operation;

use crate::Force;
use crate::lock::lock;

/// How many may wait in one scope: a test that forces more has lost count.
const MAX_WAITING: usize = 100;
/// Those that wait in a scope, in the order in which they came.
#[derive(Debug, Default)]
pub(crate) struct Forced {
    waiting: Mutex<Vec<Force>>,
    /// How many wait: asked at every request, without the lock.
    count: AtomicUsize,
}

impl Forced {
    /// Adds one; tells whether there was room.
    pub(crate) fn add(&self, force: Force) -> bool {
        let mut waiting = lock(&self.waiting);
        if waiting.len() == MAX_WAITING {
            return false;
        }
        waiting.push(force);
        self.count.store(waiting.len(), Ordering::Relaxed);
        true
    }

    /// Lists them, with how many requests each still waits for.
    pub(crate) fn list(&self) -> Vec<Force> {
        lock(&self.waiting).clone()
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
        let at = waiting.iter().position(is_meant)?;
        let force = waiting[at].clone();
        waiting[at].times -= 1;
        if waiting[at].times == 0 {
            waiting.remove(at);
        }
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
