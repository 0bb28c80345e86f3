//! Values that break one keyword at one place.
//!
//! Takes a value that fits, breaks one thing, and asks the validator whether that is what it finds.

use std::sync::Arc;

use counterpart_schema::{Direction, Schema, Violation};
use jiff::Timestamp;
use rand::RngExt;
use rand::seq::SliceRandom;
use serde_json::Value;

use crate::breaks::breaks;
use crate::sample::{Ungeneratable, attempt, sample};
use crate::seed::Rng;
use crate::sites::{Site, sites};
use crate::strategy::JsonTree;
use crate::walk::Budget;

/// How often a part is made for a value that is being broken.
pub(crate) const PART_TRIES: usize = 4;

/// A value that does not fit, and the only reason why.
#[derive(Debug, Clone, PartialEq)]
pub struct Negative {
    /// The value.
    pub value: Value,
    /// The keyword that it breaks, where, and in what words the validator says so.
    pub violation: Violation,
}

/// Why a schema has no negative.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unbreakable {
    /// There is no value to break.
    #[error(transparent)]
    Ungeneratable(#[from] Ungeneratable),
    /// Whatever was tried fits, or breaks something else.
    #[error("no value was found that breaks one keyword of the schema at `{0}`")]
    NotFound(counterpart_spec::Pointer),
}

/// Makes a value that breaks one keyword at one place; each keyword of each place is as likely as any other.
///
/// # Errors
///
/// Fails when no value fits, or when nothing about those that do could be broken.
pub fn negative(
    schema: &Schema,
    direction: Direction,
    rng: &mut Rng,
) -> Result<Negative, Unbreakable> {
    let value = sample(schema, direction, rng, Timestamp::UNIX_EPOCH)?;
    let mut sites = sites(schema, direction, &value);
    sites.shuffle(rng);
    let broken = sites.iter().find_map(|site| broken(schema, direction, &value, site, rng));
    broken.ok_or_else(|| Unbreakable::NotFound(schema.pointer().clone()))
}

/// Breaks a value that fits at one site; `None` when nothing that was tried breaks just that.
pub fn broken(
    schema: &Schema,
    direction: Direction,
    value: &Value,
    site: &Site,
    rng: &mut Rng,
) -> Option<Negative> {
    let place = site.instance.resolve(value)?;
    let mut make = |part: &Schema| {
        attempt(part, direction, rng, Timestamp::UNIX_EPOCH, Budget::SMALLEST, PART_TRIES)
    };
    let mut ways = breaks(site, place, &mut make);
    let start = rng.random_range(0..ways.len().max(1));
    ways.rotate_left(start);
    let mut impure = None;
    // One copy for all ways: each takes the place of the one before.
    let mut value = value.clone();
    for way in ways {
        *value.pointer_mut(site.instance.as_str())? = way;
        match confirmed(schema, direction, &value, site) {
            Some((violation, true)) => return Some(Negative { value, violation }),
            Some((violation, false)) if impure.is_none() => {
                impure = Some(Negative { value: value.clone(), violation });
            }
            _ => {}
        }
    }
    impure
}

impl Negative {
    /// Offers the value for shrinking: whatever smaller value is tried breaks the same keyword at the same place.
    pub fn tree(&self, schema: &Schema, direction: Direction) -> JsonTree {
        let (schema, violation) = (schema.clone(), self.violation.clone());
        JsonTree::new(
            self.value.clone(),
            Arc::new(move |value| {
                !schema.is_valid(direction, value)
                    && schema.violations(direction, value).iter().all(|found| {
                        found.instance == violation.instance && found.schema == violation.schema
                    })
            }),
        )
    }
}

/// Puts another value in the place of a site.
pub(crate) fn replaced(value: &Value, site: &Site, with: Value) -> Value {
    let mut value = value.clone();
    if let Some(place) = value.pointer_mut(site.instance.as_str()) {
        *place = with;
    }
    value
}

/// Finds what says that a value breaks the keyword of a site, and tells whether nothing else is broken.
pub(crate) fn confirmed(
    schema: &Schema,
    direction: Direction,
    value: &Value,
    site: &Site,
) -> Option<(Violation, bool)> {
    if schema.is_valid(direction, value) {
        return None;
    }
    let violations = schema.violations(direction, value);
    let pointer = site.pointer();
    let is_meant = |found: &&Violation| {
        found.instance == site.instance
            && found.keyword == site.keyword
            && (found.schema == pointer || found.schema.parent().as_ref() == Some(&pointer))
    };
    let meant = violations.iter().find(is_meant)?.clone();
    let is_pure = violations.iter().all(|found| is_meant(&found));
    Some((meant, is_pure))
}
