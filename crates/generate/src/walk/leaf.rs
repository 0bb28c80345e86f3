//! Text and other leaves: the first proposal that is allowed.
//!
//! In this order: `x-faker`, the way moments are written, the format, the name of the property, examples, the pattern, plain words.

use counterpart_schema::{Id, Pattern, TextShape, Type, Types};
use rand::RngExt;
use rand::distr::Alphanumeric;
use serde_json::{Map, Value};

use crate::faker::{Faker, Maker, maker, text};
use crate::lexicon;
use crate::pattern::matching;
use crate::walk::{NULL, Place, Walk};

/// How often each maker is asked before the next.
const TRIES: usize = 4;

/// How often a pattern is followed before another way is tried, and with what slack: short strings first.
const SLACKS: [u32; 12] = [4, 4, 6, 6, 8, 8, 12, 12, 16, 24, 40, 80];

/// How long a string is at least whose pattern looks ahead: room for a letter of every kind it may look for.
const LOOKED_AT: usize = 16;

/// Beyond how many types nothing is meant by them.
const VAGUE: usize = 4;

impl Walk<'_> {
    pub(super) fn text(&mut self, id: Id, shape: &TextShape, place: &mut Place<'_>) -> Value {
        let hints = self.shape.hints(id);
        let faker = hints.and_then(|hints| maker(hints.faker.as_deref()?));
        if let Some(value) = self.made(faker, shape, place) {
            return value;
        }
        if let Some(value) = self.first_example(id, &|value| fits(shape, value)) {
            return value;
        }
        let date = hints.and_then(|hints| hints.date.as_ref());
        let date = date.map(|date| date.write(self.timeline.at(place.name.stage)));
        if let Some(value) = date.filter(|value| fits(shape, value)) {
            return value;
        }
        let format = hints.and_then(|hints| hints.format.as_ref()).or(shape.formats.first());
        let format = format.and_then(|format| lexicon::format(format));
        if let Some(value) = self.made(format, shape, place) {
            return value;
        }
        if place.name.is_moment {
            let value = Value::String(self.timeline.at(place.name.stage).to_string());
            if fits(shape, &value) {
                return value;
            }
        }
        let named = place.name.maker(place.parent);
        if let Some(value) = self.made(named, shape, place) {
            return value;
        }
        let admitted = |value: &Value| fits(shape, value);
        if let Some(value) = hints.and_then(|hints| self.example(hints, &admitted)) {
            return value;
        }
        let patterned = shape.patterns.iter().find_map(|pattern| self.follow(pattern, shape));
        patterned.unwrap_or_else(|| {
            let made = self.made(Some(text::word), shape, place);
            made.or_else(|| self.made(Some(text::paragraph), shape, place)).unwrap_or_default()
        })
    }

    /// Makes a value of types that nothing else is said about.
    pub(super) fn any(&mut self, id: Id, types: Types, place: &mut Place<'_>) -> Value {
        let ty = self.any_type(types, place);
        let hints = self.shape.hints(id);
        if types.count() > VAGUE
            && let Some(hints) = hints
            && let Some(value) = self.example(hints, &|_| true)
        {
            return value;
        }
        match ty {
            Type::Null => Value::Null,
            Type::Boolean => {
                let declared = hints.and_then(|hints| hints.examples.last()?.as_bool());
                let often = match declared {
                    Some(true) => 0.8,
                    Some(false) => 0.2,
                    None => place.name.likelihood,
                };
                Value::Bool(self.rng.random_bool(often))
            }
            Type::Integer => {
                let any = counterpart_schema::IntegerShape { step: 1, ..Default::default() };
                self.integer(id, &any, place)
            }
            Type::Number => self.number(id, &counterpart_schema::NumberShape::default(), place),
            Type::String => self.text(id, &TextShape::default(), place),
            Type::Array => Value::Array(Vec::new()),
            Type::Object => Value::Object(Map::new()),
        }
    }

    fn any_type(&mut self, types: Types, place: &Place<'_>) -> Type {
        let some: Vec<_> = types.iter().filter(|ty| *ty != Type::Null).collect();
        let vague = some.len() > VAGUE;
        if some.is_empty() || types.is_nullable() && !vague && self.rng.random_bool(NULL) {
            return Type::Null;
        }
        if vague {
            let counted = place.name.range.is_some() && types.admits(Type::Integer);
            return if counted { Type::Integer } else { Type::String };
        }
        some[self.rng.random_range(0..some.len())]
    }

    /// Asks a maker until what it makes is allowed, cut or drawn out where only the length is wrong.
    fn made(
        &mut self,
        maker: Option<Maker>,
        shape: &TextShape,
        place: &mut Place<'_>,
    ) -> Option<Value> {
        let maker = maker?;
        (0..TRIES).find_map(|_| {
            let mut text = self.make(maker, place);
            let room = shape.max.unwrap_or(usize::MAX);
            let mut length = text.chars().count();
            let mut spaced = text.contains(' ');
            while shape.patterns.is_empty() && length < shape.min {
                let more = self.make(maker, place);
                if more.is_empty() {
                    break;
                }
                spaced |= more.contains(' ');
                if spaced {
                    text.push(' ');
                }
                text.push_str(&more);
                length += usize::from(spaced) + more.chars().count();
            }
            let value = Value::String(shortened(text, shape.min, room));
            fits(shape, &value).then_some(value)
        })
    }

    pub(super) fn make(&mut self, maker: Maker, place: &mut Place<'_>) -> String {
        let (moment, locale, role) = (self.moment, self.sampler.locale, &place.name.role);
        maker(&mut Faker { rng: self.rng, moment, locale, people: place.people, role })
    }

    pub(super) fn follow(&mut self, pattern: &Pattern, shape: &TextShape) -> Option<Value> {
        let hir = pattern.hir.as_ref()?;
        SLACKS.iter().find_map(|slack| {
            let slack = u32::try_from(shape.min).unwrap_or(u32::MAX).max(*slack);
            let mut text = matching(hir, slack, self.rng);
            // A pattern that is open at its end says nothing about what follows, unless it looks ahead.
            if !hir.properties().look_set_suffix().contains_anchor() {
                let ahead = if pattern.source.contains("(?") { LOOKED_AT } else { 0 };
                let wanted = shape.min.max(ahead).min(shape.max.unwrap_or(usize::MAX));
                let missing = wanted.saturating_sub(text.chars().count());
                text.extend((0..missing).map(|_| char::from(self.rng.sample(Alphanumeric))));
            }
            let value = Value::String(text);
            fits(shape, &value).then_some(value)
        })
    }
}

pub(super) fn fits(shape: &TextShape, value: &Value) -> bool {
    let Some(text) = value.as_str() else { return false };
    let length = text.chars().count();
    length >= shape.min
        && shape.max.is_none_or(|max| length <= max)
        && shape.check.as_ref().is_none_or(|check| check.admits(value))
}

/// Cuts a text to a length, between words where that leaves enough.
fn shortened(text: String, min: usize, max: usize) -> String {
    if text.len() <= max {
        return text;
    }
    let Some((end, _)) = text.char_indices().nth(max) else { return text };
    let cut = &text[..end];
    let at_word = cut.rfind(' ').map(|space| cut[..space].trim_end_matches([',', ':', ' ']));
    match at_word.filter(|short| short.chars().count() >= min.max(1)) {
        Some(short) => short.to_owned(),
        None => cut.to_owned(),
    }
}
