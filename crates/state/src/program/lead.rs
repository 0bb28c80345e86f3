//! Paths that lead to records that there are.

use std::sync::Arc;

use counterpart_generate::REFERENCE;
use counterpart_spec::{Location, Parameter};
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::Program;
use super::run::Run;
use crate::State;
use crate::answer::typed;
use crate::expression::{Env, Scope, World};
use crate::inference::{Step, shape, steps};
use crate::language::Verb;
use crate::store::{Row, text};

impl Program {
    /// Gives values for the parameters of an operation's path that lead to the first records that there are; what no record stands for is as it was given.
    pub fn lead(
        &self,
        state: &State,
        operation: usize,
        given: &Map<String, Value>,
    ) -> Map<String, Value> {
        let mut path = given.clone();
        let Some(steps) = steps(&self.spec.operations[operation].path) else { return path };
        for (at, step) in steps.iter().enumerate() {
            let Step::Parameter(name) = step else { continue };
            if let Some(key) = self.first_key(state, &shape(&steps[..=at]), &path) {
                path.insert(name.clone(), self.typed(operation, name, &key));
            }
        }
        path
    }

    /// Gives a key the type that a path parameter wants.
    fn typed(&self, operation: usize, name: &str, key: &Value) -> Value {
        let parameters = &self.spec.operations[operation].parameters;
        let is_it = |p: &&Parameter| p.location == Location::Path && p.name == name;
        let parameter = parameters.iter().find(is_it);
        match parameter.and_then(|p| self.schemas.at(p.schema.as_ref()?).ok()) {
            Some(schema) => typed(&self.outlines.of(schema), key).into_owned(),
            None => Value::from(&*text(key)),
        }
    }

    /// Finds the key of the first record of the resource whose records stand at a path.
    fn first_key(&self, state: &State, path: &str, values: &Map<String, Value>) -> Option<Value> {
        let keyed = [Verb::Read, Verb::Update, Verb::Replace, Verb::Upsert, Verb::Delete];
        let of_path = |index: &usize| {
            steps(&self.spec.operations[*index].path).is_some_and(|steps| shape(&steps) == path)
        };
        let does = |index: usize| {
            let does = self.operations[index].does.as_ref()?;
            keyed.contains(&does.verb).then_some((index, does))
        };
        let (index, does) = (0..self.operations.len()).filter(of_path).find_map(does)?;
        let resource = self.resources.iter().position(|r| r.name == does.resource)?;
        let world = World {
            env: Arc::new(Still),
            state: state.clone(),
            names: Arc::clone(&self.names),
            parts: Arc::new([]),
        };
        let mut scope = Scope::new(world);
        scope.bind("path", Value::Object(values.clone()));
        let run = Run::start(self, &self.operations[index].touched, &mut scope).ok()?;
        let mut rows = run.table(resource, &scope)?.rows();
        let key = &self.resources[resource].key;
        let key = |row: &Arc<Row>| row.value.get(key).cloned();
        rows.find_map(key)
    }
}

/// A world in which nothing happens.
#[derive(Debug)]
struct Still;

impl Env for Still {
    fn now(&self) -> Timestamp {
        REFERENCE
    }

    fn fake(&self, _: &str) -> Option<Value> {
        None
    }
}
