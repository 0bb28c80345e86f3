//! The steps by which one place of a value grows smaller.

use counterpart_spec::Pointer;
use serde_json::{Value, json};

use crate::strategy::measure::{Measure, Search};
use crate::strategy::tree::Keeps;

/// What a text may become that nothing much is said about.
const SHORT: [&str; 3] = ["", "0", "a"];

/// What a text may become that has a format.
const FORMATTED: [&str; 11] = [
    "1970-01-01",
    "1970-01-01T00:00:00Z",
    "00:00:00Z",
    "00000000-0000-4000-8000-000000000000",
    "a@example.com",
    "example.com",
    "https://example.com",
    "192.0.2.1",
    "2001:db8::1",
    "PT0S",
    "/",
];

/// How many places of a value are worked on.
const MAX_PLACES: usize = 2_000;

/// Up to how many parts each is tried on its own.
const MAX_SINGLE: usize = 64;

/// What is done at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
pub(super) enum Stage {
    /// Parts are left out, or stand for the whole.
    Deletion,
    /// A known plain value takes the place.
    Witness,
    /// The end is cut, or the number is made small.
    Shorten,
    /// The start is cut.
    Behead,
    /// Letters become plain.
    Letters,
}

impl Stage {
    pub(super) fn next_here(self) -> Option<Self> {
        match self {
            Self::Deletion | Self::Letters => None,
            Self::Witness => Some(Self::Shorten),
            Self::Shorten => Some(Self::Behead),
            Self::Behead => Some(Self::Letters),
        }
    }

    pub(super) fn first_here(self) -> Self {
        if self == Self::Deletion { Self::Deletion } else { Self::Witness }
    }
}

/// Candidates at one place: some that are listed, or a search along a measure.
#[derive(Debug, Clone)]
pub(super) enum Moves {
    List { place: Pointer, left: std::vec::IntoIter<Value> },
    Search { place: Pointer, search: Search },
}

impl Moves {
    /// Has nothing to offer.
    pub(super) fn none() -> Self {
        Self::List { place: Pointer::root(), left: Vec::new().into_iter() }
    }

    /// Gives the next candidate for the whole value that is kept.
    pub(super) fn next(&mut self, current: &Value, keeps: &Keeps) -> Option<Value> {
        match self {
            Self::List { place, left } => {
                left.map(|part| with(current, place, part)).find(|whole| keeps(whole))
            }
            Self::Search { place, search } => {
                search.next(&|part| Some(with(current, place, part)).filter(|whole| keeps(whole)))
            }
        }
    }

    /// Notes that the last candidate failed the test too; false when the moves must be listed anew.
    pub(super) fn accepted(&mut self) -> bool {
        match self {
            Self::List { .. } => false,
            Self::Search { search, .. } => {
                search.accepted();
                true
            }
        }
    }

    /// Notes that the last candidate is no good.
    pub(super) fn rejected(&mut self) {
        if let Self::Search { search, .. } = self {
            search.rejected();
        }
    }
}

/// Lists the places of a value: level by level, the largest first.
pub(super) fn places(value: &Value) -> Vec<Pointer> {
    let mut places = vec![Pointer::root()];
    let mut level = vec![(Pointer::root(), value)];
    while !level.is_empty() && places.len() < MAX_PLACES {
        let below = level.iter().flat_map(|(place, value)| parts(place, value));
        let mut below: Vec<_> = below.collect();
        below.sort_by_cached_key(|(_, value)| std::cmp::Reverse(size(value)));
        places.extend(below.iter().map(|(place, _)| place.clone()));
        level = below;
    }
    places.truncate(MAX_PLACES);
    places
}

/// Lists what is done at a place in a stage.
pub(super) fn moves(value: &Value, place: &Pointer, stage: Stage, keeps: &Keeps) -> Moves {
    let part = place.resolve(value);
    let done = stage > Stage::Witness && part.and_then(Value::as_str).is_some_and(is_plain);
    let measure = part.and_then(|part| Measure::of(part, stage));
    if let Some(measure) = measure.filter(|_| !done) {
        return Moves::Search { place: place.clone(), search: Search::new(measure) };
    }
    let listed = match (part, stage) {
        (Some(part), Stage::Deletion) => {
            deletions(part, &|smaller| keeps(&with(value, place, smaller)))
        }
        (Some(part), Stage::Witness) => {
            witnesses(part, &|plain| keeps(&with(value, place, json!(plain))))
        }
        (Some(Value::String(text)), Stage::Letters) if !done => letters(text),
        _ => Vec::new(),
    };
    Moves::List { place: place.clone(), left: listed.into_iter() }
}

fn with(value: &Value, place: &Pointer, part: Value) -> Value {
    let mut value = value.clone();
    if let Some(old) = value.pointer_mut(place.as_str()) {
        *old = part;
    }
    value
}

fn parts<'v>(place: &Pointer, value: &'v Value) -> Vec<(Pointer, &'v Value)> {
    match value {
        Value::Object(object) => object.iter().map(|(k, v)| (place.join(k), v)).collect(),
        Value::Array(list) => list.iter().enumerate().map(|(i, v)| (place.join(i), v)).collect(),
        _ => Vec::new(),
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::Object(object) => object.iter().map(|(k, v)| k.len() + size(v)).sum::<usize>() + 1,
        Value::Array(list) => list.iter().map(size).sum::<usize>() + 1,
        Value::String(text) => text.len() + 1,
        _ => 1,
    }
}

/// Lists what is left of a container: without all that can go, without half of it, and so on; then what it holds, in its stead.
fn deletions(part: &Value, keeps: &dyn Fn(Value) -> bool) -> Vec<Value> {
    let count = match part {
        Value::Object(object) => object.len(),
        Value::Array(list) => list.len(),
        _ => return Vec::new(),
    };
    let mut removable: Vec<_> = (0..count).collect();
    if count <= MAX_SINGLE {
        removable.retain(|index| keeps(without(part, &[*index])));
    }
    let mut found = Vec::new();
    let mut chunk = removable.len();
    while chunk > 0 {
        found.extend(removable.chunks(chunk).map(|chunk| without(part, chunk)));
        chunk /= 2;
    }
    let below = parts(&Pointer::root(), part);
    let below_that = below.iter().flat_map(|(place, value)| parts(place, value));
    let inner = below.iter().map(|(_, value)| *value).chain(below_that.map(|(_, value)| value));
    found.extend(inner.filter(|inner| inner.is_object() || inner.is_array()).cloned());
    found
}

/// Leaves out parts by their positions, which are in order.
fn without(part: &Value, gone: &[usize]) -> Value {
    let stays = |index: usize| gone.binary_search(&index).is_err();
    match part {
        Value::Object(object) => {
            let kept = object.iter().enumerate().filter(|(index, _)| stays(*index));
            Value::Object(kept.map(|(_, (k, v))| (k.clone(), v.clone())).collect())
        }
        Value::Array(list) => {
            let kept = list.iter().enumerate().filter(|(index, _)| stays(*index));
            kept.map(|(_, v)| v.clone()).collect()
        }
        other => other.clone(),
    }
}

/// Tells whether a text is as plain as its format allows.
fn is_plain(text: &str) -> bool {
    FORMATTED.contains(&text)
}

/// Lists plain values that are plainer than this one.
fn witnesses(part: &Value, keeps: &dyn Fn(&str) -> bool) -> Vec<Value> {
    match part {
        Value::String(text) => {
            // Where any short text is kept, one of a format only looks as if it were needed.
            let free = SHORT.iter().any(|short| keeps(short));
            let formatted = if free { &[][..] } else { &FORMATTED[..] };
            let plainer = SHORT.iter().chain(formatted).take_while(|plain| *plain != text);
            plainer.filter(|plain| plain.len() <= text.len().max(1)).map(|p| json!(p)).collect()
        }
        Value::Number(number) => {
            let mut plain = vec![json!(0), json!(1), json!(-1)];
            if let Some(float) = number.as_f64().filter(|_| !number.is_i64() && !number.is_u64()) {
                #[expect(clippy::cast_possible_truncation, reason = "the cast saturates")]
                let whole = float.trunc() as i64;
                plain.extend([
                    json!(whole.checked_neg()),
                    json!(whole),
                    json!((float * 10.0).round() / 10.0),
                ]);
            } else if let Some(negative) = number.as_i64().filter(|n| *n < 0) {
                plain.push(json!(negative.checked_neg()));
            }
            plain.retain(|plain| plain != part && !plain.is_null());
            plain
        }
        Value::Bool(true) => vec![json!(false)],
        Value::Object(object) if !object.is_empty() => vec![json!(null), json!({})],
        Value::Array(list) if !list.is_empty() => vec![json!(null), json!([])],
        _ => Vec::new(),
    }
}

/// Makes letters plain: all at once, then in ever smaller runs.
fn letters(text: &str) -> Vec<Value> {
    let plain = |c: char| match c {
        '0'..='9' => '0',
        c if c.is_ascii_punctuation() || c == ' ' => c,
        _ => 'a',
    };
    let all: Vec<char> = text.chars().collect();
    let odd: Vec<_> = (0..all.len()).filter(|index| plain(all[*index]) != all[*index]).collect();
    let mut found = vec![Value::String("a".repeat(all.len()))];
    let mut chunk = odd.len();
    while chunk > 0 && found.len() < MAX_SINGLE {
        found.extend(odd.chunks(chunk).map(|run| {
            let letter = |(index, c): (usize, &char)| {
                if run.binary_search(&index).is_ok() { plain(*c) } else { *c }
            };
            Value::String(all.iter().enumerate().map(letter).collect())
        }));
        chunk /= 2;
    }
    found
}
