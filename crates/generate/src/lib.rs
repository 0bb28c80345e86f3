//! Realistic, seeded values of a shape.
//!
//! Owns the making of data: [`sample`] gives a value that fits a schema and looks like the domain, [`fake`] gives one piece of such data by name.
//! Assumes that randomness and time are handed in: the same [`Seed`], document and build give the same bytes.
//! Refuses to give a value that does not fit: where none is found there is an error, never a guess.

mod faker;
mod lexicon;
mod names;
mod pattern;
mod sample;
mod seed;
mod timeline;
mod walk;

pub use faker::{fake, kinds};
pub use sample::{Ungeneratable, sample};
pub use seed::{REFERENCE, Rng, Seed};

#[cfg(test)]
mod tests;
