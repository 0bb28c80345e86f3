//! The two worlds of a model: how each imagines what nobody said.

use std::sync::atomic::{AtomicU64, Ordering};

use counterpart_generate::{Seed, fake};
use jiff::Timestamp;
use serde_json::Value;

use super::super::Program;
use super::super::resource::Resource;
use super::super::run::Run;
use crate::expression::{Env, Template};
use crate::language::{Clauses, Page};
use crate::store::Table;

/// One of the two worlds.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Twin {
    /// Whether records are completed by what their schemas require; in the other world they have only what somebody said.
    pub(super) rich: bool,
    /// Whether guards refuse.
    pub(super) guards: bool,
}

/// What `seq` gives first in each world: other numbers than servers give, and still of 32 bits, as many schemas want.
const NUMBERS: [u64; 2] = [1_800_000_000, 1_900_000_000];

/// The moment in each world, in seconds: no two parts of them are equal.
const MOMENTS: [i64; 2] = [1_930_125_797, 2_311_417_351];

impl Program {
    /// Gives what `seq` is for a new record of a table: where a model runs it is another number in each world, whatever keys the server gave until then.
    pub(in super::super) fn next_key(&self, table: Option<&Table>) -> u64 {
        match self.twin {
            Some(twin) => NUMBERS[usize::from(twin.rich)] + table.map_or(0, Table::next_number),
            None => table.map_or(1, Table::next_key),
        }
    }

    /// Tells whether what schemas require and nobody said is generated.
    pub(in super::super) fn invents(&self) -> bool {
        self.twin.is_none_or(|twin| twin.rich)
    }

    /// Tells whether guards refuse.
    pub(in super::super) fn heeds_guards(&self) -> bool {
        self.twin.is_none_or(|twin| twin.guards)
    }

    /// Counts the records that a resource starts with; of a live server none are known.
    pub(in super::super) fn seeds(&self, resource: &Resource) -> usize {
        if self.twin.is_some() { 0 } else { resource.seeds.count }
    }
}

impl Run<'_> {
    /// Gives how a list is cut into pages; where a model runs it is not.
    pub(in super::super) fn pager<'c>(&self, clauses: &'c Clauses) -> Option<&'c Page> {
        clauses.page.as_deref().filter(|_| self.program.twin.is_none())
    }

    /// Gives what each record is answered as; a model wants to know of which record it is.
    pub(in super::super) fn selection<'c>(&self, clauses: &'c Clauses) -> Option<&'c Template> {
        clauses.select.as_ref().filter(|_| self.program.twin.is_none())
    }
}

/// The time and the invented data of one world.
#[derive(Debug)]
pub(super) struct TwinEnv {
    world: usize,
    given: AtomicU64,
}

impl TwinEnv {
    pub(super) fn new(world: usize) -> Self {
        Self { world, given: AtomicU64::new(0) }
    }
}

impl Env for TwinEnv {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(MOMENTS[self.world]).unwrap_or_default()
    }

    fn fake(&self, kind: &str) -> Option<Value> {
        let number = self.given.fetch_add(1, Ordering::Relaxed).to_string();
        let world = ["first", "second"][self.world];
        fake(kind, &mut Seed(0).stream(&["twin", world, &number]), self.now())
    }
}
