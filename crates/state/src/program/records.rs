//! Records found and written: what the verbs of an operation do to a table.

use std::sync::Arc;

use counterpart_generate::Rng;
use serde_json::{Map, Value};

use super::again::REMEMBERED;
use super::resource::Resource;
use super::run::{Halt, Run};
use super::seed::fresh_key;
use crate::Change;
use crate::answer::Refuse;
use crate::expression::{Binding, Failure, Piece, Scope};
use crate::language::{Clauses, Kind, Operation, Verb};
use crate::store::{Row, Table, Text, text};

impl Run<'_> {
    /// Finds the records an operation is about: by key exactly one, which `where` must admit too; by `where` alone any number, but for a read at least one.
    pub(super) fn find(
        &self,
        index: usize,
        operation: &Operation,
        scope: &Scope,
    ) -> Result<Vec<Arc<Row>>, Halt> {
        let Clauses { filter, key: by_key, .. } = &operation.clauses;
        if filter.is_some() && by_key.is_none() {
            let rows = self.matching(index, operation, scope)?;
            if !rows.is_empty() || operation.verb != Verb::Read {
                return Ok(rows);
            }
        }
        let resource = &self.program.resources[index];
        let key = key(operation, resource, scope)?;
        let table = self.table(index, scope);
        let mut found = key.as_ref().and_then(|key| table?.get(&text(key)));
        if let (Some(row), Some(filter)) = (found, filter)
            && !filter.prepare(scope)?.admits(row)?
        {
            found = None;
        }
        found.map(|row| vec![Arc::clone(row)]).ok_or_else(|| {
            let shown = key
                .as_ref()
                .map_or_else(|| "without a key".into(), |key| format!("`{}`", text(key)));
            let detail = format!("there is no record {shown} in {}", resource.name);
            refused(Kind::Missing, resource, key, detail)
        })
    }

    pub(super) fn matching(
        &self,
        index: usize,
        operation: &Operation,
        scope: &Scope,
    ) -> Result<Vec<Arc<Row>>, Halt> {
        let Some(table) = self.table(index, scope) else { return Ok(Vec::new()) };
        let Clauses { filter, search, .. } = &operation.clauses;
        let prepared = filter.as_ref().map(|filter| filter.prepare(scope)).transpose()?;
        let wanted = search.as_ref().map(|search| search.value(scope)).transpose()?.flatten();
        let wanted = wanted.map(|wanted| text(&wanted).to_lowercase());
        let mut rows = Vec::new();
        for row in table.rows() {
            let is_found = wanted.as_ref().is_none_or(|wanted| says(&row.value, wanted));
            if is_found && prepared.as_ref().map_or(Ok(true), |prepared| prepared.admits(row))? {
                rows.push(Arc::clone(row));
            }
        }
        Ok(rows)
    }

    pub(super) fn create(
        &mut self,
        index: usize,
        operation: &Operation,
        scope: &mut Scope,
    ) -> Result<Arc<Row>, Halt> {
        let resource = &self.program.resources[index];
        let table = self.table(index, scope);
        let (number, seq) = (table.map_or(0, Table::next_number), self.program.next_key(table));
        scope.bind("seq", Value::from(seq));
        let mut record = resource.new.values(scope)?;
        let given = written(operation, resource, scope, !resource.new.has(&resource.key))?;
        for (name, value) in given {
            if name != resource.key || !resource.new.has(&name) {
                record.insert(name, value);
            }
        }
        record.extend(self.parts[index].1.clone());
        let sent = self.idempotency_key.take();
        record.extend(sent.map(|key| (REMEMBERED.to_owned(), key)));
        if operation.verb == Verb::Upsert
            && let Some(key) = key(operation, resource, scope)?
        {
            record.insert(resource.key.clone(), key);
        }
        let mut rng = self.stream(&["create", &resource.name], scope);
        if self.program.twin.is_some() {
            // Drawn from a schema that admits few, the keys of both worlds could be the same.
            record.entry(resource.key.clone()).or_insert_with(|| seq.into());
        }
        let key = keyed(resource, &mut record, self.table(index, scope), &mut rng, scope);
        if self.table(index, scope).is_some_and(|table| table.get(&key).is_some()) {
            let detail = format!("there is a record `{key}` in {} already", resource.name);
            return Err(refused(
                Kind::Conflict,
                resource,
                record.shift_remove(&resource.key),
                detail,
            ));
        }
        self.generate_missing(resource, &mut record, &mut rng, scope);
        let row = Row::new(number, key, record, Arc::clone(&resource.forms));
        let part = self.part(index);
        self.change(scope, Change::Put { resource: index, part, row: Arc::clone(&row) })?;
        Ok(row)
    }

    pub(super) fn update(
        &mut self,
        index: usize,
        operation: &Operation,
        rows: Vec<Arc<Row>>,
        scope: &mut Scope,
    ) -> Result<Vec<Arc<Row>>, Halt> {
        let resource = &self.program.resources[index];
        let mut updated = Vec::with_capacity(rows.len());
        for old in rows {
            scope.bind("old", Binding::Row(Arc::clone(&old)));
            scope.bind("item", Binding::Row(Arc::clone(&old)));
            let given = written(operation, resource, scope, false)?;
            let key = old.value.get(&resource.key).cloned();
            let mut record = old.fields();
            if operation.verb == Verb::Replace {
                record.retain(|name, _| operation.clauses.keep.contains(name));
                for (name, value) in resource.new.values(scope)? {
                    record.entry(name).or_insert(value);
                }
            }
            record.extend(given);
            // What has to be there and is not sent is better what it was than something else; what a live server makes of it, nobody said.
            if operation.verb == Verb::Replace && self.program.invents() {
                let required = resource.forms.iter().flat_map(|form| form.required());
                for name in required.filter(|name| !record.contains_key(*name)).collect::<Vec<_>>()
                {
                    record.extend(old.value.get(name).map(|value| (name.clone(), value.clone())));
                }
            }
            operation.clauses.unset.iter().for_each(|name| drop(record.shift_remove(name)));
            record.extend(self.parts[index].1.clone());
            record.extend(key.map(|key| (resource.key.clone(), key)));
            let forms = Arc::clone(&resource.forms);
            let row = Row::new(old.number, Arc::clone(&old.key), record, forms);
            let change =
                Change::Put { resource: index, part: self.part(index), row: Arc::clone(&row) };
            self.change(scope, change)?;
            updated.push(row);
        }
        Ok(updated)
    }

    /// Starts the random numbers of a purpose, which are others after every write.
    pub(super) fn stream(&self, purpose: &[&str], scope: &Scope) -> Rng {
        let writes = scope.world().state.writes().to_string();
        self.program.seed.stream(&[purpose, &[&writes]].concat())
    }
}

/// Tells whether a text of a record has what is looked for, in any case.
fn says(value: &Value, wanted: &str) -> bool {
    match value {
        Value::String(text) => text.to_lowercase().contains(wanted),
        Value::Array(elements) => elements.iter().any(|element| says(element, wanted)),
        Value::Object(fields) => fields.values().any(|field| says(field, wanted)),
        _ => false,
    }
}

/// Gives a new record a key unless it has one, and says which.
pub(super) fn keyed(
    resource: &Resource,
    record: &mut Map<String, Value>,
    table: Option<&Table>,
    rng: &mut Rng,
    scope: &Scope,
) -> Text {
    let key = record.entry(resource.key.clone()).or_insert_with(|| {
        let empty = Table::default();
        fresh_key(resource, table.unwrap_or(&empty), rng, scope.world().env.now())
    });
    text(key)
}

fn refused(kind: Kind, resource: &Resource, key: Option<Value>, detail: String) -> Halt {
    let resource = Some(resource.name.clone());
    Halt::Refuse(Box::new(Refuse { resource, key, ..Refuse::new(kind, detail) }))
}

/// Reads the key: as the operation says, else from the path, else from the body.
fn key(
    operation: &Operation,
    resource: &Resource,
    scope: &Scope,
) -> Result<Option<Value>, Failure> {
    if let Some(key) = &operation.clauses.key {
        return key.value(scope);
    }
    let of = |name| match scope.get(name) {
        Some(Binding::Json(value)) => value.as_object(),
        _ => None,
    };
    let path = of("path");
    let from_path =
        path.and_then(|path| path.get(&resource.key).or_else(|| path.values().next_back()));
    let from_body = || of("body").and_then(|body| body.get(&resource.key));
    Ok(from_path.or_else(from_body).cloned())
}

/// Evaluates what is to be written: `set`, else the body; the key only where the caller may choose it.
fn written(
    operation: &Operation,
    resource: &Resource,
    scope: &Scope,
    with_key: bool,
) -> Result<Map<String, Value>, Failure> {
    let body = || scope.get("body").cloned().map(|body| Piece::from(body).into_value());
    let value = match &operation.clauses.set {
        Some(set) => set.value(scope)?,
        None => body(),
    };
    let mut fields = match value {
        Some(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    if !with_key && operation.clauses.set.is_none() {
        fields.shift_remove(&resource.key);
    }
    fields.extend(operation.clauses.with.values(scope)?);
    Ok(fields)
}
