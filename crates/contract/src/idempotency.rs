//! Keys by which a server knows a call that is made again (`Idempotency-Key`, draft-ietf-httpapi-idempotency-key-header).
//!
//! Each call has a key of its own, whatever the document shows: only what is meant to be the same call twice shares one, and a scenario that is played again is no repetition.

use counterpart_exchange::Site;
use counterpart_generate::{Examples, REFERENCE, Rng, Sampler, fake};
use counterpart_schema::Direction;
use counterpart_spec::{Location, Operation, Parameter};
use serde_json::Value;

use crate::{Scenario, Step, Subject};

/// The name of the header, as HTTP compares it.
const NAME: &str = "idempotency-key";

/// Finds the header of an operation that makes a repeated call one.
pub(crate) fn parameter(operation: &Operation) -> Option<&Parameter> {
    let is_key = |parameter: &&Parameter| {
        parameter.location == Location::Header && parameter.name.eq_ignore_ascii_case(NAME)
    };
    operation.parameters.iter().find(is_key)
}

/// Gives a call that shows a key another one, unless the call is about the key.
pub(crate) fn renew(subject: &Subject, step: &mut Step, rng: &mut Rng) {
    if let Some((key, _)) = key(subject, step)
        && let Some(other) = drawn(subject, step, rng)
    {
        step.values.header.insert(key, other);
    }
}

/// Gives all calls of a scenario other keys; those that share one still do.
pub(crate) fn renewed(subject: &Subject, scenario: &Scenario, rng: &mut Rng) -> Scenario {
    let mut scenario = scenario.clone();
    let mut known: Vec<(Value, Value)> = Vec::new();
    for step in &mut scenario.steps {
        let Some((key, before)) = key(subject, step) else { continue };
        let other = known.iter().find(|(old, _)| *old == before).map(|(_, other)| other.clone());
        let Some(other) = other.or_else(|| drawn(subject, step, rng)) else { continue };
        known.push((before, other.clone()));
        step.values.header.insert(key, other);
    }
    scenario
}

/// Gives the key that a call shows, by its name among the values.
fn key(subject: &Subject, step: &Step) -> Option<(String, Value)> {
    let parameter = parameter(&subject.operations()[step.operation])?;
    let is_about = step.meaning.about().is_some_and(|about| is_at(&about.site, parameter));
    let key = parameter.key();
    let value = step.values.header.get(&key).filter(|_| !is_about)?.clone();
    Some((key, value))
}

fn is_at(site: &Site, parameter: &Parameter) -> bool {
    matches!(site, Site::Parameter(Location::Header, name) if name.eq_ignore_ascii_case(&parameter.name))
}

/// Draws a key: a UUID, as most servers want it, where the document admits one.
fn drawn(subject: &Subject, step: &Step, rng: &mut Rng) -> Option<Value> {
    let parameter = parameter(&subject.operations()[step.operation])?;
    let uuid = fake("id.uuid", rng, REFERENCE)?;
    let schema = parameter.schema.as_ref().and_then(|at| subject.schemas().at(at).ok());
    let Some(schema) = schema else { return Some(uuid) };
    if schema.is_valid(Direction::Request, &uuid) {
        return Some(uuid);
    }
    let sampler = Sampler { examples: Examples::Never, ..Sampler::default() };
    sampler.sample(&schema, Direction::Request, rng, REFERENCE).ok()
}
