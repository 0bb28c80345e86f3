//! The edges of a schema, one after the other: what just fits, and what just does not.
//!
//! Nothing here is drawn: the same schema gives the same values in the same order, outer places before inner ones.
//! Each value differs at one place from one that is as small as can be, so that it is plain what it is about.

mod edges;
mod frame;

use std::collections::{BTreeSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::iter::FusedIterator;

use counterpart_schema::{Direction, Schema};
use counterpart_spec::Pointer;
use jiff::Timestamp;
use serde_json::Value;

use crate::boundary::frame::Frame;
use crate::negative::PART_TRIES;
use crate::sample::{Ungeneratable, attempt, sample};
use crate::seed::{Rng, Seed};
use crate::sites::Site;
use crate::walk::Budget;

/// How many values one schema gives: a runner sends each, and what the first thousands do not find is found by chance.
const MAX_BOUNDARIES: usize = 5_000;

/// How many places of a schema are looked at, whether or not they give values.
const MAX_FRAMES: usize = 2_000;

/// One value at an edge of a schema.
#[derive(Debug, Clone, PartialEq)]
pub struct Boundary {
    /// The whole value.
    pub value: Value,
    /// Whether it fits; if not, it is the keyword that it breaks.
    pub valid: bool,
    /// The place in the value that it is about.
    pub pointer: Pointer,
    /// The keyword whose edge it is.
    pub keyword: String,
    /// On which side of which edge.
    pub what: &'static str,
}

/// The values at the edges of a schema.
#[derive(Debug)]
pub struct Boundaries {
    schema: Schema,
    direction: Direction,
    rng: Rng,
    /// The places to look at.
    frames: VecDeque<Frame>,
    looked_at: usize,
    /// The schemas that were asked about a place, and the hashes of the values given.
    seen: BTreeSet<(Pointer, Pointer)>,
    given: BTreeSet<u64>,
    ready: VecDeque<Boundary>,
}

/// Lists the values at the edges of a schema: those that fit, and those that break one keyword.
///
/// # Errors
///
/// Fails when no value fits, as there is none to start from.
pub fn boundaries(schema: &Schema, direction: Direction) -> Result<Boundaries, Ungeneratable> {
    let mut rng = Seed(0).stream(&["boundary", schema.pointer().as_str()]);
    let moment = Timestamp::UNIX_EPOCH;
    let base = match attempt(schema, direction, &mut rng, moment, Budget::PLAIN, PART_TRIES) {
        Some(base) => base,
        None => sample(schema, direction, &mut rng, moment)?,
    };
    let mut boundaries = Boundaries {
        schema: schema.clone(),
        direction,
        rng,
        frames: VecDeque::new(),
        looked_at: 0,
        seen: BTreeSet::new(),
        given: BTreeSet::new(),
        ready: VecDeque::new(),
    };
    let site =
        Site { instance: Pointer::root(), keyword: "required".to_owned(), schema: schema.clone() };
    boundaries.offer(&site, base.clone(), "only what is required");
    boundaries.frames.push_back(Frame::root(schema, base));
    Ok(boundaries)
}

impl Boundaries {
    /// Makes a part with only what is required.
    fn make(&mut self, schema: &Schema) -> Option<Value> {
        let moment = Timestamp::UNIX_EPOCH;
        let (rng, budget) = (&mut self.rng, Budget::PLAIN);
        attempt(schema, self.direction, rng, moment, budget, PART_TRIES)
    }

    /// Gives a value if it fits and is new; tells whether it fits.
    fn offer(&mut self, site: &Site, value: Value, what: &'static str) -> bool {
        let valid = self.schema.is_valid(self.direction, &value);
        if valid {
            self.give(site, value, true, what);
        }
        valid
    }

    fn give(&mut self, site: &Site, value: Value, valid: bool, what: &'static str) {
        let mut hasher = DefaultHasher::new();
        value.hash(&mut hasher);
        if self.given.len() < MAX_BOUNDARIES && self.given.insert(hasher.finish()) {
            let (pointer, keyword) = (site.instance.clone(), site.keyword.clone());
            self.ready.push_back(Boundary { value, valid, pointer, keyword, what });
        }
    }
}

impl Iterator for Boundaries {
    type Item = Boundary;

    fn next(&mut self) -> Option<Boundary> {
        while self.ready.is_empty() {
            if self.looked_at >= MAX_FRAMES || self.given.len() >= MAX_BOUNDARIES {
                return None;
            }
            let frame = self.frames.pop_front()?;
            self.looked_at += 1;
            self.look_at(&frame);
        }
        self.ready.pop_front()
    }
}

impl FusedIterator for Boundaries {}
