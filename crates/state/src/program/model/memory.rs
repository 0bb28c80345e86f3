//! What is known of a server: records, in two worlds that agree on what is known.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::super::Program;
use super::{Expected, Model, Prediction};
use crate::store::{Row, Text, text};
use crate::{Change, State};

/// What is known of a server.
#[derive(Debug, Clone)]
pub struct Memory {
    pub(super) worlds: [State; 2],
    alive: Vec<Handle>,
    /// What was deleted, in the order of the deletions.
    gone: Vec<(Handle, [Arc<Row>; 2])>,
}

/// Names a record that is or was remembered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Handle {
    /// The resource's index in the program.
    pub resource: usize,
    /// The key, as text.
    pub key: String,
    /// The part that it is in, in each world.
    pub(super) parts: [Text; 2],
}

impl Handle {
    /// Names the record beside this one that has another key.
    #[must_use]
    pub fn with_key(&self, key: &Value) -> Self {
        Self { key: text(key).to_string(), ..self.clone() }
    }
}

impl Memory {
    pub(super) fn new(resources: usize) -> Self {
        Self { worlds: [0, 1].map(|_| State::new(resources)), alive: Vec::new(), gone: Vec::new() }
    }

    /// Tells whether a record is known to be deleted.
    pub fn is_gone(&self, handle: &Handle) -> bool {
        self.gone.iter().any(|(gone, _)| gone == handle)
    }

    /// Lists the records that are known to be there, in the order in which they were created.
    pub fn alive(&self) -> &[Handle] {
        &self.alive
    }

    /// Lists the records that are known to be deleted.
    pub fn gone(&self) -> impl Iterator<Item = &Handle> {
        self.gone.iter().map(|(handle, _)| handle)
    }

    /// Gives what is known of a record that is there.
    pub fn record(&self, handle: &Handle) -> Option<Expected> {
        let [first, second] = self.rows(handle)?;
        Some(Expected::of(&first.value, &second.value))
    }

    /// Forgets a record: nothing is said of it any more.
    pub fn forget(&mut self, handle: &Handle) {
        self.gone.retain(|(gone, _)| gone != handle);
        self.alive.retain(|alive| alive != handle);
        for (world, part) in self.worlds.iter_mut().zip(&handle.parts) {
            let (resource, part) = (handle.resource, Arc::clone(part));
            world.apply_one(&Change::Delete { resource, part, key: handle.key.as_str().into() });
        }
    }

    /// Gives back what was deleted, each record in a memory that has it again.
    pub(super) fn before_deletions(&self) -> Vec<(Handle, Self)> {
        let restored = |(handle, rows): &(Handle, [Arc<Row>; 2])| {
            let mut before = self.clone();
            before.put(handle, rows.clone());
            (handle.clone(), before)
        };
        self.gone.iter().map(restored).collect()
    }

    fn rows(&self, handle: &Handle) -> Option<[Arc<Row>; 2]> {
        let row = |at: usize| {
            let table = self.worlds[at].table(handle.resource, &handle.parts[at])?;
            table.get(&handle.key).cloned()
        };
        Some([row(0)?, row(1)?])
    }

    fn put(&mut self, handle: &Handle, rows: [Arc<Row>; 2]) {
        if !self.alive.contains(handle) {
            self.alive.push(handle.clone());
        }
        for ((world, part), row) in self.worlds.iter_mut().zip(&handle.parts).zip(rows) {
            let (resource, part) = (handle.resource, Arc::clone(part));
            world.apply_one(&Change::Put { resource, part, row });
        }
    }
}

/// A change as both worlds have it.
type Pair<'c> = (&'c Change, &'c Change);

impl Model {
    /// Remembers what a request did that went well; `key` is the key that the server gave to the record that was created.
    ///
    /// Gives that record, where there is one and its key is known.
    /// Where the worlds do not agree what was done, the records in question are forgotten.
    pub fn apply(
        &self,
        memory: &mut Memory,
        prediction: &Prediction,
        key: Option<&Value>,
    ) -> Option<Handle> {
        let [first, second] = &prediction.changes;
        if first.len() != second.len() || !first.iter().zip(second).all(is_pair) {
            for handle in first.iter().chain(second).filter_map(|c| handle((c, c))) {
                memory.forget(&handle);
            }
            return None;
        }
        let mut created = None;
        let mut holes: Vec<[Value; 2]> = Vec::new();
        for pair in first.iter().zip(second) {
            match pair {
                (Change::Open { .. }, Change::Open { .. }) => {
                    memory.worlds[0].apply_one(pair.0);
                    memory.worlds[1].apply_one(pair.1);
                }
                (Change::Put { row: left, .. }, Change::Put { row: right, .. }) => {
                    let Some(mut handle) = handle(pair) else { continue };
                    let is_new = left.key != right.key;
                    if is_new && (created.is_some() || key.is_none()) {
                        continue;
                    }
                    if let Some(key) = key.filter(|_| is_new) {
                        handle.key = text(key).to_string();
                        let field = &self.worlds[0].resources[handle.resource].key;
                        let own = |row: &Row| row.value.get(field).cloned().unwrap_or_default();
                        holes.push([own(left), own(right)]);
                        created = Some(handle.clone());
                    }
                    let named = key.filter(|_| !holes.is_empty());
                    let row = |at: usize, row: &Arc<Row>| match named {
                        Some(key) => {
                            let mut fields = row.fields();
                            for value in fields.values_mut() {
                                fill(value, &holes, at, key);
                            }
                            self.row(&handle, row.number, fields)
                        }
                        None => Arc::clone(row),
                    };
                    memory.gone.retain(|(gone, _)| *gone != handle);
                    memory.put(&handle, [row(0, left), row(1, right)]);
                }
                (Change::Delete { .. }, Change::Delete { .. }) => {
                    let Some(handle) = handle(pair) else { continue };
                    let rows = memory.rows(&handle);
                    memory.forget(&handle);
                    memory.gone.extend(rows.map(|rows| (handle, rows)));
                }
                _ => {}
            }
        }
        created
    }

    /// Takes over what the server shows of a record: what is said otherwise than it was remembered, or was not known.
    pub fn see(&self, memory: &mut Memory, handle: &Handle, shown: &Map<String, Value>) {
        let Some(rows) = memory.rows(handle) else { return };
        let key = self.key(handle.resource);
        let rows = rows.map(|row| {
            let mut fields = row.fields();
            for (name, value) in shown.iter().filter(|(name, _)| *name != key) {
                let agrees = |known: &Value| self.agrees(handle.resource, name, known, value);
                if !fields.get(name).is_some_and(agrees) {
                    fields.insert(name.clone(), value.clone());
                }
            }
            self.row(handle, row.number, fields)
        });
        memory.put(handle, rows);
    }

    /// Forgets some fields of a record.
    pub fn unsee(&self, memory: &mut Memory, handle: &Handle, fields: &[String]) {
        let Some(rows) = memory.rows(handle) else { return };
        let rows = rows.map(|row| {
            let mut left = row.fields();
            left.retain(|name, _| !fields.contains(name));
            self.row(handle, row.number, left)
        });
        memory.put(handle, rows);
    }

    fn row(&self, handle: &Handle, number: u64, fields: Map<String, Value>) -> Arc<Row> {
        let program: &Program = &self.worlds[0];
        let forms = Arc::clone(&program.resources[handle.resource].forms);
        Row::new(number, handle.key.as_str().into(), fields, forms)
    }
}

/// Tells whether both worlds changed the same.
fn is_pair((left, right): Pair<'_>) -> bool {
    match (left, right) {
        (Change::Open { resource: left, .. }, Change::Open { resource: right, .. })
        | (Change::Put { resource: left, .. }, Change::Put { resource: right, .. }) => {
            left == right
        }
        (
            Change::Delete { resource: left, key, .. },
            Change::Delete { resource: right, key: other, .. },
        ) => left == right && key == other,
        _ => false,
    }
}

/// Names the record that a change is about, as the first world has it.
pub(super) fn handle((left, right): Pair<'_>) -> Option<Handle> {
    let part = |change: &Change| match change {
        Change::Put { part, .. } | Change::Delete { part, .. } => Some(Arc::clone(part)),
        Change::Open { .. } => None,
    };
    let (resource, key) = match left {
        Change::Put { resource, row, .. } => (*resource, &row.key),
        Change::Delete { resource, key, .. } => (*resource, key),
        Change::Open { .. } => return None,
    };
    Some(Handle { resource, key: key.to_string(), parts: [part(left)?, part(right)?] })
}

/// Puts the key that the server gave wherever the imagined one stands.
fn fill(value: &mut Value, holes: &[[Value; 2]], world: usize, key: &Value) {
    if holes.iter().any(|hole| hole[world] == *value) {
        *value = key.clone();
        return;
    }
    match value {
        Value::Array(elements) => elements.iter_mut().for_each(|e| fill(e, holes, world, key)),
        Value::Object(fields) => fields.values_mut().for_each(|v| fill(v, holes, world, key)),
        _ => {}
    }
}
