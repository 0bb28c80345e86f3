//! What a step wrote, for those who are told of it.

use std::sync::Arc;

use counterpart_schema::Schema;
use serde_json::Value;

use super::Program;
use crate::answer::written;
use crate::expression::Piece;
use crate::store::{Row, Text};
use crate::{Change, State};

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// It is new.
    Created,
    /// It has changed.
    Updated,
    /// It is gone.
    Deleted,
}

/// A record that a step wrote or deleted.
#[derive(Debug, Clone)]
pub struct Written {
    /// What became of it.
    pub event: Event,
    /// The name of its resource.
    pub resource: String,
    /// The record as it is now, or as it was before it was deleted.
    row: Arc<Row>,
    at: (usize, Text),
}

impl Written {
    /// Gives the schema of its resource.
    pub fn schema(&self) -> Option<&Schema> {
        self.row.form.as_ref().map(|form| form.schema())
    }

    /// Gives the record as it is shown.
    pub fn shown(&self) -> Value {
        let piece = Piece::Row(Arc::clone(&self.row));
        let bytes = written(self.row.form.as_deref(), &piece);
        serde_json::from_slice(&bytes).unwrap_or_default()
    }
}

impl Program {
    /// Lists the records that changes write or delete, each once, with what became of it in the end; `before` is the state that they lead away from.
    pub fn written(&self, before: &State, changes: &[Change]) -> Vec<Written> {
        let mut state = before.clone();
        let mut all: Vec<Written> = Vec::new();
        for change in changes {
            let told = match change {
                Change::Open { .. } => None,
                Change::Put { resource, part, row } => {
                    let known = state.table(*resource, part).and_then(|table| table.get(&row.key));
                    let event = if known.is_some() { Event::Updated } else { Event::Created };
                    Some((event, *resource, part, Arc::clone(row)))
                }
                Change::Delete { resource, part, key } => {
                    let known = state.table(*resource, part).and_then(|table| table.get(key));
                    known.map(|row| (Event::Deleted, *resource, part, Arc::clone(row)))
                }
            };
            state.apply_one(change);
            let Some((event, resource, part, row)) = told else { continue };
            let at = (resource, Arc::clone(part));
            let same = |known: &Written| known.at == at && known.row.key == row.key;
            let earlier = all.iter().position(same).map(|index| all.remove(index).event);
            let event = match (earlier, event) {
                (Some(Event::Created), Event::Deleted) => continue,
                (Some(Event::Created), _) => Event::Created,
                // It was there before, whatever became of it in between.
                (Some(_), Event::Created) => Event::Updated,
                (_, event) => event,
            };
            all.push(Written { event, resource: self.resources[resource].name.clone(), row, at });
        }
        all
    }
}
