//! The data at the start: documented records first, then generated ones; the same for the same seed.

use std::sync::{Arc, Mutex};

use counterpart_generate::{Examples, REFERENCE, Rng, Sampler};
use counterpart_schema::{Direction, Schema, Type};
use jiff::{SignedDuration, Timestamp};
use rand::RngExt;
use serde_json::{Map, Value};

use super::Program;
use super::compile::reach;
use super::resource::Resource;
use crate::expression::{Binding, Env, Scope, World};
use crate::inference::plain;
use crate::store::{Row, Table, Text, text};
use crate::{Change, State};

/// The mean distance in time between two seeded records, in seconds: a busy afternoon apart.
const PACE: i64 = 3 * 3600;

impl Program {
    /// Seeds one part of a resource, as `parts` tells for each resource.
    ///
    /// The records it speaks of are those that the other resources start with: what became of them does not matter, so the same part is always the same.
    /// A part that stands below a record that somebody made has no seeds: nobody made others for it yet.
    pub(super) fn open(&self, index: usize, parts: &Parts, state: &State) -> Change {
        if self.is_below_made(index, parts, state) {
            let (part, table) = (Text::clone(&parts[index].0), Table::default().seeded());
            return Change::Open { resource: index, part, table: Box::new(table) };
        }
        let mut order = Vec::new();
        reach(&self.resources, index, &mut Vec::new(), &mut order);
        let mut others = State::new(self.resources.len());
        for other in order.into_iter().filter(|other| *other != index) {
            others.apply_one(&self.seeded_part(other, parts, &others));
        }
        self.seeded_part(index, parts, &others)
    }

    fn is_below_made(&self, index: usize, parts: &Parts, state: &State) -> bool {
        self.resources[index].parents.iter().any(|(field, parent)| {
            let key = parts[index].1.get(field);
            let table = state.table(*parent, &parts[*parent].0);
            key.zip(table).is_some_and(|(key, table)| table.is_made(&text(key)))
        })
    }

    fn seeded_part(&self, index: usize, parts: &Parts, state: &State) -> Change {
        let resource = &self.resources[index];
        let (part, fields) = &parts[index];
        let mut table = Table::default();
        let mut examples = self.shown(resource).iter().cloned();
        for number in 0..self.seeds(resource) {
            let purpose = ["seed", &resource.name, part, &number.to_string()];
            let stream = |more: &[&str]| self.seed.stream(&[&purpose[..], more].concat());
            let moment = moment(number, resource.seeds.count, &mut stream(&[]));
            let given = resource.seeds.records.get(number);
            let example = if given.is_none() { examples.next() } else { None };
            let keyed = example.is_some() || given.is_some_and(|g| g.contains_key(&resource.key));
            let mut record = example.unwrap_or_else(|| {
                let mut record = generated(resource, &mut stream(&["record"]), moment);
                for (field, _) in &resource.refers {
                    record.entry(field).or_insert(Value::Bool(false));
                }
                self.refer(resource, &mut record, parts, state, &mut stream(&["refers"]));
                record
            });
            record.extend(given.cloned().unwrap_or_default());
            let env = Arc::new(SeedEnv { moment, rng: Mutex::new(stream(&["env"])) });
            let mut record = complete(resource, record, keyed, fields, (number, &table), env);
            match record.get(&resource.key) {
                Some(key) if is_fresh(resource, &table, key) => {}
                // The document shows the same record more than once.
                Some(_) if keyed => continue,
                _ => {
                    let key = fresh_key(resource, &table, &mut stream(&["key"]), moment);
                    record.insert(resource.key.clone(), key);
                }
            }
            let key = text(&record[&resource.key]);
            table.put(Row::new(table.next_number(), key, record, Arc::clone(&resource.forms)));
        }
        let part = Text::clone(part);
        Change::Open { resource: index, part, table: Box::new(table.seeded()) }
    }

    /// Lets the fields that speak of other resources speak of records that there are.
    pub(super) fn refer(
        &self,
        resource: &Resource,
        record: &mut Map<String, Value>,
        parts: &Parts,
        state: &State,
        rng: &mut Rng,
    ) {
        for (field, other) in &resource.refers {
            let Some(value) = record.get_mut(field) else { continue };
            let Some(table) = state.table(*other, &parts[*other].0) else { continue };
            let rows: Vec<_> = table.rows().collect();
            let Some(row) = pick(&rows, rng) else { continue };
            let key = &self.resources[*other].key;
            match value {
                Value::Null => {}
                Value::Object(_) => *value = (*row.value).clone(),
                value => {
                    if let Some(key) = row.value.get(key) {
                        *value = key.clone();
                    }
                }
            }
        }
    }
}

/// Of each resource, the part that the caller sees, and the fields that make it.
pub(super) type Parts = [(Text, Map<String, Value>)];

fn pick<'r, T>(all: &'r [T], rng: &mut Rng) -> Option<&'r T> {
    (!all.is_empty()).then(|| &all[rng.random_range(0..all.len())])
}

/// Makes a record as the schema of a resource has it.
pub(super) fn generated(
    resource: &Resource,
    rng: &mut Rng,
    moment: Timestamp,
) -> Map<String, Value> {
    let Some(form) = resource.form() else { return Map::new() };
    match counterpart_generate::sample(form.schema(), Direction::Response, rng, moment) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// Makes a key that no record has: the next number, or where the schema of the field wants another form, a generated one.
pub(super) fn fresh_key(
    resource: &Resource,
    table: &Table,
    rng: &mut Rng,
    moment: Timestamp,
) -> Value {
    /// Schemas with fewer keys than that are used up at once.
    const TRIES: usize = 50;
    let next = Value::from(table.next_key());
    let is_text = |schema: &Schema| schema.types().single() == Some(Type::String);
    let is_name =
        !plain(&resource.key).ends_with("id") && resource.keys.first().is_some_and(is_text);
    if !is_name && is_fresh(resource, table, &next) {
        return next;
    }
    let sampler = Sampler { examples: Examples::Never, ..Sampler::default() };
    let mut sample = |schema: &Schema| {
        (0..TRIES)
            .filter_map(|_| sampler.sample(schema, Direction::Response, rng, moment).ok())
            .find(|key| is_fresh(resource, table, key))
    };
    resource.keys.iter().rev().find_map(&mut sample).unwrap_or(next)
}

/// Tells whether no record has a key, and whether it is one wherever it is written.
fn is_fresh(resource: &Resource, table: &Table, key: &Value) -> bool {
    let fits = |schema: &Schema| {
        let types = schema.types();
        let as_text = || Value::from(&*text(key));
        schema.is_valid(Direction::Response, key)
            // In a path a number is a text, too.
            || types.admits(Type::String) && key.is_number() && schema.is_valid(Direction::Response, &as_text())
    };
    table.get(&text(key)).is_none() && resource.keys.iter().all(fits)
}

/// Puts the part's fields, the key, what the server adds, and what `set` says into a seeded record.
fn complete(
    resource: &Resource,
    mut record: Map<String, Value>,
    keyed: bool,
    part: &Map<String, Value>,
    (number, table): (usize, &Table),
    env: Arc<SeedEnv>,
) -> Map<String, Value> {
    record.extend(part.clone());
    let world = World { env, state: State::default(), names: Arc::new([]), parts: Arc::new([]) };
    let mut scope = Scope::new(world);
    scope.bind("seq", Value::from(table.next_key()));
    scope.bind("index", Value::from(number));
    scope.bind("item", Value::Object(record.clone()));
    for (name, value) in resource.new.possible_values(&scope) {
        if name == resource.key && !keyed {
            record.insert(name, value);
        } else {
            record.entry(name).or_insert(value);
        }
    }
    scope.bind("item", Binding::Json(Arc::new(Value::Object(record.clone()))));
    let seeds = &resource.seeds;
    record.extend(seeds.set.possible_values(&scope));
    seeds.unset.iter().for_each(|name| drop(record.shift_remove(name)));
    record
}

/// Spreads the records over the time before the reference moment, in order.
fn moment(number: usize, count: usize, rng: &mut Rng) -> Timestamp {
    let back = i64::try_from(count - number).unwrap_or(i64::MAX / PACE);
    let jitter = rng.random_range(0..PACE / 2);
    REFERENCE.checked_sub(SignedDuration::from_secs(back * PACE + jitter)).unwrap_or(REFERENCE)
}

/// The world while data is seeded: the moment of the record, and its own stream.
#[derive(Debug)]
struct SeedEnv {
    moment: Timestamp,
    rng: Mutex<Rng>,
}

impl Env for SeedEnv {
    fn now(&self) -> Timestamp {
        self.moment
    }

    fn fake(&self, kind: &str) -> Option<Value> {
        let mut rng = self.rng.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        counterpart_generate::fake(kind, &mut rng, self.moment)
    }
}
