//! Where the page contradicts itself, and where it is silent.

mod messages;
mod overview;
mod writing;

use crate::note::Note;

/// Lists the notes in the order of the page.
pub(super) fn notes() -> impl Iterator<Item = &'static Note> {
    overview::NOTES.iter().chain(messages::NOTES).chain(writing::NOTES)
}
