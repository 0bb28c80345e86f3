//! Records that a form does not fit: what it demands and they do not have is generated, what it does not admit is left out.

use counterpart_generate::{REFERENCE, Rng, Seed, sample};
use counterpart_schema::{Direction, Schema};
use jiff::Timestamp;
use serde_json::{Map, Value};

/// A record is tried field by field at most so often; larger ones keep what was found until then.
const MAX_TRIES: usize = 500;

/// Samples are drawn so often, to find one that agrees with the most of a record: alternatives are many, and told apart by a field.
const MAX_SAMPLES: usize = 12;

/// Makes a written record fit its form; the same record is made to fit in the same way.
pub(super) fn fit(schema: &Schema, key: &str, written: Vec<u8>) -> Vec<u8> {
    let Ok(value) = serde_json::from_slice::<Value>(&written) else { return written };
    if schema.is_valid(Direction::Response, &value) {
        return written;
    }
    let mut rng = Seed(0).stream(&["fit", schema.pointer().as_str(), key]);
    match completed(schema, &value, &mut rng, REFERENCE) {
        Some(fitting) => fitting.to_string().into_bytes(),
        None => written,
    }
}

/// Makes a value that fits, and has as much of a given one as can be; `None` where nothing is found.
pub(crate) fn completed(
    schema: &Schema,
    value: &Value,
    rng: &mut Rng,
    moment: Timestamp,
) -> Option<Value> {
    let mut best: Option<(usize, Value)> = None;
    for _ in 0..MAX_SAMPLES {
        let Ok(mut whole) = sample(schema, Direction::Response, rng, moment) else { break };
        graft(schema, &mut whole, &mut Vec::new(), value, &mut { MAX_TRIES });
        let lost = lost(&whole, value);
        if best.as_ref().is_none_or(|(least, _)| lost < *least) {
            best = Some((lost, whole));
        }
        if lost == 0 {
            break;
        }
    }
    best.map(|(_, whole)| without_optional(schema, whole, value))
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

/// Takes the properties out of a sample that nobody asked for.
fn without_optional(schema: &Schema, base: Value, value: &Value) -> Value {
    let (Value::Object(fields), Value::Object(wanted)) = (&base, value) else { return base };
    let needed = |name: &String| wanted.contains_key(name) || schema.required().contains(name);
    let kept: Map<_, _> = fields
        .iter()
        .filter(|(name, _)| needed(name))
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
