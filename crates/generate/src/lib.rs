//! Seeded values of a shape: realistic, arbitrary, at the edges, and broken.
//!
//! Owns the making of data: [`sample`] gives a value that fits a schema and looks like the domain, [`fake`] gives one piece of such data by name.
//! For tests, [`strategy()`] gives any value that fits and makes it smaller, [`negative()`] breaks one keyword at one place, and [`boundaries`] lists what lies at the edges.
//! Assumes that randomness and time are handed in: the same [`Seed`], document and build give the same bytes.
//! Refuses to give a value that does not fit: where none is found there is an error, never a guess.

mod boundary;
mod breaks;
mod declared;
mod faker;
mod files;
mod label;
mod lexicon;
mod names;
mod negative;
mod parts;
mod pattern;
mod request;
mod response;
mod sample;
mod seed;
mod sites;
mod strategy;
mod timeline;
mod walk;

pub use boundary::{Boundaries, Boundary, boundaries};
pub use declared::declared;
pub use faker::locale::Locale;
pub use faker::{fake, is_kind, kinds};
pub use names::{singular, words};
pub use negative::{Negative, Unbreakable, broken, negative};
pub use parts::content;
pub use request::{Call, Uncallable, request};
pub use response::response;
pub use sample::{Examples, Sampler, Ungeneratable, sample};
pub use seed::{REFERENCE, Rng, Seed};
pub use sites::{Site, sites};
pub use strategy::{JsonTree, Keeps, SchemaStrategy, strategy};

#[cfg(test)]
mod tests;
