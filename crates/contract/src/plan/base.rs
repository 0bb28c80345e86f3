//! What cases are made from: a plain call, what leads to it, and the schemas of its parts.

use counterpart_exchange::{MediaRange, Site};
use counterpart_generate::{REFERENCE, Rng, Uncallable, request};
use counterpart_schema::Schema;
use counterpart_spec::{Location, Parameter};
use serde_json::Value;

use crate::plan::Planner;
use crate::{Meaning, Scenario, Slot, Step, idempotency};

/// How many cases share what leads to them.
const SHARED: usize = 20;

/// A part of a request that has a schema.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) site: Site,
    /// The key of the parameter among the values.
    pub(super) key: String,
    pub(super) required: bool,
    pub(super) schema: Schema,
}

impl Part {
    /// Tells whether a call says something here.
    pub(super) fn is_in(&self, step: &Step) -> bool {
        match self.site {
            Site::Parameter(location, _) => step.values.part(location).contains_key(&self.key),
            _ => step.values.body.is_some(),
        }
    }

    /// Makes another call that says a value here.
    pub(super) fn put(&self, step: &Step, value: Value, meaning: Meaning) -> Step {
        let mut step = step.clone();
        match self.site {
            Site::Parameter(location, _) => {
                step.values.part_mut(location).insert(self.key.clone(), value);
            }
            _ => step.values.body = Some(value),
        }
        step.meaning = meaning;
        step
    }
}

impl Planner<'_> {
    /// Plans a realistic call, with some of what need not be there.
    pub(super) fn call(&self, operation: usize, rng: &mut Rng) -> Result<Step, Uncallable> {
        let contract = self.subject.contract(operation);
        let call = request(contract, self.subject.schemas(), rng, REFERENCE)?;
        let media_type = call.request.header("content-type").and_then(MediaRange::parse);
        let mut step = Step::new(operation, call.values, media_type);
        step.values.credentials = None;
        step.meaning = Meaning::Valid(None);
        Ok(step)
    }

    /// Plans a call with only those parameters that must be there.
    pub(super) fn plain(&self, operation: usize, rng: &mut Rng) -> Result<Step, Uncallable> {
        let mut step = self.call(operation, rng)?;
        for parameter in self.parameters(operation).iter().filter(|p| !p.required) {
            step.values.part_mut(parameter.location).shift_remove(&parameter.key());
        }
        Ok(step)
    }

    /// Lists the parameters of an operation.
    pub(super) fn parameters(&self, operation: usize) -> &[Parameter] {
        &self.subject.operations()[operation].parameters
    }

    /// Lists the parts of a call that have a schema: its parameters, then its body; credentials are none of them.
    pub(super) fn parts(&self, step: &Step) -> Vec<Part> {
        let contract = self.subject.contract(step.operation);
        let operation = contract.operation();
        let schemas = self.subject.schemas();
        let parameter = |parameter: &Parameter| {
            let schema = schemas.at(parameter.schema.as_ref()?).ok()?;
            let site = Site::Parameter(parameter.location, parameter.name.clone());
            let (key, required) = (parameter.key(), parameter.required);
            (!contract.is_credential(parameter)).then_some(Part { site, key, required, schema })
        };
        let body = || {
            let body = operation.body.as_ref()?;
            let media_type = step.media_type.as_ref()?;
            let content = body.content.iter();
            let ranges = content.filter_map(|c| Some((MediaRange::parse(&c.range)?, c)));
            let mut ranges: Vec<_> = ranges.filter(|(r, _)| r.admits(media_type)).collect();
            ranges.sort_by_key(|(range, _)| std::cmp::Reverse(range.specificity()));
            let (_, content) = ranges.first()?;
            let schema = schemas.at(content.schema.as_ref()?).ok()?;
            Some(Part { site: Site::Body, key: String::new(), required: body.required, schema })
        };
        operation.parameters.iter().filter_map(parameter).chain(body()).collect()
    }

    /// Makes scenarios of cases of one operation, each with what leads to it.
    pub(super) fn led(&self, operation: usize, cases: &[Step], rng: &mut Rng) -> Vec<Scenario> {
        let lead = self.leads.lead(self.subject, operation, self.settings.writes, rng);
        // What is deleted is there once.
        let deletes = self.subject.operations()[operation].method == "DELETE";
        let shared = if deletes && !lead.steps.is_empty() { 1 } else { SHARED };
        let scenario = |cases: &[Step]| {
            let mut steps = lead.steps.clone();
            for case in cases {
                let about = case.meaning.about();
                // What the case is about is not replaced.
                let is_about = |slot: &Slot| {
                    about.is_some_and(|about| match (slot, &about.site) {
                        (Slot::Parameter(location, key), Site::Parameter(of, name)) => {
                            location == of && key.eq_ignore_ascii_case(name)
                        }
                        (Slot::Body(at), Site::Body) => {
                            at.as_str().starts_with(about.pointer.as_str())
                                || about.pointer.as_str().starts_with(at.as_str())
                        }
                        _ => false,
                    })
                };
                // A parameter that is left out stays out.
                let is_there = |slot: &Slot| match slot {
                    Slot::Parameter(Location::Path, _) => true,
                    Slot::Parameter(location, key) => case.values.part(*location).contains_key(key),
                    Slot::Body(at) => {
                        case.values.body.as_ref().is_some_and(|body| at.resolve(body).is_some())
                    }
                };
                let binds = lead.binds.iter().filter(|b| !is_about(&b.slot) && is_there(&b.slot));
                let mut step = Step { binds: binds.cloned().collect(), ..case.clone() };
                idempotency::renew(self.subject, &mut step, rng);
                steps.push(step);
            }
            Scenario { steps }
        };
        cases.chunks(shared).map(scenario).collect()
    }
}
