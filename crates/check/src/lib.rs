//! What is wrong with a document, found by looking at all of it.
//!
//! Owns the rules that need more than the part they speak of: schemas that say nothing usable or that nothing fits, examples and defaults that break their schema, values of an `enum` that their `type` excludes, mappings that lead nowhere.
//! Assumes a document that was loaded; what loading says of it is not said again.
//! Refuses to judge style: a rule speaks when something does not work, or not as it is written, and a document that works is told nothing.

mod check;
mod direction;
mod discriminator;
mod examples;
mod findings;
mod kinds;
mod schemas;
mod sites;
#[cfg(test)]
mod tests;

pub use check::check;
