//! The program as a model of a live server: what it should remember, and so answer, by the same interpreter that the mock runs.
//!
//! Nothing is known of a server at first.
//! Each request is run in two worlds that agree on what is known and imagine everything else differently, the moment, identifiers and invented data: what comes out the same in both is predicted, what differs is a hole, and nothing is said of it ([`Expected`]).
//! Guards are left out of a prediction, as they speak of records that others made; they only tell what a deletion puts an end to ([`Model::ended_by`]).
//! Lists are predicted without pages, as how many records others made is not known.

mod agree;
mod memory;
mod predict;
mod role;
mod showing;
mod twin;

pub use agree::Expected;
pub use memory::{Handle, Memory};
pub use predict::{Done, Prediction, Seen, Write};
pub use role::{Naming, Paging, Role};
pub use showing::Showing;
pub(super) use twin::Twin;

use counterpart_generate::Seed;
use serde_json::Value;

use super::Program;
use crate::store::same;

/// A document that tells what a server should remember; a clone is a few pointers.
#[derive(Debug, Clone)]
pub struct Model {
    /// The worlds in which a request is run.
    worlds: [Program; 2],
    /// The same, heeding the guards of the operations.
    guarded: [Program; 2],
}

impl Program {
    /// Makes a model of the document.
    pub fn model(&self) -> Model {
        let twin = |rich: bool, guards: bool| {
            let twin = Some(Twin { rich, guards });
            Self { twin, ..self.with_seed(Seed(1 + u64::from(rich))) }
        };
        Model {
            worlds: [false, true].map(|rich| twin(rich, false)),
            guarded: [false, true].map(|rich| twin(rich, true)),
        }
    }
}

impl Model {
    /// Starts to remember, knowing nothing.
    pub fn memory(&self) -> Memory {
        Memory::new(self.worlds[0].resources.len())
    }

    /// Names a resource.
    pub fn resource(&self, resource: usize) -> &str {
        &self.worlds[0].resources[resource].name
    }

    /// Names the field that identifies the records of a resource.
    pub fn key(&self, resource: usize) -> &str {
        &self.worlds[0].resources[resource].key
    }

    /// Tells whether two values of a field say the same: numbers and texts by what they say, moments however they are written, and those with `x-date` as exactly as it shows them.
    pub fn agrees(&self, resource: usize, field: &str, left: &Value, right: &Value) -> bool {
        let form = self.worlds[0].resources[resource].form();
        let date = form.and_then(|form| form.date_of(field));
        let read = |value: &Value| {
            let date = date.as_ref()?;
            match crate::store::moment(value) {
                Some(moment) => date.read(&date.write(moment)),
                None => date.read(value),
            }
        };
        match (read(left), read(right)) {
            (Some(left), Some(right)) => left == right,
            _ => same(left, right),
        }
    }
}
