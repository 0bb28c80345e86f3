//! Numbers and strings, which are lowered one to one.

use jsonschema::canonical::{CanonicalSchema, IntegerView, NumberView, StringView};
use jsonschema::{JsonType, JsonTypeSet};
use serde_json::Number;

use crate::check::Check;
use crate::shape::{Bound, IntegerShape, NumberShape, Pattern, TextShape};
use crate::types::{Type, Types};

/// Makes a check of all that the algebra knows.
pub(super) fn check(meaning: &CanonicalSchema) -> Check {
    Check::new(meaning.to_json_schema())
}

pub(super) fn integer(meaning: &CanonicalSchema, view: &IntegerView) -> IntegerShape {
    let step = view.multiple_of.iter().map(whole).try_fold(1, |all, step| Some(lcm(all, step?)));
    let undecided = step.is_none() || !view.not_multiple_of.is_empty();
    IntegerShape {
        min: view.minimum.as_ref().and_then(whole),
        max: view.maximum.as_ref().and_then(whole),
        step: step.filter(|step| *step > 0).unwrap_or(1),
        check: undecided.then(|| check(meaning)),
    }
}

pub(super) fn number(meaning: &CanonicalSchema, view: &NumberView) -> NumberShape {
    let bound = |limit: &Option<Number>, exclusive| {
        limit.as_ref().and_then(Number::as_f64).map(|limit| Bound { limit, exclusive })
    };
    let undecided =
        view.excludes_integers || !view.not_multiple_of.is_empty() || !view.multiple_of.is_empty();
    NumberShape {
        min: bound(&view.minimum, view.exclusive_minimum),
        max: bound(&view.maximum, view.exclusive_maximum),
        step: view.multiple_of.iter().filter_map(Number::as_f64).reduce(f64::max),
        check: undecided.then(|| check(meaning)),
    }
}

pub(super) fn text(meaning: &CanonicalSchema, view: &StringView) -> TextShape {
    let plain = view.patterns.is_empty()
        && view.formats.is_empty()
        && view.excluded.is_empty()
        && view.excluded_patterns.is_empty()
        && view.excluded_formats.is_empty()
        && view.content_encodings.is_empty()
        && view.content_media_types.is_empty();
    TextShape {
        min: view.min_length.as_ref().map_or(0, size),
        max: view.max_length.as_ref().map(size),
        patterns: view.patterns.iter().map(|source| pattern(source)).collect(),
        formats: view.formats.clone(),
        check: (!plain).then(|| check(meaning)),
    }
}

pub(super) fn pattern(source: &str) -> Pattern {
    Pattern { source: source.to_owned(), hir: crate::pattern::parse(source) }
}

pub(super) fn types(set: JsonTypeSet) -> Types {
    let named = |ty| match ty {
        JsonType::Null => Type::Null,
        JsonType::Boolean => Type::Boolean,
        JsonType::Integer => Type::Integer,
        JsonType::Number => Type::Number,
        JsonType::String => Type::String,
        JsonType::Array => Type::Array,
        JsonType::Object => Type::Object,
    };
    set.iter().map(named).collect()
}

pub(super) fn size(number: &Number) -> usize {
    number.as_u64().and_then(|size| usize::try_from(size).ok()).unwrap_or(usize::MAX)
}

fn whole(number: &Number) -> Option<i128> {
    #[expect(clippy::cast_possible_truncation, reason = "the cast saturates, which is meant")]
    let truncated = |float: f64| (float.fract() == 0.0).then_some(float as i128);
    number.as_i128().or_else(|| number.as_f64().and_then(truncated))
}

fn lcm(left: i128, right: i128) -> i128 {
    let (mut a, mut b) = (left, right);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    (left / a.max(1)).saturating_mul(right)
}
