//! The values that messages are made of: documented examples where they fit, else samples.

use counterpart_exchange::MediaRange;
use counterpart_schema::{Direction, Schemas};
use counterpart_spec::{Example, MediaType, Pointer};
use jiff::Timestamp;
use rand::RngExt;
use serde_json::Value;

use crate::faker::{Faker, Maker, locale::Locale, person::People, text};
use crate::sample::{Examples, Sampler, Ungeneratable};
use crate::seed::Rng;

/// How many items a sequence has.
const ITEMS: usize = 3;

/// What a document shows is what its readers expect.
const SAMPLER: Sampler = Sampler { locale: Locale::En, examples: Examples::First };

/// What makes the values of one message.
pub(crate) struct Parts<'p> {
    pub(crate) direction: Direction,
    pub(crate) schemas: &'p Schemas,
    pub(crate) rng: &'p mut Rng,
    pub(crate) moment: Timestamp,
}

impl Parts<'_> {
    /// Makes what a media type carries: a value, or a sequence of items.
    pub(crate) fn content(&mut self, media_type: &MediaType) -> Result<Value, Ungeneratable> {
        let MediaType { schema, item_schema, examples, .. } = media_type;
        if schema.is_some() || item_schema.is_none() || !examples.is_empty() {
            return self.value(schema.as_ref(), examples);
        }
        (0..ITEMS).map(|_| self.value(item_schema.as_ref(), &[])).collect()
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
