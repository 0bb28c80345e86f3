//! Records seen and changed from outside, past the operations: what a test or an administrator does.
//!
//! What is written here may set any field, but is held to the resource's schema, as it would be shown, unless that is waived.
//! Like a step, nothing here changes a state: the changes are the caller's to apply.

use std::sync::Arc;

use counterpart_exchange::{Site, Violation};
use counterpart_schema::Direction;
use serde_json::{Map, Value};

use super::records::keyed;
use super::resource::Resource;
use super::run::Run;
use super::{Outside, Place, Program};
use crate::answer::written;
use crate::expression::{Env, Piece, Scope, World};
use crate::store::{Row, Table};
use crate::{Change, State};

/// Changes to apply, and what there is to say if all goes well.
pub type Outcome<T> = (Vec<Change>, Result<T, Outside>);

impl Program {
    /// Lists the records of a place as they are remembered, in the order of their creation; a part that is new is seeded.
    pub fn records(&self, state: &State, place: &Place) -> (Vec<Change>, Vec<Arc<Value>>) {
        let opened = self.opened(state, place);
        let table = table(opened.as_ref(), state, place);
        let records = table.into_iter().flat_map(Table::rows).map(|row| Arc::clone(&row.value));
        (opened.iter().cloned().collect(), records.collect())
    }

    /// Reads a record as it is remembered.
    pub fn record(&self, state: &State, place: &Place, key: &str) -> Outcome<Arc<Value>> {
        let opened = self.opened(state, place);
        let found = self.find(opened.as_ref(), state, place, key).map(|row| Arc::clone(&row.value));
        (opened.into_iter().collect(), found)
    }

    /// Creates a record: what is not given comes from the resource's `new`, and what the schema requires besides is generated.
    pub fn create_record(
        &self,
        state: &State,
        place: &Place,
        fields: &Map<String, Value>,
        env: &Arc<dyn Env>,
        force: bool,
    ) -> Outcome<Arc<Value>> {
        let resource = &self.resources[place.resource];
        self.write(state, place, env, force, |run, scope, table| {
            let (number, seq) = table.map_or((0, 1), |t| (t.next_number(), t.next_key()));
            scope.bind("seq", Value::from(seq));
            scope.bind("body", Value::Object(fields.clone()));
            let mut record = resource.new.possible_values(scope);
            record.extend(fields.clone());
            record.extend(place.fields.clone());
            let mut rng = run.stream(&["outside", &resource.name], scope);
            let key = keyed(resource, &mut record, table, &mut rng, scope);
            if table.is_some_and(|table| table.get(&key).is_some()) {
                let (resource, key) = (resource.name.clone(), key.to_string());
                return Err(Outside::Conflict { resource, key });
            }
            run.generate_missing(resource, &mut record, &mut rng, scope);
            Ok(Row::new(number, key, record, Arc::clone(&resource.forms)))
        })
    }

    /// Writes a record anew: exactly the given fields, its key, and those of its part.
    pub fn replace_record(
        &self,
        state: &State,
        (place, key): (&Place, &str),
        fields: &Map<String, Value>,
        env: &Arc<dyn Env>,
        force: bool,
    ) -> Outcome<Arc<Value>> {
        self.rewrite(state, (place, key), env, force, |_| fields.clone())
    }

    /// Sets fields of a record; `null` is a value, as in the state language.
    pub fn patch_record(
        &self,
        state: &State,
        (place, key): (&Place, &str),
        fields: &Map<String, Value>,
        env: &Arc<dyn Env>,
        force: bool,
    ) -> Outcome<Arc<Value>> {
        self.rewrite(state, (place, key), env, force, |old| {
            let mut record = old.fields();
            record.extend(fields.clone());
            record
        })
    }

    /// Deletes a record.
    pub fn delete_record(&self, state: &State, place: &Place, key: &str) -> Outcome<()> {
        let opened = self.opened(state, place);
        let found = self.find(opened.as_ref(), state, place, key).map(|row| Arc::clone(&row.key));
        let mut changes: Vec<_> = opened.into_iter().collect();
        let done = found.map(|key| {
            let (resource, part) = (place.resource, Arc::clone(&place.part));
            changes.push(Change::Delete { resource, part, key });
        });
        (changes, done)
    }

    fn rewrite(
        &self,
        state: &State,
        (place, key): (&Place, &str),
        env: &Arc<dyn Env>,
        force: bool,
        write: impl FnOnce(&Row) -> Map<String, Value>,
    ) -> Outcome<Arc<Value>> {
        let resource = &self.resources[place.resource];
        self.write(state, place, env, force, |_, _, table| {
            let old = table.and_then(|table| table.get(key));
            let old = old.ok_or_else(|| missing(resource, key))?;
            let mut record = write(old);
            record.extend(place.fields.clone());
            if let Some(key) = old.value.get(&resource.key) {
                record.insert(resource.key.clone(), key.clone());
            }
            Ok(Row::new(old.number, Arc::clone(&old.key), record, Arc::clone(&resource.forms)))
        })
    }

    /// Makes a row and puts it into its place, if it is one that may be shown.
    fn write(
        &self,
        state: &State,
        place: &Place,
        env: &Arc<dyn Env>,
        force: bool,
        row: impl FnOnce(&Run<'_>, &mut Scope, Option<&Table>) -> Result<Arc<Row>, Outside>,
    ) -> Outcome<Arc<Value>> {
        let opened = self.opened(state, place);
        let table = table(opened.as_ref(), state, place).cloned();
        let parts = self.around(place);
        let world = World {
            env: Arc::clone(env),
            state: state.clone(),
            names: Arc::clone(&self.names),
            parts: parts.iter().map(|(part, _)| Arc::clone(part)).collect(),
        };
        let mut scope = Scope::new(world);
        let mut run = Run::new(self, parts);
        run.changes.extend(opened);
        let made = row(&run, &mut scope, table.as_ref()).and_then(|row| {
            if !force {
                judge(&row)?;
            }
            let (resource, part) = (place.resource, Arc::clone(&place.part));
            let value = Arc::clone(&row.value);
            let put = run.change(&mut scope, Change::Put { resource, part, row });
            put.map_err(|halt| Outside::TooLarge(halt.detail()))?;
            Ok(value)
        });
        (run.changes, made)
    }

    /// Seeds a part that nobody has used.
    fn opened(&self, state: &State, place: &Place) -> Option<Change> {
        let is_new = state.table(place.resource, &place.part).is_none();
        is_new.then(|| self.open_place(place, state))
    }

    fn find<'t>(
        &self,
        opened: Option<&'t Change>,
        state: &'t State,
        place: &Place,
        key: &str,
    ) -> Result<&'t Arc<Row>, Outside> {
        let found = table(opened, state, place).and_then(|table| table.get(key));
        found.ok_or_else(|| missing(&self.resources[place.resource], key))
    }
}

/// Gives the records of a place, as they are or as they are about to be seeded.
fn table<'t>(opened: Option<&'t Change>, state: &'t State, place: &Place) -> Option<&'t Table> {
    match opened {
        Some(Change::Open { table, .. }) => Some(table),
        _ => state.table(place.resource, &place.part),
    }
}

/// Holds a record to the resource's schema, in the form in which it is shown.
pub(super) fn judge(row: &Arc<Row>) -> Result<(), Outside> {
    let Some(form) = row.form() else { return Ok(()) };
    // The value, not the row, which is made to fit before it is shown.
    let shown = written(Some(form), &Piece::Shared(Arc::clone(&row.value)));
    let shown: Value = serde_json::from_slice(&shown).unwrap_or_default();
    let violations = form.schema().violations(Direction::Response, &shown);
    if violations.is_empty() {
        return Ok(());
    }
    let of_body = |violation: counterpart_schema::Violation| Violation {
        site: Site::Body,
        pointer: violation.instance,
        keyword: violation.keyword,
        schema: Some(violation.schema),
        property: violation.property,
        message: violation.message,
    };
    Err(Outside::Invalid(violations.into_iter().map(of_body).collect()))
}

fn missing(resource: &Resource, key: &str) -> Outside {
    Outside::Missing { resource: resource.name.clone(), key: key.to_owned() }
}
