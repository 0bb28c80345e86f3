//! How much may be remembered of what callers sent: one bound over all scopes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The bytes that may be held, and those that are.
#[derive(Debug)]
pub(crate) struct Memory {
    limit: usize,
    used: AtomicUsize,
}

/// There is no room for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Full {
    /// How many bytes would have to be given back.
    pub(crate) missing: usize,
}

/// A share of the memory; given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Held {
    memory: Arc<Memory>,
    bytes: usize,
}

impl Memory {
    pub(crate) fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self { limit, used: AtomicUsize::new(0) })
    }

    /// Gives the bound.
    pub(crate) fn limit(&self) -> usize {
        self.limit
    }

    /// Lets what is held become more, if there is room, or less.
    fn change(&self, before: usize, after: usize) -> Result<(), Full> {
        let Self { limit, used } = self;
        let Some(more) = after.checked_sub(before).filter(|more| *more > 0) else {
            used.fetch_sub(before - after, Ordering::Relaxed);
            return Ok(());
        };
        let fits = |used: usize| used.checked_add(more).filter(|sum| sum <= limit);
        let full = |used: usize| Full { missing: used.saturating_add(more) - limit };
        used.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fits).map_err(full)?;
        Ok(())
    }

    /// Starts a share of nothing.
    pub(crate) fn share(self: &Arc<Self>) -> Held {
        Held { memory: Arc::clone(self), bytes: 0 }
    }
}

impl Held {
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Makes the share larger, if there is room, or smaller.
    pub(crate) fn resize(&mut self, bytes: usize) -> Result<(), Full> {
        self.memory.change(self.bytes, bytes)?;
        self.bytes = bytes;
        Ok(())
    }

    /// Makes shares of one memory larger or smaller: all of them, or none where there is no room.
    pub(crate) fn resize_all(shares: &mut [(&mut Self, usize)]) -> Result<(), Full> {
        let Some(memory) = shares.first().map(|(share, _)| Arc::clone(&share.memory)) else {
            return Ok(());
        };
        let before = shares.iter().map(|(share, _)| share.bytes).sum();
        memory.change(before, shares.iter().map(|(_, bytes)| bytes).sum())?;
        for (share, bytes) in shares {
            share.bytes = *bytes;
        }
        Ok(())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.memory.used.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_stay_within_the_bound_and_are_given_back() {
        let memory = Memory::new(100);
        let (mut one, mut two) = (memory.share(), memory.share());
        assert_eq!(one.resize(60), Ok(()));
        assert_eq!(two.resize(41), Err(Full { missing: 1 }));
        assert_eq!((one.bytes(), two.bytes()), (60, 0));
        assert_eq!(one.resize(10), Ok(()));
        assert_eq!(two.resize(90), Ok(()));
        assert_eq!(two.resize(usize::MAX), Err(Full { missing: usize::MAX - 100 }));
        // What one gives back, another may take at once; without room all stay as they are.
        assert_eq!(Held::resize_all(&mut [(&mut one, 95), (&mut two, 5)]), Ok(()));
        let full = Held::resize_all(&mut [(&mut one, 0), (&mut two, 101)]);
        assert_eq!((full, one.bytes(), two.bytes()), (Err(Full { missing: 1 }), 95, 5));
        assert_eq!(Held::resize_all(&mut [(&mut one, 10), (&mut two, 5)]), Ok(()));
        assert_eq!(Held::resize_all(&mut []), Ok(()));
        drop(two);
        assert_eq!((memory.used.load(Ordering::Relaxed), memory.limit()), (10, 100));
    }
}
