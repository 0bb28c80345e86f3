//! The values that messages are made of: documented examples where they fit, else samples.

use counterpart_exchange::{MediaRange, is_of_items};
use counterpart_schema::{Direction, Schemas};
use counterpart_spec::{Example, MediaType, Pointer};
use jiff::Timestamp;
use rand::RngExt;
use serde_json::{Map, Value};

use crate::faker::{Faker, Maker, locale::Locale, person::People, text};
use crate::files::file;
use crate::sample::{Examples, Sampler, Ungeneratable};
use crate::seed::Rng;

/// How many items a sequence has.
const ITEMS: usize = 3;

/// What a document shows is what its readers expect.
const SAMPLER: Sampler = Sampler { locale: Locale::En, examples: Examples::First };

/// Makes what the body of a message carries, as its media type has it: the examples of the media type are not looked at.
///
/// # Errors
///
/// Fails when the schema admits nothing, or so little that nothing was found.
pub fn content(
    schemas: &Schemas,
    media_type: &MediaType,
    direction: Direction,
    sampler: Sampler,
    rng: &mut Rng,
    moment: Timestamp,
) -> Result<Value, Ungeneratable> {
    Parts { direction, schemas, rng, moment }.made(media_type, sampler)
}

/// What makes the values of one message.
pub(crate) struct Parts<'p> {
    pub(crate) direction: Direction,
    pub(crate) schemas: &'p Schemas,
    pub(crate) rng: &'p mut Rng,
    pub(crate) moment: Timestamp,
}

impl Parts<'_> {
    /// Makes what a media type carries: an example, a value, or a sequence of items.
    pub(crate) fn content(&mut self, media_type: &MediaType) -> Result<Value, Ungeneratable> {
        let MediaType { schema, item_schema, examples, .. } = media_type;
        if examples.is_empty() || (schema.is_none() && item_schema.is_some()) {
            return self.made(media_type, SAMPLER);
        }
        self.value(schema.as_ref(), examples)
    }

    /// Makes what a media type carries, whatever its examples are: the file that it speaks of, a value of its schema, or a sequence of items.
    fn made(&mut self, media_type: &MediaType, sampler: Sampler) -> Result<Value, Ungeneratable> {
        let range = MediaRange::parse(&media_type.range);
        let at = |pointer: &Option<Pointer>| self.schemas.at(pointer.as_ref()?).ok();
        let (mut schema, mut item) = (at(&media_type.schema), at(&media_type.item_schema));
        if let (Some(range), Some(of_each), None) = (&range, &schema, &item)
            && is_of_items(range, of_each.types())
        {
            item = schema.take();
        }
        let file = range.as_ref().and_then(file).map(|bytes| bytes.iter().map(|b| char::from(*b)));
        let file = file.map(|chars| Value::String(chars.collect()));
        let fits = |file: &Value| schema.as_ref().is_none_or(|s| s.is_valid(self.direction, file));
        if let Some(file) = file.filter(fits) {
            return Ok(file);
        }
        let Self { direction, moment, .. } = *self;
        match (schema, item) {
            (Some(schema), _) => sampler.sample(&schema, direction, self.rng, moment),
            (None, Some(item)) => {
                (0..ITEMS).map(|_| sampler.sample(&item, direction, self.rng, moment)).collect()
            }
            (None, None) => Ok(match range {
                Some(range) if range.is_json() => Value::Object(Map::new()),
                Some(range) if range.is_sequence() => {
                    Value::Array(vec![Value::Object(Map::new()); ITEMS])
                }
                Some(range) if range.is_form() || range.is_multipart() => {
                    Value::Object(Map::from_iter([("field".to_owned(), self.word().into())]))
                }
                _ => Value::String(self.word()),
            }),
        }
    }

    /// Draws an example that fits, else a sample.
    pub(crate) fn value(
        &mut self,
        schema: Option<&Pointer>,
        examples: &[Example],
    ) -> Result<Value, Ungeneratable> {
        let Some(schema) = schema.and_then(|pointer| self.schemas.at(pointer).ok()) else {
            return Ok(match examples.first() {
                Some(example) => example.value.clone(),
                None => Value::String(self.word()),
            });
        };
        let direction = self.direction;
        let fits = |example: &&Example| schema.is_valid(direction, &example.value);
        let fitting: Vec<_> = examples.iter().filter(fits).collect();
        match fitting.len() {
            0 => SAMPLER.sample(&schema, direction, self.rng, self.moment),
            count => Ok(fitting[self.rng.random_range(0..count)].value.clone()),
        }
    }

    pub(crate) fn word(&mut self) -> String {
        self.make(text::word)
    }

    pub(crate) fn make(&mut self, maker: Maker) -> String {
        let people = &mut People::default();
        let (moment, role) = (self.moment, "");
        maker(&mut Faker { rng: self.rng, moment, people, role, locale: Locale::default() })
    }
}

/// Orders media types: JSON first, and another one first for every time that it could not be written.
pub(crate) fn preferred(content: &[MediaType], failed: usize) -> Vec<&MediaType> {
    let mut ordered: Vec<_> = content.iter().collect();
    let is_json = |range: &str| MediaRange::parse(range).is_some_and(|range| range.is_json());
    ordered.sort_by_key(|media_type| !is_json(&media_type.range));
    let count = ordered.len().max(1);
    ordered.rotate_left(failed % count);
    ordered
}
