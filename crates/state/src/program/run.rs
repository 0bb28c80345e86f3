//! The interpreter: one operation over one state, as a transaction.

use std::sync::Arc;

use counterpart_exchange::Refusal;
use serde_json::{Map, Value};

use super::Program;
use super::list::{self, Entry};
use super::page::{self, Paged};
use crate::Change;
use crate::answer::Refuse;
use crate::expression::{Binding, Failure, Piece, Scope};
use crate::language::{Kind, Operation, Shows, Verb};
use crate::store::{Row, Table, Text, text};

/// Why a transaction ends early, changing nothing.
#[derive(Debug)]
pub(super) enum Halt {
    Refuse(Box<Refuse>),
    /// A guard's own answer.
    Respond(u16, Option<Piece>),
    Failure(Failure),
}

impl Halt {
    /// Says why, in one sentence.
    pub(super) fn detail(&self) -> String {
        match self {
            Self::Refuse(refusal) => refusal.detail.clone(),
            Self::Respond(..) => "a guard of the operation does not hold".to_owned(),
            Self::Failure(failure) => failure.to_string(),
        }
    }
}

impl From<Failure> for Halt {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<Box<Refuse>> for Halt {
    fn from(refusal: Box<Refuse>) -> Self {
        Self::Refuse(refusal)
    }
}

impl From<Refuse> for Halt {
    fn from(refusal: Refuse) -> Self {
        Self::Refuse(Box::new(refusal))
    }
}

impl From<Refusal> for Halt {
    fn from(refusal: Refusal) -> Self {
        Refuse::from(refusal).into()
    }
}

/// A transaction: the working state is in the scope's world.
#[derive(Debug)]
pub(super) struct Run<'p> {
    pub(super) program: &'p Program,
    /// Of each resource, the part that the caller sees, and the fields that make it.
    pub(super) parts: Vec<(Text, Map<String, Value>)>,
    pub(super) changes: Vec<Change>,
    /// The record that the operation was about, as its effects left it: of several the first.
    pub(super) record: Option<Arc<Row>>,
    /// Whether an `upsert` created it.
    pub(super) is_new: bool,
    /// What the record that is created next is known by, when it is asked for again.
    pub(super) idempotency_key: Option<Value>,
}

impl<'p> Run<'p> {
    pub(super) fn new(program: &'p Program, parts: Vec<(Text, Map<String, Value>)>) -> Self {
        let (changes, record, is_new, idempotency_key) = (Vec::new(), None, false, None);
        Self { program, parts, changes, record, is_new, idempotency_key }
    }

    /// Works out which part of each resource the caller sees, and seeds those that are new and that the operation can see.
    pub(super) fn start(
        program: &'p Program,
        touched: &[usize],
        scope: &mut Scope,
    ) -> Result<Self, Halt> {
        let parts: Result<Vec<_>, _> = program.resources.iter().map(|r| r.part(scope)).collect();
        let mut run = Self::new(program, parts?);
        scope.world_mut().parts = run.parts.iter().map(|(part, _)| Arc::clone(part)).collect();
        for &index in touched {
            if scope.world().state.table(index, &run.parts[index].0).is_none() {
                let change = program.open(index, &run.parts, &scope.world().state);
                run.change(scope, change)?;
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
        self.guard(operation, scope)?;
        match &operation.clauses.each {
            None => self.once(operation, scope),
            Some(each) => {
                let elements = match each.value(scope)? {
                    Some(Value::Array(elements)) => elements,
                    Some(single) => vec![single],
                    None => Vec::new(),
                };
                if elements.len() > MAX_EACH {
                    let why = format!("there are more than {MAX_EACH} elements");
                    return Err(Halt::Refuse(Box::new(Refuse::new(Kind::TooLarge, why))));
                }
                let mut results = Vec::with_capacity(elements.len());
                for (index, element) in elements.into_iter().enumerate() {
                    scope.unbind("item");
                    scope.unbind("old");
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
        let mut is_new = false;
        let found = match operation.verb {
            Verb::Create => vec![self.create(index, operation, scope)?],
            Verb::Upsert => {
                let rows = match self.find(index, operation, scope) {
                    Err(Halt::Refuse(refusal)) if refusal.kind == Kind::Missing => Vec::new(),
                    found => found?,
                };
                is_new = rows.is_empty();
                if is_new {
                    vec![self.create(index, operation, scope)?]
                } else {
                    self.update(index, operation, rows, scope)?
                }
            }
            Verb::Update | Verb::Replace => {
                let rows = self.find(index, operation, scope)?;
                self.update(index, operation, rows, scope)?
            }
            Verb::Delete => {
                let rows = self.find(index, operation, scope)?;
                for row in &rows {
                    let part = self.part(index);
                    let key = Arc::clone(&row.key);
                    self.change(scope, Change::Delete { resource: index, part, key })?;
                }
                rows
            }
            Verb::Read => self.find(index, operation, scope)?,
            Verb::List => return self.list(index, operation, scope),
            Verb::None => Vec::new(),
        };
        self.bind_found(index, operation, &found, scope)?;
        self.effects(operation, scope)?;
        self.is_new = is_new;
        self.end(index, operation, found, scope)
    }

    /// Binds the records that an operation is about.
    pub(super) fn bind_found(
        &self,
        index: usize,
        operation: &Operation,
        found: &[Arc<Row>],
        scope: &mut Scope,
    ) -> Result<(), Halt> {
        if let Some(row) = found.first() {
            scope.bind("item", Binding::Row(Arc::clone(row)));
        } else {
            scope.unbind("item");
        }
        scope.bind("items", Binding::Rows(found.into()));
        let total = self.table(index, scope).map_or(0, Table::len);
        page::counted(total, operation.clauses.page.as_deref(), scope)?.bind(scope);
        Ok(())
    }

    /// Keeps what the answer is about, and binds what it shows.
    pub(super) fn end(
        &mut self,
        index: usize,
        operation: &Operation,
        found: Vec<Arc<Row>>,
        scope: &mut Scope,
    ) -> Result<(), Halt> {
        self.record = found.first().map(|row| {
            let kept = self.table(index, scope).and_then(|table| table.get(&row.key));
            Arc::clone(kept.unwrap_or(row))
        });
        let entries = found.into_iter().map(Entry::alone).collect();
        self.show(index, operation, entries, scope)
    }

    fn list(&mut self, index: usize, operation: &Operation, scope: &mut Scope) -> Result<(), Halt> {
        let clauses = &operation.clauses;
        let (entries, paged) = if clauses.picks() {
            self.picked(index, operation, scope)?
        } else {
            list::window(self.table(index, scope), self.pager(clauses), scope)?
        };
        self.record = None;
        if clauses.select.is_none() && clauses.effects.is_empty() {
            let rows: Vec<_> = entries.into_iter().map(|entry| entry.row).collect();
            scope.bind("items", Binding::Rows(rows.into()));
            paged.bind(scope);
            return Ok(());
        }
        let rows = entries.iter().map(|entry| Arc::clone(&entry.row)).collect();
        scope.bind("items", Binding::Rows(rows));
        paged.bind(scope);
        self.effects(operation, scope)?;
        self.show(index, operation, entries, scope)
    }

    /// Finds the records of a list that are asked for, in the order that is asked for.
    fn picked(
        &self,
        index: usize,
        operation: &Operation,
        scope: &Scope,
    ) -> Result<(Vec<Entry>, Paged), Halt> {
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
        Ok(list::page(entries, self.pager(clauses), scope)?)
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
        if !clauses.effects.is_empty() && clauses.answer == Shows::After {
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
        let Some(select) = self.selection(clauses) else { return Ok(()) };
        let mut shown = Vec::with_capacity(entries.len());
        for entry in entries {
            let mut inner = scope.with("item", Binding::Row(entry.row));
            if let Some(rows) = entry.group {
                let group = vec![
                    ("items".to_owned(), Piece::Rows(Arc::clone(&rows))),
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

    pub(super) fn part(&self, index: usize) -> Text {
        Arc::clone(&self.parts[index].0)
    }

    pub(super) fn table<'s>(&self, index: usize, scope: &'s Scope) -> Option<&'s Table> {
        scope.world().state.table(index, &self.parts[index].0)
    }

    pub(super) fn index(&self, name: &str) -> Option<usize> {
        self.program.resources.iter().position(|resource| resource.name == name)
    }

    /// Applies a change to the working state; a record that outgrows its limits is refused.
    pub(super) fn change(&mut self, scope: &mut Scope, change: Change) -> Result<(), Halt> {
        if let Change::Put { row, .. } = &change
            && !fits(&row.value, MAX_DEPTH, &mut { MAX_NODES })
        {
            let why = format!("the record `{}` would be too large or nested too deep", row.key);
            return Err(Halt::Refuse(Box::new(Refuse::new(Kind::TooLarge, why))));
        }
        scope.world_mut().state.apply_one(&change);
        self.changes.push(change);
        Ok(())
    }
}

/// Records nest at most this deep: a body cannot, but `set: { previous: =old }` would, by one level at each call.
const MAX_DEPTH: usize = 128;
/// Elements of one `each`: real batches have some hundred.
const MAX_EACH: usize = 10_000;
/// Values in one record.
const MAX_NODES: usize = 1_000_000;

fn fits(value: &Value, depth: usize, nodes: &mut usize) -> bool {
    let Some(left) = nodes.checked_sub(1) else { return false };
    *nodes = left;
    match value {
        Value::Array(elements) => depth > 0 && elements.iter().all(|v| fits(v, depth - 1, nodes)),
        Value::Object(fields) => depth > 0 && fields.values().all(|v| fits(v, depth - 1, nodes)),
        _ => true,
    }
}
