//! The store: tables of records, split into parts, on persistent maps so that a snapshot is a few pointer copies.

mod compare;
mod row;
mod table;

use std::sync::Arc;

use imbl::OrdMap;

pub(crate) use compare::{Text, compare, moment, order, same, text, whole};
pub(crate) use row::Row;
pub(crate) use table::Table;

/// Holds everything an API remembers at one moment.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// For each resource, by its index in the program: its parts by the values they are split by.
    tables: imbl::Vector<OrdMap<Text, Table>>,
    version: u64,
}

/// One difference between two states.
#[derive(Debug, Clone)]
pub enum Change {
    /// A part comes into being, with its first records.
    Open {
        /// The resource's index in the program.
        resource: usize,
        /// The values that the part is for, as text.
        part: Text,
        /// Its records.
        table: Box<Table>,
    },
    /// A record is created or replaced.
    Put {
        /// The resource's index in the program.
        resource: usize,
        /// The part it is in.
        part: Text,
        /// The record.
        row: Arc<Row>,
    },
    /// A record is deleted.
    Delete {
        /// The resource's index in the program.
        resource: usize,
        /// The part it was in.
        part: Text,
        /// Its key.
        key: Text,
    },
}

impl State {
    pub(crate) fn new(resources: usize) -> Self {
        Self { tables: std::iter::repeat_n(OrdMap::new(), resources).collect(), version: 0 }
    }

    /// Counts the changes that led here.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Applies what a step gave.
    pub fn apply(&mut self, changes: &[Change]) {
        for change in changes {
            self.apply_one(change);
        }
    }

    pub(crate) fn apply_one(&mut self, change: &Change) {
        self.version += 1;
        let (Change::Open { resource, part, .. }
        | Change::Put { resource, part, .. }
        | Change::Delete { resource, part, .. }) = change;
        let Some(parts) = self.tables.get_mut(*resource) else { return };
        let table = parts.entry(Arc::clone(part)).or_default();
        match change {
            Change::Open { table: new, .. } => *table = (**new).clone(),
            Change::Put { row, .. } => table.put(Arc::clone(row)),
            Change::Delete { key, .. } => table.delete(key),
        }
    }

    pub(crate) fn table(&self, resource: usize, part: &str) -> Option<&Table> {
        self.tables.get(resource)?.get(part)
    }

    /// Counts a resource's records over all its parts.
    pub fn count(&self, resource: usize) -> usize {
        self.tables.get(resource).map_or(0, |parts| parts.values().map(Table::len).sum())
    }
}
