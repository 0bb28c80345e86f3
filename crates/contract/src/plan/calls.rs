//! The calls that sequences are made of: plain ones that differ from each other, and updates that say only a part.

use counterpart_exchange::MediaRange;
use counterpart_generate::{Examples, REFERENCE, Rng, Sampler, content, request};
use counterpart_schema::{Direction, Schema};
use counterpart_spec::MediaType;
use rand::RngExt;
use serde_json::Value;

use crate::{Meaning, Step, Subject, idempotency};

/// How often a body is made without a look at what the document shows: records have to differ.
const SAMPLED: f64 = 0.75;

/// How often an update leaves out what it need not say.
const LEFT_OUT: f64 = 0.5;

/// Plans a call with only those parameters that must be there, and a body that is seldom the documented one.
pub(super) fn plain(subject: &Subject, operation: usize, rng: &mut Rng) -> Option<Step> {
    let contract = subject.contract(operation);
    let call = request(contract, subject.schemas(), rng, REFERENCE).ok()?;
    let media_type = call.request.header("content-type").and_then(MediaRange::parse);
    let mut step = Step::new(operation, call.values, media_type);
    step.values.credentials = None;
    step.meaning = Meaning::Lead;
    for parameter in &subject.operations()[operation].parameters {
        if !parameter.required {
            step.values.part_mut(parameter.location).shift_remove(&parameter.key());
        }
    }
    if rng.random_bool(SAMPLED)
        && let Some(body) = other_body(subject, &step, rng)
    {
        replace_body(subject, &mut step, body);
    }
    idempotency::renew(subject, &mut step, rng);
    Some(step)
}

/// Says in a call the parameters of the query, too, that need not be there.
pub(super) fn say_more(subject: &Subject, step: &mut Step, rng: &mut Rng) {
    let contract = subject.contract(step.operation);
    let Ok(call) = request(contract, subject.schemas(), rng, REFERENCE) else { return };
    for (name, value) in call.values.query {
        step.values.query.entry(name).or_insert(value);
    }
}

/// Leaves out some of what an update says, but never all: what is not said has to stay.
pub(super) fn say_less(subject: &Subject, step: &mut Step, rng: &mut Rng) {
    let Some(schema) = body_schema(subject, step) else { return };
    let Some(Value::Object(whole)) = step.values.body.clone() else { return };
    let mut left = whole.clone();
    for name in whole.keys() {
        let mut fewer = left.clone();
        fewer.shift_remove(name);
        let fits = schema.is_valid(Direction::Request, &Value::Object(fewer.clone()));
        if !fewer.is_empty() && fits && rng.random_bool(LEFT_OUT) {
            left = fewer;
        }
    }
    replace_body(subject, step, Value::Object(left));
}

/// Says another body, where that can be written.
fn replace_body(subject: &Subject, step: &mut Step, body: Value) {
    let before = step.values.body.replace(body);
    let contract = subject.contract(step.operation);
    if contract.encode(&step.values, step.media_type.as_ref()).is_err() {
        step.values.body = before;
    }
}

/// Makes a body without a look at what the document shows.
pub(crate) fn other_body(subject: &Subject, step: &Step, rng: &mut Rng) -> Option<Value> {
    let declared = declared(subject, step)?;
    let sampler = Sampler { examples: Examples::Never, ..Sampler::default() };
    content(subject.schemas(), declared, Direction::Request, sampler, rng, REFERENCE).ok()
}

/// Finds the schema of the body that a call has.
pub(crate) fn body_schema(subject: &Subject, step: &Step) -> Option<Schema> {
    subject.schemas().at(declared(subject, step)?.schema.as_ref()?).ok()
}

/// Finds what the document says of the media type that a call has.
fn declared<'s>(subject: &'s Subject, step: &Step) -> Option<&'s MediaType> {
    let media_type = step.media_type.as_ref()?;
    let body = subject.operations()[step.operation].body.as_ref()?;
    body.content.iter().find(|content| {
        MediaRange::parse(&content.range).is_some_and(|range| range.admits(media_type))
    })
}
