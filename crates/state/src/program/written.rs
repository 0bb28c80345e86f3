//! What a step wrote, for those who are told of it.

use std::collections::BTreeMap;
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
}

impl Written {
    /// Gives the schema of its resource.
    pub fn schema(&self) -> Option<&Schema> {
        self.row.form().map(|form| form.schema())
    }

    /// Gives the record as it is shown.
    pub fn shown(&self) -> Value {
        let piece = Piece::Row(Arc::clone(&self.row));
        let bytes = written(self.row.form().map(|form| &**form), &piece);
        serde_json::from_slice(&bytes).unwrap_or_default()
    }
}

impl Program {
    /// Lists the records that changes write or delete, each once, with what became of it in the end; `before` is the state that they lead away from.
    pub fn written(&self, before: &State, changes: &[Change]) -> Vec<Written> {
        let mut state = before.clone();
        let mut all = BTreeMap::<(usize, Text, Text), (usize, Written)>::new();
        for (number, change) in changes.iter().enumerate() {
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
            let at = (resource, Arc::clone(part), Text::clone(&row.key));
            let earlier = all.get(&at).map(|(_, known)| known.event);
            let event = match (earlier, event) {
                (Some(Event::Created), Event::Deleted) => {
                    all.remove(&at);
                    continue;
                }
                (Some(Event::Created), _) => Event::Created,
                // It was there before, whatever became of it in between.
                (Some(_), Event::Created) => Event::Updated,
                (_, event) => event,
            };
            let resource = self.resources[resource].name.clone();
            all.insert(at, (number, Written { event, resource, row }));
        }
        let mut all: Vec<_> = all.into_values().collect();
        all.sort_by_key(|(number, _)| *number);
        all.into_iter().map(|(_, written)| written).collect()
    }
}

#[cfg(test)]
mod tests {
    use counterpart_generate::Seed;
    use serde_json::{Map, json};

    use super::*;

    fn program() -> Program {
        let document = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nx-state: {notes: {schema: '#/components/schemas/Note', seed: {records: [{id: 1, text: a, inner: b}]}}}\npaths: {}\ncomponents: {schemas: {Note: {type: object, additionalProperties: false, properties: {id: {type: integer}, text: {type: string}}}}}\n";
        let loaded = counterpart_spec::load("t.yaml", document.into()).unwrap();
        Program::compile(loaded.spec, Seed(1)).0
    }

    #[test]
    fn every_record_is_told_of_once() {
        let program = program();
        let state = program.seeded(&program.initial());
        let form = Arc::clone(&program.resources[0].forms);
        let part = || Text::from("");
        let put = |id: u64, text: &str| {
            let fields = json!({"id": id, "text": text, "inner": "x"});
            let fields: Map<_, _> = fields.as_object().cloned().unwrap_or_default();
            let row = Row::new(id, id.to_string().into(), fields, form.clone());
            Change::Put { resource: 0, part: part(), row }
        };
        let delete = |id: u64| {
            let key = id.to_string().into();
            Change::Delete { resource: 0, part: part(), key }
        };
        for (changes, expected) in [
            (vec![], vec![]),
            (vec![put(2, "n")], vec![(Event::Created, 2, "n")]),
            (vec![put(1, "n")], vec![(Event::Updated, 1, "n")]),
            (vec![delete(1)], vec![(Event::Deleted, 1, "a")]),
            (vec![delete(9)], vec![]),
            (vec![put(2, "n"), put(2, "m")], vec![(Event::Created, 2, "m")]),
            (
                vec![put(1, "n"), put(2, "o"), put(1, "m")],
                vec![(Event::Created, 2, "o"), (Event::Updated, 1, "m")],
            ),
            (vec![put(2, "n"), delete(2)], vec![]),
            (vec![put(1, "n"), delete(1)], vec![(Event::Deleted, 1, "n")]),
            (vec![delete(1), put(1, "n")], vec![(Event::Updated, 1, "n")]),
        ] {
            let written = program.written(&state, &changes);
            let told: Vec<_> = written.iter().map(|w| (w.event, w.shown())).collect();
            // What the schema does not have is not shown.
            let expected: Vec<_> = expected
                .into_iter()
                .map(|(event, id, text)| (event, json!({"id": id, "text": text})))
                .collect();
            assert_eq!(told, expected, "{changes:?}");
        }
    }
}
