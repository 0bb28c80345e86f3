//! Records that a form does not fit: what it demands and they do not have is generated, what it does not admit is left out.

use counterpart_generate::{REFERENCE, Rng, Seed, sample};
use counterpart_schema::{Direction, Id, Kind, Schema, Shape};
use jiff::Timestamp;
use serde_json::{Map, Value};

/// A record is tried field by field at most so often; larger ones keep what was found until then.
const MAX_TRIES: usize = 500;

/// Values that may be looked at for all tries together: each looks at the whole record.
const MAX_LOOKS: usize = 500_000;

/// Samples are drawn so often, to find one that agrees with the most of a record.
const MAX_SAMPLES: usize = 12;

/// And so often for each of the alternatives, which are told apart by a field: all but one in a hundred are met.
const MAX_OF_ALTERNATIVE: usize = 5;

/// Alternatives stand within each other so deep at most.
const NESTED: usize = 4;

/// Nobody waits for more.
const MOST_SAMPLES: usize = 100;

/// Makes what was written fit a form, the same for the same key in the same way; `None` where it fits as it is, and where nothing does.
pub(super) fn fit(schema: &Schema, key: &str, written: &[u8]) -> Option<Vec<u8>> {
    let value = serde_json::from_slice::<Value>(written).ok()?;
    if schema.is_valid(Direction::Response, &value) {
        return None;
    }
    let mut rng = Seed(0).stream(&["fit", schema.pointer().as_str(), key]);
    let fitting = completed(schema, &value, &mut rng, REFERENCE)?;
    Some(fitting.to_string().into_bytes())
}

/// Makes a value that fits, and has as much of a given one as can be; `None` where nothing is found.
pub(crate) fn completed(
    schema: &Schema,
    value: &Value,
    rng: &mut Rng,
    moment: Timestamp,
) -> Option<Value> {
    let samples = samples(schema);
    let mut best: Option<((usize, usize), Value)> = None;
    let mut tries = (MAX_LOOKS / count(value).max(1)).min(MAX_TRIES * samples);
    for _ in 0..samples {
        let Ok(mut whole) = sample(schema, Direction::Response, rng, moment) else { break };
        let before = tries.min(MAX_TRIES);
        let mut left = before;
        graft(schema, &mut whole, &mut Vec::new(), value, &mut left);
        tries -= before - left;
        // What a record says of itself tells more than what its parts say.
        let lost = (told_otherwise(&whole, value), lost(&whole, value));
        if best.as_ref().is_none_or(|(least, _)| lost < *least) {
            best = Some((lost, whole));
        }
        if lost == (0, 0) || tries == 0 {
            break;
        }
    }
    best.map(|(_, whole)| without_optional(schema, whole, value))
}

/// Says how many samples are drawn to find the best.
fn samples(schema: &Schema) -> usize {
    let shape = schema.shape(Direction::Response).ok();
    let alternatives = shape.map_or(1, |shape| alternatives(&shape, shape.root(), NESTED));
    (alternatives * MAX_OF_ALTERNATIVE).clamp(MAX_SAMPLES, MOST_SAMPLES)
}

/// Counts the alternatives that a sample is one of.
fn alternatives(shape: &Shape, id: Id, depth: usize) -> usize {
    match shape.kind(id) {
        Kind::AnyOf(all) | Kind::Hard(all, _) if depth > 0 => {
            all.iter().map(|id| alternatives(shape, *id, depth - 1)).sum()
        }
        _ => 1,
    }
}

/// Counts the scalar fields of an object that another shows otherwise.
fn told_otherwise(whole: &Value, value: &Value) -> usize {
    let Value::Object(fields) = value else { return 0 };
    let is_scalar = |value: &Value| !value.is_object() && !value.is_array();
    let told = fields.iter().filter(|(_, value)| is_scalar(value));
    told.filter(|(name, value)| whole.get(name).is_some_and(|shown| shown != *value)).count()
}

/// Counts the values in a value.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(elements) => elements.iter().map(count).sum(),
        Value::Object(fields) => fields.values().map(count).sum(),
        _ => 0,
    }
}

/// Counts the fields of a value that another does not have.
fn lost(whole: &Value, value: &Value) -> usize {
    match (whole, value) {
        (Value::Object(whole), Value::Object(fields)) => {
            fields.iter().map(|(name, value)| whole.get(name).map_or(1, |w| lost(w, value))).sum()
        }
        _ => usize::from(whole != value),
    }
}

/// Takes the properties out of a sample that nobody asked for, and those that say something else than was asked for: better nothing than another value.
fn without_optional(schema: &Schema, base: Value, value: &Value) -> Value {
    let (Value::Object(fields), Value::Object(wanted)) = (&base, value) else { return base };
    let says = |name: &String, shown: &Value| {
        wanted.get(name).is_some_and(|wanted| {
            let is_part = wanted.is_object() && shown.is_object();
            is_part || lost(shown, wanted) == 0
        })
    };
    let needed =
        |name: &String, shown: &Value| says(name, shown) || schema.required().contains(name);
    let kept: Map<_, _> = fields
        .iter()
        .filter(|(name, shown)| needed(name, shown))
        .map(|(n, v)| (n.clone(), v.clone()))
        .collect();
    let kept = Value::Object(kept);
    if schema.is_valid(Direction::Response, &kept) { kept } else { base }
}

/// Sets the parts of a value one by one, and takes back what breaks the whole; tells whether all of it could be set.
fn graft(
    schema: &Schema,
    whole: &mut Value,
    at: &mut Vec<String>,
    value: &Value,
    tries: &mut usize,
) -> bool {
    let Some(left) = tries.checked_sub(1) else { return false };
    *tries = left;
    let Some(before) = place(whole, at).map(|place| std::mem::replace(place, value.clone())) else {
        return false;
    };
    if schema.is_valid(Direction::Response, whole) {
        return true;
    }
    if let Some(place) = place(whole, at) {
        *place = before;
    }
    let Value::Object(fields) = value else { return false };
    for (name, value) in fields {
        let Some(Value::Object(known)) = place(whole, at) else { return false };
        let is_new = !known.contains_key(name);
        if is_new {
            known.insert(name.clone(), Value::Null);
        }
        at.push(name.clone());
        let is_set = graft(schema, whole, at, value, tries);
        at.pop();
        if is_new
            && !is_set
            && let Some(Value::Object(known)) = place(whole, at)
        {
            known.shift_remove(name);
        }
    }
    false
}

fn place<'v>(whole: &'v mut Value, at: &[String]) -> Option<&'v mut Value> {
    at.iter().try_fold(whole, |value, name| value.get_mut(name))
}
