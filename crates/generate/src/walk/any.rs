//! Leaves from all that fit: the ends of ranges, letters of every script, and what programs trip over.

use counterpart_schema::{IntegerShape, NumberShape, TextShape, Type, Types};
use jiff::{SignedDuration, Timestamp};
use rand::RngExt;
use serde_json::{Map, Value, json};

use crate::faker::Faker;
use crate::faker::person::People;
use crate::lexicon;
use crate::walk::Walk;
use crate::walk::leaf::fits;
use crate::walk::number::{admits, plain, real_bounds, whole};

/// How often a leaf is drawn before the whole value is.
const TRIES: usize = 16;

/// How often a leaf is one that programs trip over.
const TRICKY: f64 = 0.2;

/// How much longer than it must be a text is, mostly and at most.
const LONGER: [usize; 2] = [12, 300];

/// How many elements or properties a value has that nothing is said about, at most.
const PARTS: usize = 3;

/// The numbers that wrap around, lose digits or divide by nothing.
pub(crate) const TRICKY_NUMBERS: [i64; 11] = [
    0,
    1,
    -1,
    i32::MAX as i64,
    i32::MAX as i64 + 1,
    i32::MIN as i64,
    1 << 53,
    (1 << 53) + 1,
    -(1 << 53),
    i64::MAX,
    i64::MIN,
];

/// The texts that end too early, turn around, close quotes or are not what they seem.
pub(crate) const TRICKY_TEXTS: [&str; 12] = [
    "",
    " ",
    "0",
    "null",
    "\u{0}",
    "\u{feff}",
    "'",
    "\"",
    "\u{1f600}",
    "\u{202e}abc",
    "e\u{301}",
    "<a href=\"/\">%00\\",
];

impl Walk<'_> {
    pub(super) fn any_of(&mut self, types: Types) -> Value {
        let types: Vec<_> = types.iter().collect();
        match types.get(self.rng.random_range(0..types.len().max(1))) {
            Some(Type::Boolean) => Value::Bool(self.rng.random()),
            Some(Type::Integer) => {
                self.any_integer(&IntegerShape { step: 1, ..IntegerShape::default() })
            }
            Some(Type::Number) => self.any_number(&NumberShape::default()),
            Some(Type::String) => self.any_string(0, LONGER[0]).into(),
            Some(Type::Array) => {
                let count = self.rng.random_range(0..=PARTS);
                (0..count).map(|_| self.any_scalar()).collect()
            }
            Some(Type::Object) => {
                let count = self.rng.random_range(0..=PARTS);
                let members =
                    (0..count).map(|_| (self.any_string(0, LONGER[0]), self.any_scalar()));
                Value::Object(members.collect::<Map<_, _>>())
            }
            Some(Type::Null) | None => Value::Null,
        }
    }

    fn any_scalar(&mut self) -> Value {
        let scalars = Types::ANY.without(Type::Array).without(Type::Object);
        self.any_of(scalars)
    }

    pub(super) fn any_integer(&mut self, shape: &IntegerShape) -> Value {
        let low = shape.min.unwrap_or_else(|| i128::from(i64::MIN).min(shape.max.unwrap_or(0)));
        let high = shape.max.unwrap_or_else(|| i128::from(i64::MAX).max(low));
        let mut value = Value::Null;
        for _ in 0..TRIES {
            let drawn = match self.rng.random_range(0..8) {
                0 => low,
                1 => high,
                2 => i128::from(TRICKY_NUMBERS[self.rng.random_range(0..TRICKY_NUMBERS.len())]),
                3..=5 => {
                    // As often small as large: every number of digits is as likely.
                    let digits = self.rng.random_range(0..=62_u32);
                    let nearest = 0.clamp(low, high);
                    let size = self.rng.random_range(0..=1_i128 << digits);
                    if self.rng.random() { nearest + size } else { nearest - size }
                }
                _ => self.rng.random_range(low..=high.max(low)),
            };
            value =
                whole((drawn.clamp(low, high.max(low)) / shape.step).saturating_mul(shape.step));
            let number = value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from));
            let within = number.is_none_or(|number| number >= low && number <= high);
            if within && admits(shape.check.as_ref(), &value) {
                break;
            }
        }
        value
    }

    pub(super) fn any_number(&mut self, shape: &NumberShape) -> Value {
        let (low, high) = real_bounds(shape);
        let mut value = Value::Null;
        for _ in 0..TRIES {
            let near = 0.0_f64.clamp(low, high.max(low));
            let drawn = match self.rng.random_range(0..6) {
                0 => low,
                1 => high,
                2 => near,
                3 => near + self.rng.random_range(-1.0..1.0),
                4 => near + self.rng.random_range(-1e6..1e6_f64).round(),
                // Halved, since the whole span may be more than the largest number.
                _ => 2.0 * (low / 2.0 + (high / 2.0 - low / 2.0) * self.rng.random_range(0.0..1.0)),
            };
            let number = match shape.step {
                Some(step) => (drawn / step).round() * step,
                None => drawn,
            };
            let above = shape
                .min
                .is_none_or(|min| number > min.limit || !min.exclusive && number >= min.limit);
            let below = shape
                .max
                .is_none_or(|max| number < max.limit || !max.exclusive && number <= max.limit);
            value = plain(number);
            if above && below && admits(shape.check.as_ref(), &value) {
                break;
            }
        }
        value
    }

    pub(super) fn any_text(&mut self, shape: &TextShape) -> Value {
        for _ in 0..TRIES {
            let value = match (shape.patterns.first(), shape.formats.first()) {
                (Some(pattern), _) => match self.follow(pattern, shape) {
                    Some(value) => value,
                    None => continue,
                },
                (None, Some(format)) => self.formatted(format, shape),
                (None, None) => self.any_string_of(shape).into(),
            };
            if fits(shape, &value) {
                return value;
            }
        }
        self.any_string_of(shape).into()
    }

    /// Makes a text of a format: moments over all of time, the rest as it is usual.
    fn formatted(&mut self, format: &str, shape: &TextShape) -> Value {
        let moment = self.any_moment();
        match (format, lexicon::format(format)) {
            ("date-time", _) => moment.to_string().into(),
            ("date", _) => {
                let mut text = moment.to_string();
                text.truncate(text.find('T').unwrap_or(text.len()));
                text.into()
            }
            (_, Some(maker)) => {
                let people = &mut People::default();
                let (moment, locale, role) = (self.moment, self.sampler.locale, "");
                json!(maker(&mut Faker { rng: self.rng, moment, locale, people, role }))
            }
            _ => self.any_string_of(shape).into(),
        }
    }

    fn any_moment(&mut self) -> Timestamp {
        // The years 1 to 9998, as formats have four digits and no sign.
        let seconds = self.rng.random_range(-62_135_596_800..253_370_764_800_i64);
        let nanoseconds =
            if self.rng.random() { self.rng.random_range(0..1_000_000_000) } else { 0 };
        let since = SignedDuration::new(seconds, nanoseconds);
        Timestamp::from_duration(since).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    fn any_string_of(&mut self, shape: &TextShape) -> String {
        let longer = if self.rng.random_bool(TRICKY) { LONGER[1] } else { LONGER[0] };
        let most = shape.min.saturating_add(longer).min(shape.max.unwrap_or(usize::MAX));
        self.any_string(shape.min, most)
    }

    pub(super) fn any_string(&mut self, least: usize, most: usize) -> String {
        if self.rng.random_bool(TRICKY) {
            let tricky = TRICKY_TEXTS[self.rng.random_range(0..TRICKY_TEXTS.len())];
            let length = tricky.chars().count();
            if length >= least && length <= most {
                return tricky.to_owned();
            }
        }
        let length = self.rng.random_range(least..=most.max(least));
        (0..length).map(|_| self.any_letter()).collect()
    }

    fn any_letter(&mut self) -> char {
        let range = match self.rng.random_range(0..10) {
            0..=4 => 'a'..='z',
            5 | 6 => ' '..='~',
            7 => '\u{a0}'..='\u{24f}',
            8 => '\u{370}'..='\u{d7ff}',
            _ => '\u{10000}'..='\u{1ffff}',
        };
        self.rng.random_range(range)
    }
}
