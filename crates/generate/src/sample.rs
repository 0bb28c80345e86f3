//! Values that fit a schema: made, checked, made again.

use std::rc::Rc;

use counterpart_schema::{Direction, Schema, SchemaError};
use counterpart_spec::Pointer;
use jiff::Timestamp;
use serde_json::Value;

use crate::faker::locale::Locale;
use crate::label::Label;
use crate::seed::Rng;
use crate::walk::{Budget, Walk};

/// How often a usual value is made before the examples are looked at.
/// In practice the first fits, but for the few schemas that the algebra cannot decide.
const USUAL_TRIES: usize = 24;

/// How often the smallest value is tried in the end.
const SMALLEST_TRIES: usize = 24;

/// Why there is no value for a schema.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Ungeneratable {
    /// The schema is none that a value fits.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// Values may fit, but none was found.
    #[error("no value was found for the schema at `{pointer}`: {reason}")]
    NotFound {
        /// The schema.
        pointer: Pointer,
        /// What was wrong with the last value that was tried.
        reason: String,
    },
}

/// What realistic values are like, where the schema leaves it open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sampler {
    /// What language names are in.
    pub locale: Locale,
    /// What is made of documented examples.
    pub examples: Examples,
}

/// What is made of documented examples; those that do not fit are never given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Examples {
    /// They are drawn from where neither the format nor the name of a property says more.
    #[default]
    Fallback,
    /// They are drawn from wherever there are any.
    First,
    /// They are not looked at: for values that have to differ from each other.
    Never,
}

/// Makes a realistic value that fits a schema, for a record that came to be at a moment.
///
/// # Errors
///
/// Fails when the schema admits nothing, or so little that nothing was found.
pub fn sample(
    schema: &Schema,
    direction: Direction,
    rng: &mut Rng,
    moment: Timestamp,
) -> Result<Value, Ungeneratable> {
    Sampler::default().sample(schema, direction, rng, moment)
}

impl Sampler {
    /// Makes a realistic value as [`sample`] does.
    ///
    /// # Errors
    ///
    /// Fails when the schema admits nothing, or so little that nothing was found.
    pub fn sample(
        self,
        schema: &Schema,
        direction: Direction,
        rng: &mut Rng,
        moment: Timestamp,
    ) -> Result<Value, Ungeneratable> {
        let shape = schema.shape(direction)?;
        let name = name(schema);
        let fits = |value: &Value| schema.is_valid(direction, value);
        let examples =
            || schema.examples().into_iter().filter(|_| self.examples != Examples::Never);
        let example = || examples().find(|example| fits(example)).cloned();
        if self.examples == Examples::First
            && let Some(example) = example()
        {
            return Ok(example);
        }
        let mut make = |budget| Walk::new(&shape, rng, moment, budget, self).value(&name);
        let attempts = |budget, tries| std::iter::repeat_n(budget, tries);
        if let Some(value) = attempts(Budget::USUAL, USUAL_TRIES).map(&mut make).find(fits) {
            return Ok(value);
        }
        if let Some(example) = example() {
            return Ok(example);
        }
        if let Some(value) = attempts(Budget::SMALLEST, SMALLEST_TRIES).map(&mut make).find(fits) {
            return Ok(value);
        }
        let violations = schema.violations(direction, &make(Budget::SMALLEST));
        let reason =
            violations.into_iter().next().map_or_else(String::new, |violation| violation.message);
        Err(Ungeneratable::NotFound { pointer: schema.pointer().clone(), reason })
    }
}

/// Makes a value that fits, within a budget and some tries.
pub(crate) fn attempt(
    schema: &Schema,
    direction: Direction,
    rng: &mut Rng,
    moment: Timestamp,
    budget: Budget,
    tries: usize,
) -> Option<Value> {
    let shape = schema.shape(direction).ok()?;
    let name = name(schema);
    let mut make = || Walk::new(&shape, rng, moment, budget, Sampler::default()).value(&name);
    std::iter::repeat_with(&mut make).take(tries).find(|value| schema.is_valid(direction, value))
}

/// Names what a schema describes: the component or property that it is.
fn name(schema: &Schema) -> Rc<Label> {
    let named = schema.pointer().last().unwrap_or_default();
    match named.as_ref() {
        "schema" | "items" => Label::known(""),
        name => Label::joined(name),
    }
}
