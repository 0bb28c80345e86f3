//! The same call with other values: as long, of the same kind, and not in use yet.

use counterpart_exchange::Site;
use counterpart_generate::Rng;
use counterpart_schema::Direction;
use counterpart_spec::Pointer;
use rand::RngExt;
use serde_json::Value;

use crate::plan::{body_schema, other_body};
use crate::{Slot, Step, Subject};

/// How many bodies are drawn for one that has other values in all places.
const DRAWS: usize = 8;

/// Says other texts and numbers in the body of a call, wherever its schema leaves room and nothing is bound; `None` where nothing can be said otherwise.
///
/// What the call is about keeps its length and its kinds of characters, as these may be what matters.
pub(crate) fn otherwise(subject: &Subject, step: &Step, rng: &mut Rng) -> Option<Step> {
    let schema = body_schema(subject, step)?;
    let before = step.values.body.as_ref()?;
    let fits = |body: &Value| schema.is_valid(Direction::Request, body);
    let is_bound = |at: &Pointer| step.binds.iter().any(|bind| bind.slot == Slot::Body(at.clone()));
    let about = step.meaning.about().filter(|about| about.site == Site::Body);
    let is_about = |at: &Pointer| about.is_some_and(|about| about.pointer == *at);
    let mut places = Vec::new();
    scalars(before, &Pointer::root(), &mut places);
    places.retain(|at| !is_bound(at));
    let mut body = before.clone();
    for _ in 0..DRAWS {
        let Some(drawn) = other_body(subject, step, rng) else { break };
        places.retain(|at| {
            let other = at.resolve(&drawn).filter(|_| !is_about(at));
            !other.is_some_and(|other| put(&mut body, at, other.clone(), &fits))
        });
    }
    // What samples do not have is kept in form.
    for at in places {
        let Some(Value::String(text)) = at.resolve(&body).cloned() else { continue };
        (0..DRAWS).any(|_| put(&mut body, &at, respelled(&text, rng).into(), &fits));
    }
    if body == *before {
        return None;
    }
    let mut other = step.clone();
    other.values.body = Some(body);
    let contract = subject.contract(step.operation);
    contract.encode(&other.values, other.media_type.as_ref()).is_ok().then_some(other)
}

/// Lists where the texts and numbers of a body stand.
fn scalars(value: &Value, at: &Pointer, places: &mut Vec<Pointer>) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, field)| scalars(field, &at.join(name), places));
        }
        Value::Array(elements) => {
            let elements = elements.iter().enumerate();
            elements.for_each(|(index, element)| scalars(element, &at.join(index), places));
        }
        Value::String(_) | Value::Number(_) => places.push(at.clone()),
        Value::Null | Value::Bool(_) => {}
    }
}

/// Puts another value of the same type in a place, and tells whether the body still fits.
fn put(body: &mut Value, at: &Pointer, other: Value, fits: &impl Fn(&Value) -> bool) -> bool {
    let Some(place) = body.pointer_mut(at.as_str()) else { return false };
    let is_other = *place != other && place.is_string() == other.is_string();
    if !is_other || !(other.is_string() || other.is_number()) {
        return false;
    }
    let before = std::mem::replace(place, other);
    let does_fit = fits(body);
    if !does_fit && let Some(place) = body.pointer_mut(at.as_str()) {
        *place = before;
    }
    does_fit
}

/// Spells a text with other letters and digits.
fn respelled(text: &str, rng: &mut Rng) -> String {
    let other = |c: char| match c {
        'a'..='z' => rng.random_range('a'..='z'),
        'A'..='Z' => rng.random_range('A'..='Z'),
        '0'..='9' => rng.random_range('0'..='9'),
        other => other,
    };
    text.chars().map(other).collect()
}
