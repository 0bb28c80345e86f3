//! What a request should do, as far as both worlds agree.

use std::sync::Arc;

use counterpart_exchange::{Request, Route};
use serde_json::Value;

use super::super::Program;
use super::super::run::{Halt, Run};
use super::memory::handle;
use super::twin::TwinEnv;
use super::{Expected, Handle, Memory, Model};
use crate::expression::{Binding, Env, Piece, Scope, World};
use crate::language::{Filter, Kind, Operation, Test};
use crate::store::{Row, Text, text};
use crate::{Change, State};

/// What a request should do, if the server takes it.
#[derive(Debug, Clone)]
pub struct Prediction {
    /// The operation, by its index.
    pub operation: usize,
    /// What is done; `None` where a record that it is about is not known, or the worlds do not agree.
    pub done: Option<Done>,
    pub(super) changes: [Vec<Change>; 2],
}

/// What a request does.
#[derive(Debug, Clone, Default)]
pub struct Done {
    /// What the answer shows of records that are known, in the order of a list.
    pub shown: Vec<Seen>,
    /// What is written.
    pub writes: Vec<Write>,
    /// Of a list: the fields that every record has to have, and their values.
    pub wanted: Vec<(String, Value)>,
    /// Of a list: whether there are conditions besides, so that a record may be left out that these fields admit.
    pub narrowed: bool,
    /// Of a list: the names of the fields that it is ordered by, as the request has them, and the direction.
    pub order: Option<(String, Option<String>)>,
    /// Of a list: how many records a page has at most.
    pub size: Option<u64>,
    /// Of a list: whether the first page is asked for.
    pub first: bool,
}

/// A record that an answer shows.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The record.
    pub handle: Handle,
    /// What is known of how it is shown.
    pub fields: Expected,
}

/// A record that is written.
#[derive(Debug, Clone)]
pub struct Write {
    /// The record; one that is created has a key that nobody gives.
    pub handle: Handle,
    /// Whether the server chooses its key.
    pub is_keyless: bool,
    /// What was known of it; `None` where it is created.
    pub before: Option<Expected>,
    /// What is known of it afterwards; `None` where it is deleted.
    pub after: Option<Expected>,
}

/// What one world makes of a request.
struct Acted {
    changes: Vec<Change>,
    /// The resource that it is about, and the part of it.
    place: Option<(usize, Text)>,
    shown: Vec<(Arc<Row>, Value)>,
    terms: Terms,
}

/// What a request asks of a list.
#[derive(Debug, Clone, Default, PartialEq)]
struct Terms {
    wanted: Vec<(String, Value)>,
    narrowed: bool,
    order: Option<(String, Option<String>)>,
    size: Option<u64>,
    first: bool,
}

impl Model {
    /// Tells what a request should do; `None` where the document does not say, or the request does not keep it.
    pub fn predict(&self, memory: &Memory, request: &Request) -> Option<Prediction> {
        let act = |world: usize| act(&self.worlds[world], &memory.worlds[world], request, world);
        let ((operation, first), (_, second)) = (act(0)?, act(1)?);
        let (Ok(first), Ok(second)) = (first, second) else {
            return Some(Prediction { operation, done: None, changes: Default::default() });
        };
        let pairs = || first.changes.iter().zip(&second.changes);
        let agree = first.changes.len() == second.changes.len() && first.terms == second.terms;
        let done = agree.then(|| {
            let Terms { wanted, narrowed, order, size, first: is_first } = first.terms.clone();
            Done {
                shown: first.shown.iter().filter_map(|one| seen(one, &first, &second)).collect(),
                writes: pairs().filter_map(|pair| write(memory, pair)).collect(),
                wanted,
                narrowed,
                order,
                size,
                first: is_first,
            }
        });
        Some(Prediction { operation, done, changes: [first.changes, second.changes] })
    }

    /// Finds the record whose deletion puts an end to what a request asks for: it would have been done before, and is refused now.
    pub fn ended_by(&self, memory: &Memory, request: &Request) -> Option<Handle> {
        let refused = |programs: &[Program; 2], memory: &Memory, world: usize| match act(
            &programs[world],
            &memory.worlds[world],
            request,
            world,
        )?
        .1
        {
            Ok(_) => Some(false),
            Err(Halt::Refuse(refusal)) if refusal.kind == Kind::Missing => Some(true),
            Err(_) => None,
        };
        let all = |memory: &Memory, programs, wanted| {
            (0..2).all(|world| refused(programs, memory, world) == Some(wanted))
        };
        // Guards demand what a path leads through; where they speak of what others made they refuse either way.
        let programs = [&self.worlds, &self.guarded].into_iter().find(|p| all(memory, p, true))?;
        let restored = memory.before_deletions().into_iter().rev();
        restored.filter(|(_, before)| all(before, programs, false)).map(|(handle, _)| handle).next()
    }
}

impl Model {
    /// Lists the records that a list would show, had they not been deleted.
    pub fn listed_before(&self, memory: &Memory, request: &Request) -> Vec<Handle> {
        let would = |(handle, before): (Handle, Memory)| {
            let done = self.predict(&before, request)?.done?;
            done.shown.iter().any(|seen| seen.handle == handle).then_some(handle)
        };
        memory.before_deletions().into_iter().filter_map(would).collect()
    }
}

/// Runs a request in one world.
fn act(
    program: &Program,
    state: &State,
    request: &Request,
    world: usize,
) -> Option<(usize, Result<Acted, Halt>)> {
    let route = program.route(&request.method, &request.path, &request.query);
    let Route::Operation { index, path } = route else { return None };
    let behaviour = &program.operations[index];
    let does = behaviour.does.as_ref()?;
    let decoded = behaviour.contract.read(request, &path).ok()?;
    let credentials = behaviour.contract.authenticate(request).ok().flatten();
    let env: Arc<dyn Env> = Arc::new(TwinEnv::new(world));
    let names = Arc::clone(&program.names);
    let mut scope = Scope::new(World { env, state: state.clone(), names, parts: Arc::new([]) });
    program.bind(&mut scope, decoded, credentials);
    let acted = Run::start(program, &behaviour.touched, &mut scope).and_then(|mut run| {
        run.operation(does, &mut scope)?;
        let rows = match scope.get("items") {
            Some(Binding::Rows(rows)) => rows.to_vec(),
            _ => Vec::new(),
        };
        let mut shown = Vec::with_capacity(rows.len());
        for row in rows {
            let value = match &does.clauses.select {
                Some(select) => {
                    let inner = scope.with("item", Binding::Row(Arc::clone(&row)));
                    select.fill(&inner)?.map(Piece::into_value)
                }
                None => Some((*row.value).clone()),
            };
            shown.extend(value.map(|value| (row, value)));
        }
        let resource = run.index(&does.resource);
        let place = resource.map(|resource| (resource, run.part(resource)));
        Ok(Acted { changes: run.changes, place, shown, terms: terms(does, &scope)? })
    });
    Some((index, acted))
}

/// Works out what a request asks of a list.
fn terms(does: &Operation, scope: &Scope) -> Result<Terms, Halt> {
    let clauses = &does.clauses;
    let mut terms = Terms { first: true, ..Terms::default() };
    match &clauses.filter {
        Some(Filter::Fields(fields)) => {
            for (field, test, template) in fields {
                match template.value(scope)? {
                    Some(value) if *test == Test::Equal => {
                        terms.wanted.push((field.clone(), value));
                    }
                    given => terms.narrowed |= given.is_some(),
                }
            }
        }
        Some(Filter::Expression(_)) => terms.narrowed = true,
        None => {}
    }
    if let Some(search) = &clauses.search {
        terms.narrowed |= search.value(scope)?.is_some();
    }
    if let Some(sort) = &clauses.sort {
        let order = sort.order.as_ref().map(|order| order.value(scope)).transpose()?.flatten();
        let order = order.map(|order| text(&order).to_string());
        terms.order = sort.by.value(scope)?.map(|by| (text(&by).to_string(), order));
    }
    if let Some(page) = &clauses.page {
        let number = |template: &Option<crate::expression::Template>| -> Result<_, Halt> {
            let value = template.as_ref().map(|t| t.value(scope)).transpose()?.flatten();
            Ok(value.map(|value| text(&value).to_string()))
        };
        terms.size = number(&page.size)?.and_then(|size| size.parse().ok());
        let first = page.first.unwrap_or(1).to_string();
        terms.first = number(&page.number)?.is_none_or(|number| number == first)
            && number(&page.offset)?.is_none_or(|offset| offset == "0")
            && number(&page.after)?.is_none()
            && number(&page.before)?.is_none()
            && number(&page.around)?.is_none();
    }
    Ok(terms)
}

/// Gives a record that is shown in both worlds.
fn seen((row, value): &(Arc<Row>, Value), first: &Acted, second: &Acted) -> Option<Seen> {
    let (_, other) = second.shown.iter().find(|(known, _)| known.key == row.key)?;
    let ((resource, part), (_, other_part)) = (first.place.as_ref()?, second.place.as_ref()?);
    let parts = [Arc::clone(part), Arc::clone(other_part)];
    let handle = Handle { resource: *resource, key: row.key.to_string(), parts };
    Some(Seen { handle, fields: Expected::of(value, other) })
}

fn write(memory: &Memory, (left, right): (&Change, &Change)) -> Option<Write> {
    let handle = handle((left, right))?;
    let before = memory.record(&handle);
    Some(match (left, right) {
        (Change::Put { row, .. }, Change::Put { row: other, .. }) => Write {
            is_keyless: row.key != other.key,
            after: Some(Expected::of(&row.value, &other.value)),
            handle,
            before,
        },
        _ => Write { handle, is_keyless: false, before, after: None },
    })
}
