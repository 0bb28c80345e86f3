//! The interpreter: one operation over one state, as a transaction.

use std::sync::Arc;

use counterpart_schema::Direction;
use serde_json::{Map, Value};

use super::Program;
use super::list::{self, Entry, Paged};
use super::resource::Resource;
use crate::Change;
use crate::answer::Refuse;
use crate::expression::{Binding, Failure, Piece, Scope, Template};
use crate::language::{Guard, Kind, Operation, Verb};
use crate::store::{Row, Table, Text, text};

/// Why a transaction ends early, changing nothing.
#[derive(Debug)]
pub(super) enum Halt {
    Refuse(Box<Refuse>),
    /// A guard's own answer.
    Respond(u16, Option<Piece>),
    Failure(Failure),
}

impl From<Failure> for Halt {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

/// A transaction: the working state is in the scope's world.
#[derive(Debug)]
pub(super) struct Run<'p> {
    program: &'p Program,
    /// Of each resource, the part that the caller sees, and the fields that make it.
    parts: Vec<(Text, Map<String, Value>)>,
    pub(super) changes: Vec<Change>,
}

impl<'p> Run<'p> {
    /// Works out which part of each resource the caller sees, and seeds those that are new.
    pub(super) fn start(program: &'p Program, scope: &mut Scope) -> Result<Self, Failure> {
        let parts: Result<Vec<_>, _> = program.resources.iter().map(|r| r.part(scope)).collect();
        let mut run = Self { program, parts: parts?, changes: Vec::new() };
        scope.world_mut().parts = run.parts.iter().map(|(part, _)| Arc::clone(part)).collect();
        for index in 0..run.parts.len() {
            let (part, fields) = &run.parts[index];
            if scope.world().state.table(index, part).is_none() {
                let change = program.open(index, part, fields);
                run.change(scope, change);
            }
        }
        Ok(run)
    }

    /// Runs an operation; what it found is bound in the scope.
    pub(super) fn operation(
        &mut self,
        operation: &Operation,
        scope: &mut Scope,
    ) -> Result<(), Halt> {
        for guard in &operation.clauses.guard {
            check(guard, scope)?;
        }
        match &operation.clauses.each {
            None => self.once(operation, scope),
            Some(each) => {
                let elements = match each.value(scope)? {
                    Some(Value::Array(elements)) => elements,
                    Some(single) => vec![single],
                    None => Vec::new(),
                };
                let mut results = Vec::with_capacity(elements.len());
                for (index, element) in elements.into_iter().enumerate() {
                    scope.bind("it", element);
                    scope.bind("index", Value::from(index));
                    self.once(operation, scope)?;
                    let result = if operation.clauses.filter.is_some() { "items" } else { "item" };
                    results.extend(scope.get(result).cloned().map(Piece::from));
                }
                scope.bind("results", Binding::List(Arc::new(results)));
                Ok(())
            }
        }
    }

    fn once(&mut self, operation: &Operation, scope: &mut Scope) -> Result<(), Halt> {
        let Some(index) = self.index(&operation.resource) else {
            return self.effects(operation, scope);
        };
        let found = match operation.verb {
            Verb::Create => vec![self.create(index, operation, scope)?],
            Verb::Upsert => match self.find(index, operation, scope) {
                Ok(rows) if !rows.is_empty() => self.update(index, operation, rows, scope)?,
                Ok(_) => vec![self.create(index, operation, scope)?],
                Err(Halt::Refuse(refusal)) if refusal.kind == Kind::Missing => {
                    vec![self.create(index, operation, scope)?]
                }
                Err(halt) => return Err(halt),
            },
            Verb::Update | Verb::Replace => {
                let rows = self.find(index, operation, scope)?;
                self.update(index, operation, rows, scope)?
            }
            Verb::Delete => {
                let rows = self.find(index, operation, scope)?;
                for row in &rows {
                    let part = self.part(index);
                    let key = Arc::clone(&row.key);
                    self.change(scope, Change::Delete { resource: index, part, key });
                }
                rows
            }
            Verb::Read => self.find(index, operation, scope)?,
            Verb::List => return self.list(index, operation, scope),
            Verb::None => Vec::new(),
        };
        if let Some(row) = found.first() {
            scope.bind("item", Binding::Row(Arc::clone(row)));
        } else {
            scope.unbind("item");
        }
        scope.bind("items", Binding::Rows(found.clone().into()));
        let total = self.table(index, scope).map_or(0, Table::len);
        list::counted(total, operation.clauses.page.as_ref(), scope)?.bind(scope);
        self.effects(operation, scope)?;
        let entries = found.into_iter().map(Entry::alone).collect();
        self.show(index, operation, entries, scope)
    }

    fn list(&mut self, index: usize, operation: &Operation, scope: &mut Scope) -> Result<(), Halt> {
        let clauses = &operation.clauses;
        let rows = self.matching(index, operation, scope)?;
        let mut entries: Vec<_> = rows.into_iter().map(Entry::alone).collect();
        if let Some(field) = &clauses.group {
            entries = list::group(entries, field);
        }
        if let Some(sort) = &clauses.sort {
            let order = sort.order.as_ref().map(|order| order.value(scope)).transpose()?.flatten();
            if let Some(by) = sort.by.value(scope)? {
                list::sort(&mut entries, &text(&by), order.as_ref().and_then(Value::as_str));
            }
        }
        let (entries, paged): (_, Paged) = list::page(entries, clauses.page.as_ref(), scope)?;
        let rows = entries.iter().map(|entry| Arc::clone(&entry.row)).collect();
        scope.bind("items", Binding::Rows(rows));
        paged.bind(scope);
        self.effects(operation, scope)?;
        self.show(index, operation, entries, scope)
    }

    fn effects(&mut self, operation: &Operation, scope: &mut Scope) -> Result<(), Halt> {
        for effect in &operation.clauses.effects {
            let mut inner = scope.clone();
            self.operation(effect, &mut inner)?;
            scope.world_mut().state = inner.world().state.clone();
        }
        Ok(())
    }

    /// Binds what the answer shows: the records as the effects left them, through `select`.
    fn show(
        &mut self,
        index: usize,
        operation: &Operation,
        mut entries: Vec<Entry>,
        scope: &mut Scope,
    ) -> Result<(), Halt> {
        let clauses = &operation.clauses;
        if !clauses.effects.is_empty() && clauses.answer == crate::language::Moment::After {
            for entry in &mut entries {
                let row = self.table(index, scope).and_then(|table| table.get(&entry.row.key));
                if let Some(row) = row {
                    entry.row = Arc::clone(row);
                }
            }
            if let Some(first) = entries.first() {
                scope.bind("item", Binding::Row(Arc::clone(&first.row)));
            }
            scope
                .bind("items", Binding::Rows(entries.iter().map(|e| Arc::clone(&e.row)).collect()));
        }
        let Some(select) = &clauses.select else { return Ok(()) };
        let mut shown = Vec::with_capacity(entries.len());
        for entry in entries {
            let mut inner = scope.with("item", Binding::Row(entry.row));
            if let Some(rows) = entry.group {
                let group = vec![
                    ("items".to_owned(), Piece::rows(&rows)),
                    ("count".to_owned(), Piece::Value(rows.len().into())),
                ];
                inner.bind("group", Piece::Object(group).into_value());
            }
            shown.extend(select.fill(&inner)?);
        }
        if operation.verb != Verb::List
            && let Some(first) = shown.first()
        {
            scope.bind("item", first.clone().into_value());
        }
        scope.bind("items", Binding::List(Arc::new(shown)));
        Ok(())
    }

    fn create(
        &mut self,
        index: usize,
        operation: &Operation,
        scope: &mut Scope,
    ) -> Result<Arc<Row>, Halt> {
        let resource = &self.program.resources[index];
        let (number, seq) =
            self.table(index, scope).map_or((0, 1), |t| (t.next_number(), t.next_key()));
        scope.bind("seq", Value::from(seq));
        let mut record = resource.new.values(scope)?;
        let given = written(operation, resource, scope, !resource.new.has(&resource.key))?;
        for (name, value) in given {
            if name != resource.key || !resource.new.has(&name) {
                record.insert(name, value);
            }
        }
        record.extend(self.parts[index].1.clone());
        let key = text(record.entry(resource.key.clone()).or_insert_with(|| seq.into()));
        self.generate_missing(resource, &mut record, scope);
        let row = Row::new(number, key, record, resource.form.clone());
        let part = self.part(index);
        self.change(scope, Change::Put { resource: index, part, row: Arc::clone(&row) });
        Ok(row)
    }

    /// Generates the properties that the schema requires and nobody gave.
    fn generate_missing(
        &self,
        resource: &Resource,
        record: &mut Map<String, Value>,
        scope: &Scope,
    ) {
        let Some(form) = &resource.form else { return };
        let required = form.required();
        if required.iter().all(|name| record.contains_key(name)) {
            return;
        }
        let version = scope.world().state.version().to_string();
        let mut rng = self.program.seed.stream(&["create", &resource.name, &version]);
        let moment = scope.world().env.now();
        let sample =
            counterpart_generate::sample(form.schema(), Direction::Response, &mut rng, moment);
        if let Ok(Value::Object(mut sample)) = sample {
            for name in required {
                if let Some(value) = sample.shift_remove(name) {
                    record.entry(name).or_insert(value);
                }
            }
        }
    }

    fn update(
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
            let mut record = if operation.verb == Verb::Replace {
                let mut fresh = resource.new.values(scope)?;
                fresh.extend(self.parts[index].1.clone());
                fresh
            } else {
                old.fields()
            };
            record.extend(given);
            record.extend(key.map(|key| (resource.key.clone(), key)));
            operation.clauses.unset.iter().for_each(|name| drop(record.shift_remove(name)));
            let row = Row::new(old.number, Arc::clone(&old.key), record, resource.form.clone());
            let change =
                Change::Put { resource: index, part: self.part(index), row: Arc::clone(&row) };
            self.change(scope, change);
            updated.push(row);
        }
        Ok(updated)
    }

    /// Finds the records an operation is about: by `where` any number, by key exactly one.
    fn find(
        &self,
        index: usize,
        operation: &Operation,
        scope: &Scope,
    ) -> Result<Vec<Arc<Row>>, Halt> {
        if operation.clauses.filter.is_some() {
            return self.matching(index, operation, scope);
        }
        let resource = &self.program.resources[index];
        let key = key(operation, resource, scope)?;
        let table = self.table(index, scope);
        let found = key.as_ref().and_then(|key| table?.get(&text(key)));
        found.map(|row| vec![Arc::clone(row)]).ok_or_else(|| {
            let shown = key
                .as_ref()
                .map_or_else(|| "without a key".into(), |key| format!("`{}`", text(key)));
            let detail = format!("there is no record {shown} in {}", resource.name);
            Halt::Refuse(Box::new(Refuse {
                resource: Some(resource.name.clone()),
                key,
                ..Refuse::new(Kind::Missing, detail)
            }))
        })
    }

    fn matching(
        &self,
        index: usize,
        operation: &Operation,
        scope: &Scope,
    ) -> Result<Vec<Arc<Row>>, Halt> {
        let Some(table) = self.table(index, scope) else { return Ok(Vec::new()) };
        let Some(filter) = &operation.clauses.filter else {
            return Ok(table.rows().cloned().collect());
        };
        let prepared = filter.prepare(scope)?;
        let mut rows = Vec::new();
        for row in table.rows() {
            if prepared.admits(row)? {
                rows.push(Arc::clone(row));
            }
        }
        Ok(rows)
    }

    fn part(&self, index: usize) -> Text {
        Arc::clone(&self.parts[index].0)
    }

    fn table<'s>(&self, index: usize, scope: &'s Scope) -> Option<&'s Table> {
        scope.world().state.table(index, &self.parts[index].0)
    }

    fn index(&self, name: &str) -> Option<usize> {
        self.program.resources.iter().position(|resource| resource.name == name)
    }

    fn change(&mut self, scope: &mut Scope, change: Change) {
        scope.world_mut().state.apply_one(&change);
        self.changes.push(change);
    }
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
    Ok(fields)
}

fn check(guard: &Guard, scope: &Scope) -> Result<(), Halt> {
    if guard.unless.holds(scope)? {
        return Ok(());
    }
    let say = |template: &Option<Template>| -> Result<Option<String>, Failure> {
        let value = template.as_ref().map(|template| template.value(scope)).transpose()?.flatten();
        Ok(value.map(|value| text(&value).to_string()))
    };
    if let Some(kind) = guard.refuse {
        let detail = say(&guard.detail)?.unwrap_or_else(|| "the request is refused".to_owned());
        let field = say(&guard.field)?;
        return Err(Halt::Refuse(Box::new(Refuse { field, ..Refuse::new(kind, detail) })));
    }
    let body = guard.respond.as_ref().map(|respond| respond.fill(scope)).transpose()?.flatten();
    Err(Halt::Respond(guard.status.unwrap_or(403), body))
}
