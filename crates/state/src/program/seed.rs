//! The data at the start: documented records first, then generated ones; the same for the same seed.

use std::sync::{Arc, Mutex};

use counterpart_generate::{REFERENCE, Rng};
use counterpart_schema::Direction;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::Program;
use super::resource::Resource;
use crate::expression::{Binding, Env, Scope, World};
use crate::store::{Row, Table, Text, text};
use crate::{Change, State};

/// The mean distance in time between two seeded records, in seconds: a busy afternoon apart.
const PACE: i64 = 3 * 3600;

impl Program {
    /// Seeds one part of a resource; `fields` are what the part is for.
    pub(super) fn open(&self, index: usize, part: &str, fields: &Map<String, Value>) -> Change {
        let resource = &self.resources[index];
        let mut table = Table::default();
        let mut examples = documented(resource).into_iter();
        for number in 0..resource.seeds.count {
            let parts = ["seed", &resource.name, part, &number.to_string()];
            let moment = moment(number, resource.seeds.count, &mut self.seed.stream(&parts));
            let given = resource.seeds.records.get(number);
            let example = if given.is_none() { examples.next() } else { None };
            let keyed = example.is_some() || given.is_some_and(|g| g.contains_key(&resource.key));
            let mut record = example.unwrap_or_else(|| self.generated(resource, &parts, moment));
            record.extend(given.cloned().unwrap_or_default());
            let env = SeedEnv {
                moment,
                rng: Mutex::new(self.seed.stream(&[&parts[..], &["env"]].concat())),
            };
            let record = complete(resource, record, keyed, fields, (number, &table), Arc::new(env));
            let key = record.get(&resource.key).map_or_else(|| number.to_string().into(), text);
            let row = Row::new(table.next_number(), key, record, resource.form.clone());
            table.put(row);
        }
        Change::Open { resource: index, part: Text::from(part), table: Box::new(table.seeded()) }
    }

    fn generated(
        &self,
        resource: &Resource,
        parts: &[&str],
        moment: Timestamp,
    ) -> Map<String, Value> {
        let Some(form) = &resource.form else { return Map::new() };
        let mut rng = self.seed.stream(&[parts, &["record"]].concat());
        let value =
            counterpart_generate::sample(form.schema(), Direction::Response, &mut rng, moment);
        match value {
            Ok(Value::Object(fields)) => fields,
            _ => Map::new(),
        }
    }
}

/// Lists the records that the document itself gives as examples of the schema.
fn documented(resource: &Resource) -> Vec<Map<String, Value>> {
    let Some(form) = &resource.form else { return Vec::new() };
    let schema = form.schema();
    let valid = |value: &&Value| schema.is_valid(Direction::Response, value);
    schema.examples().into_iter().filter(valid).filter_map(|v| v.as_object().cloned()).collect()
}

/// Puts the part's fields, the key, what the server adds, and what `set` says into a seeded record.
fn complete(
    resource: &Resource,
    mut record: Map<String, Value>,
    keyed: bool,
    part: &Map<String, Value>,
    (number, table): (usize, &Table),
    env: Arc<dyn Env>,
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
    use rand::RngExt;
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
