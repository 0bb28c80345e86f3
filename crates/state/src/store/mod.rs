//! The store: tables of records, split into parts, on persistent maps so that a snapshot is a few pointer copies.

mod compare;
mod row;
mod table;

use std::sync::Arc;

use imbl::OrdMap;
use serde_json::Value;

pub(crate) use compare::{Text, compare, moment, order, same, text, whole};
pub(crate) use row::{Forms, Row};
pub(crate) use table::Table;

/// The parts of a resource that are kept although nothing was written to them: any token or path opens one.
const MAX_PARTS: usize = 1000;

/// Holds everything an API remembers at one moment.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// For each resource, by its index in the program: its parts by the values they are split by.
    tables: imbl::Vector<OrdMap<Text, Table>>,
    version: u64,
    writes: u64,
    /// The sum of what the tables count for.
    weight: usize,
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

impl Change {
    /// Gives the record that is created or replaced: the resource's index in the program, the key and the value.
    pub fn record(&self) -> Option<(usize, &str, &Value)> {
        match self {
            Self::Put { resource, row, .. } => Some((*resource, &row.key, &row.value)),
            Self::Open { .. } | Self::Delete { .. } => None,
        }
    }
}

impl State {
    pub(crate) fn new(resources: usize) -> Self {
        Self {
            tables: std::iter::repeat_n(OrdMap::new(), resources).collect(),
            version: 0,
            writes: 0,
            weight: 0,
        }
    }

    /// Counts the changes that led here.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Counts the records written and deleted on the way here: unlike [`State::version`] it is the same whichever parts were looked at.
    pub fn writes(&self) -> u64 {
        self.writes
    }

    /// Estimates how many bytes of memory the records take, but for those of parts that nothing was written to: of these only so many are kept.
    pub fn weight(&self) -> usize {
        self.weight
    }

    /// Estimates how heavy changes make it at most, without applying them.
    pub fn weight_after(&self, changes: &[Change]) -> usize {
        // What is as it was seeded begins to count with its first change.
        let begins = |resource: usize, part: &str| {
            self.table(resource, part).map_or(0, |table| table.weight() - table.counts())
        };
        let of = |change: &Change| match change {
            Change::Open { table, .. } => table.weight(),
            Change::Put { resource, part, row } => row.weight + begins(*resource, part),
            Change::Delete { resource, part, .. } => begins(*resource, part),
        };
        self.weight + changes.iter().map(of).sum::<usize>()
    }

    /// Applies what a step gave.
    pub fn apply(&mut self, changes: &[Change]) {
        for change in changes {
            self.apply_one(change);
        }
    }

    pub(crate) fn apply_one(&mut self, change: &Change) {
        self.version += 1;
        self.writes += u64::from(!matches!(change, Change::Open { .. }));
        let (Change::Open { resource, part, .. }
        | Change::Put { resource, part, .. }
        | Change::Delete { resource, part, .. }) = change;
        let Some(parts) = self.tables.get_mut(*resource) else { return };
        if matches!(change, Change::Open { .. }) && parts.len() >= MAX_PARTS {
            // It comes back with the same records if it is asked for again.
            let pristine = parts.iter().find(|(_, table)| table.is_pristine());
            if let Some(part) = pristine.map(|(part, _)| Arc::clone(part)) {
                let forgotten = parts.remove(&part);
                self.weight -= forgotten.map_or(0, |table| table.counts());
            }
        }
        let table = parts.entry(Arc::clone(part)).or_default();
        self.weight -= table.counts();
        match change {
            Change::Open { table: new, .. } => *table = (**new).clone(),
            Change::Put { row, .. } => table.put(Arc::clone(row)),
            Change::Delete { key, .. } => table.delete(key),
        }
        self.weight += table.counts();
    }

    pub(crate) fn table(&self, resource: usize, part: &str) -> Option<&Table> {
        self.tables.get(resource)?.get(part)
    }

    /// Lists the parts of a resource that are in use.
    pub(crate) fn parts(&self, resource: usize) -> impl Iterator<Item = (&Text, &Table)> {
        self.tables.get(resource).into_iter().flat_map(OrdMap::iter)
    }

    /// Forgets a resource, as one more change.
    pub(crate) fn cleared(&self, resource: usize) -> Self {
        let mut state = self.clone();
        if let Some(parts) = state.tables.get_mut(resource) {
            state.weight -= parts.values().map(Table::counts).sum::<usize>();
            parts.clear();
        }
        state.version += 1;
        state
    }

    /// Says that this many changes and writes led here, as they did where the state comes from.
    pub(crate) fn counted(self, version: u64, writes: u64) -> Self {
        Self { version, writes, ..self }
    }

    /// Counts a resource's records over all its parts.
    pub fn count(&self, resource: usize) -> usize {
        self.tables.get(resource).map_or(0, |parts| parts.values().map(Table::len).sum())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;

    #[test]
    fn only_parts_that_were_written_to_are_kept_without_end() {
        let row = |number| Row::new(number, number.to_string().into(), Map::new(), Arc::new([]));
        let mut state = State::new(1);
        for number in 0..3 * MAX_PARTS {
            let part = Text::from(number.to_string());
            let mut table = Table::default();
            table.put(row(0));
            let table = Box::new(table.seeded());
            state.apply_one(&Change::Open { resource: 0, part: Arc::clone(&part), table });
            if number < 10 {
                state.apply_one(&Change::Put { resource: 0, part, row: row(1) });
            }
        }
        assert_eq!(state.count(0), MAX_PARTS + 10);
        assert!((0..10).all(|part| state.table(0, &part.to_string()).unwrap().len() == 2));
        // Only they count, but whole.
        assert_eq!(state.weight(), 2 * 10 * row(0).weight);
        let (resource, row) = (0, row(2));
        for part in ["0", &(3 * MAX_PARTS - 1).to_string()] {
            let put = [Change::Put { resource, part: part.into(), row: Arc::clone(&row) }];
            let most = state.weight_after(&put);
            state.apply(&put);
            assert_eq!(state.weight(), most, "{part}");
        }
    }

    #[test]
    fn the_weight_follows_the_records() {
        let row = |number, text: &str| {
            let fields = Map::from_iter([("text".to_owned(), text.into())]);
            Row::new(number, number.to_string().into(), fields, Arc::new([]))
        };
        let (resource, part) = (0, Text::from(""));
        let mut state = State::new(1);
        let put = |state: &mut State, row: &Arc<Row>| {
            let (part, row) = (Arc::clone(&part), Arc::clone(row));
            state.apply_one(&Change::Put { resource, part, row });
        };
        let (long, short, other) = (row(0, &"x".repeat(1000)), row(0, "x"), row(1, "y"));
        put(&mut state, &long);
        assert!(state.weight() > 1000);
        put(&mut state, &short);
        put(&mut state, &other);
        assert_eq!(state.weight(), short.weight + other.weight);
        for key in ["0", "1", "1"] {
            state.apply_one(&Change::Delete { resource, part: Text::from(""), key: key.into() });
        }
        assert_eq!(state.weight(), 0);
    }
}
