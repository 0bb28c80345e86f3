//! What a conversion leaves behind: where the parts went, and what was odd about them.

use std::collections::BTreeMap;

use crate::document::Origins;
use crate::{Diagnostic, Pointer};

/// Keeps where parts went, so that references and diagnostics find them.
pub(super) struct Journal<'a> {
    origins: &'a mut Origins,
    notes: &'a mut Vec<(Diagnostic, Pointer)>,
    /// Where parts are now, by where they were before the conversion.
    moved: BTreeMap<Pointer, Pointer>,
    /// Where parts were before the conversion, by where they are now.
    before: Origins,
}

impl<'a> Journal<'a> {
    pub(super) fn new(origins: &'a mut Origins, notes: &'a mut Vec<(Diagnostic, Pointer)>) -> Self {
        Self { origins, notes, moved: BTreeMap::new(), before: Origins::default() }
    }

    /// Notes that a part is moved, from where it is now; what holds a part moves before it does.
    pub(super) fn moves(&mut self, to: &Pointer, from: &Pointer) {
        let (_, before) = self.before.find(from);
        self.moved.insert(before, to.clone());
        self.before.relocate(to.clone(), from);
        self.origins.relocate(to.clone(), from);
    }

    /// Notes that a part, to which nothing can refer, is written by what stands at `from`.
    pub(super) fn stems(&mut self, to: Pointer, from: &Pointer) {
        self.origins.relocate(to, from);
    }

    /// Notes what is odd at a place.
    pub(super) fn note(&mut self, diagnostic: Diagnostic, at: &Pointer) {
        self.notes.push((diagnostic, at.clone()));
    }

    /// Finds where a part is now, by where it was before the conversion.
    pub(super) fn now(&self, before: &Pointer) -> Pointer {
        for above in before.upwards() {
            if let Some((known, now)) = self.moved.get_key_value(above) {
                return now.concat(&before.below(known));
            }
        }
        before.clone()
    }

    /// Tells whether anything was moved.
    pub(super) fn has_moves(&self) -> bool {
        !self.moved.is_empty()
    }

    /// Leads the first notes, which were made before the conversion, to where their parts are now.
    pub(super) fn forward(&mut self, first: usize) {
        for at in 0..first {
            self.notes[at].1 = self.now(&self.notes[at].1);
        }
    }
}
