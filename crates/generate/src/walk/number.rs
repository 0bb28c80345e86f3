//! Numbers: in the range that is usual for the name, where that is allowed.

use counterpart_schema::{Check, Hints, Id, IntegerShape, NumberShape};
use rand::RngExt;
use serde_json::{Number, Value};

use crate::walk::{Place, Walk};

/// What numbers are where nothing is said.
const USUAL: std::ops::RangeInclusive<i64> = 1..=1_000;

/// How far a range reaches that is open at one end.
const REACH: i64 = 1_000;

/// How often a number is drawn before the whole value is made again.
const TRIES: usize = 16;

/// Below which every whole number is a float of its own: 2⁵³.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Decimal places of numbers that are not whole.
const CENTS: f64 = 100.0;

impl Walk<'_> {
    pub(super) fn integer(&mut self, id: Id, shape: &IntegerShape, place: &mut Place<'_>) -> Value {
        let fits = |value: &Value| {
            let number = value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from));
            number.is_some_and(|number| {
                shape.min.is_none_or(|min| number >= min)
                    && shape.max.is_none_or(|max| number <= max)
                    && (shape.step == 1 || number % shape.step == 0)
                    && admits(shape.check.as_ref(), value)
            })
        };
        let suggested = self.suggested_number(id, place).filter(fits);
        let suggested = suggested.or_else(|| self.first_example(id, &fits));
        if let Some(value) = suggested.or_else(|| self.named_moment(place).filter(fits)) {
            return value;
        }
        let named = place.name.range.clone();
        let by_name = named.and_then(|range| multiples(shape, &range));
        if by_name.is_none()
            && let Some(value) = self.shape.hints(id).and_then(|hints| self.example(hints, &fits))
        {
            return value;
        }
        let (low, high) = by_name.unwrap_or_else(|| bounds(shape));
        let mut value = Value::Null;
        for _ in 0..TRIES {
            value = whole(self.rng.random_range(low..=high.max(low)).saturating_mul(shape.step));
            if admits(shape.check.as_ref(), &value) {
                break;
            }
        }
        value
    }

    pub(super) fn number(&mut self, id: Id, shape: &NumberShape, place: &mut Place<'_>) -> Value {
        let within = |number: f64| {
            let above = |bound: counterpart_schema::Bound| {
                number > bound.limit || !bound.exclusive && number >= bound.limit
            };
            let below = |bound: counterpart_schema::Bound| {
                number < bound.limit || !bound.exclusive && number <= bound.limit
            };
            shape.min.is_none_or(above) && shape.max.is_none_or(below)
        };
        let fits = |value: &Value| {
            value.as_f64().is_some_and(within) && admits(shape.check.as_ref(), value)
        };
        let suggested = self.suggested_number(id, place).filter(fits);
        let suggested = suggested.or_else(|| self.first_example(id, &fits));
        if let Some(value) = suggested.or_else(|| self.named_moment(place).filter(fits)) {
            return value;
        }
        let named = place.name.range.clone();
        if named.is_none()
            && let Some(value) = self.shape.hints(id).and_then(|hints| self.example(hints, &fits))
        {
            return value;
        }
        let (low, high) = real_bounds(shape);
        let places = if named.is_some() && !place.name.is_fractional { 1.0 } else { CENTS };
        let usual = named.unwrap_or(USUAL);
        #[expect(clippy::cast_precision_loss, reason = "the lexicon has small numbers only")]
        let (usual_low, usual_high) = (*usual.start() as f64, *usual.end() as f64);
        let (low, high) = if usual_low >= low && usual_high <= high {
            (usual_low, usual_high)
        } else {
            (low, high)
        };
        let mut value = Value::Null;
        for _ in 0..TRIES {
            let exact = low + (high - low) * self.rng.random_range(0.0..1.0);
            let number = match shape.step {
                Some(step) => (exact / step).round() * step,
                None => (exact * places).round() / places,
            };
            // Rounding may leave a narrow range.
            let number = if within(number) { number } else { exact };
            value = plain(number);
            if fits(&value) {
                break;
            }
        }
        value
    }

    /// Makes the number that the document asks for: `x-faker`, or a moment.
    fn suggested_number(&mut self, id: Id, place: &mut Place<'_>) -> Option<Value> {
        let hints = self.shape.hints(id)?;
        if let Some(maker) = hints.faker.as_deref().and_then(crate::faker::maker) {
            return self.make(maker, place).parse::<i64>().ok().map(Value::from);
        }
        hints.date.as_ref().map(|date| date.write(self.timeline.at(place.name.stage)))
    }

    /// Writes the moment that a property is named for, in seconds, where nothing says how moments are written.
    fn named_moment(&self, place: &Place<'_>) -> Option<Value> {
        place.name.is_moment.then(|| Value::from(self.timeline.at(place.name.stage).as_second()))
    }

    /// Draws an example that fits.
    pub(super) fn example(
        &mut self,
        hints: &Hints,
        fits: &dyn Fn(&Value) -> bool,
    ) -> Option<Value> {
        if self.sampler.examples == crate::Examples::Never {
            return None;
        }
        let fitting: Vec<_> = hints.examples.iter().filter(|example| fits(example)).collect();
        match fitting.len() {
            0 => None,
            count => Some(fitting[self.rng.random_range(0..count)].clone()),
        }
    }
}

pub(super) fn admits(check: Option<&Check>, value: &Value) -> bool {
    check.is_none_or(|check| check.admits(value))
}

/// Gives the multiples of the step that lie in a range and are allowed; `None` when there are none.
fn multiples(shape: &IntegerShape, range: &std::ops::RangeInclusive<i64>) -> Option<(i128, i128)> {
    let low = shape.min.unwrap_or(i128::MIN).max(i128::from(*range.start()));
    let high = shape.max.unwrap_or(i128::MAX).min(i128::from(*range.end()));
    let (low, high) = (
        low.div_euclid(shape.step) + i128::from(low.rem_euclid(shape.step) != 0),
        high.div_euclid(shape.step),
    );
    (low <= high).then_some((low, high))
}

/// Gives the multiples of the step that are allowed, near zero or near the bound there is.
fn bounds(shape: &IntegerShape) -> (i128, i128) {
    if let Some(usual) = multiples(shape, &USUAL) {
        return usual;
    }
    let reach = i128::from(REACH).saturating_mul(shape.step);
    let low = shape.min.or(shape.max.map(|max| max.saturating_sub(reach))).unwrap_or(0);
    let high = shape.max.unwrap_or_else(|| low.saturating_add(reach));
    (
        low.div_euclid(shape.step) + i128::from(low.rem_euclid(shape.step) != 0),
        high.div_euclid(shape.step),
    )
}

pub(super) fn real_bounds(shape: &NumberShape) -> (f64, f64) {
    #[expect(clippy::cast_precision_loss, reason = "a small constant")]
    let reach = REACH as f64;
    let (min, max) = (shape.min.map(|bound| bound.limit), shape.max.map(|bound| bound.limit));
    match (min, max) {
        (Some(min), Some(max)) => (min, max),
        (Some(min), None) => (min, min + reach.max(min.abs())),
        (None, Some(max)) => (max - reach.max(max.abs()), max),
        (None, None) => (f64::MIN, f64::MAX),
    }
}

/// Writes an integer; one beyond 64 bits is as near as JSON in practice gets.
pub(super) fn whole(number: i128) -> Value {
    #[expect(clippy::cast_precision_loss, reason = "there is no exact way beyond 64 bits")]
    let float = number as f64;
    let unsigned = || u64::try_from(number).map(Value::from).ok();
    i64::try_from(number).map(Value::from).ok().or_else(unsigned).unwrap_or_else(|| float.into())
}

/// Writes a number, without a decimal point where it is whole.
pub(super) fn plain(number: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "only what fits is cast")]
    let whole = (number.fract() == 0.0 && number.abs() < EXACT).then_some(number as i64);
    whole
        .map(Value::from)
        .or_else(|| Number::from_f64(number).map(Value::Number))
        .unwrap_or_default()
}
