//! The records of one part of a resource, in the order of their creation.

use std::sync::Arc;

use imbl::OrdMap;

use super::{Row, Text};

/// Holds records by number and by key.
#[derive(Debug, Clone)]
pub struct Table {
    rows: OrdMap<u64, Arc<Row>>,
    numbers: OrdMap<Text, u64>,
    /// The number of the next record: never used twice.
    next_number: u64,
    /// What `seq` gives next: one more than the highest numeric key ever used.
    next_key: u64,
    /// The number of the first record that is no seed.
    first_made: u64,
    /// Whether it is as it was seeded, so that it can be forgotten and seeded again.
    pristine: bool,
    /// The sum of its records' weights.
    weight: usize,
}

impl Default for Table {
    fn default() -> Self {
        Self {
            rows: OrdMap::new(),
            numbers: OrdMap::new(),
            next_number: 0,
            next_key: 1,
            first_made: 0,
            pristine: false,
            weight: 0,
        }
    }
}

impl Table {
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn next_number(&self) -> u64 {
        self.next_number
    }

    pub(crate) fn next_key(&self) -> u64 {
        self.next_key
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Arc<Row>> {
        self.rows.get(self.numbers.get(key)?)
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = &Arc<Row>> {
        self.rows.values()
    }

    /// Marks the table as seeded: from now on a change makes it one that must be kept.
    pub(crate) fn seeded(mut self) -> Self {
        self.pristine = true;
        self.first_made = self.next_number;
        self
    }

    /// Takes the first so many numbers for those of seeds.
    pub(crate) fn seeds(&mut self, count: u64) {
        self.first_made = count;
    }

    /// Gives the number of the first record that is no seed.
    pub(crate) fn first_made(&self) -> u64 {
        self.first_made
    }

    /// Tells whether somebody made a record; the others were seeded.
    pub(crate) fn is_made(&self, key: &str) -> bool {
        self.numbers.get(key).is_some_and(|number| *number >= self.first_made)
    }

    /// Makes `seq` give at least this next.
    pub(crate) fn skip_to(&mut self, key: u64) {
        self.next_key = self.next_key.max(key);
    }

    pub(crate) fn is_pristine(&self) -> bool {
        self.pristine
    }

    /// Gives the sum of its records' weights.
    pub(crate) fn weight(&self) -> usize {
        self.weight
    }

    /// Gives what it counts for: nothing as long as it is as it was seeded.
    pub(crate) fn counts(&self) -> usize {
        if self.pristine { 0 } else { self.weight }
    }

    pub(crate) fn put(&mut self, row: Arc<Row>) {
        self.pristine = false;
        self.weight += row.weight;
        if let Ok(key) = row.key.parse::<u64>() {
            self.next_key = self.next_key.max(key.saturating_add(1));
        }
        self.next_number = self.next_number.max(row.number + 1);
        let before = self.numbers.insert(Arc::clone(&row.key), row.number);
        if let Some(number) = before.filter(|number| *number != row.number) {
            self.remove(number);
        }
        if let Some(before) = self.rows.insert(row.number, row) {
            self.weight -= before.weight;
        }
    }

    pub(crate) fn delete(&mut self, key: &str) {
        if let Some(number) = self.numbers.remove(key) {
            self.pristine = false;
            self.remove(number);
        }
    }

    fn remove(&mut self, number: u64) {
        if let Some(row) = self.rows.remove(&number) {
            self.weight -= row.weight;
        }
    }
}
