//! Sequences played against the interpreter of the same document: one that works, and one with a fault.

mod documents;
mod faults;
mod habits;
mod laws;
mod lists;
mod play;
mod values;
