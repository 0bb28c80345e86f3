//! Pieces of realistic data, by kind.
//!
//! Owns the kinds that `x-faker` and `fake()` name, and the few more that the lexicon draws on.
//! Nothing here exists: mail goes to `example.com`, addresses are those reserved for documentation.

mod alias;
pub(crate) mod internet;
pub(crate) mod locale;
pub(crate) mod person;
pub(crate) mod place;
pub(crate) mod text;
pub(crate) mod token;

use jiff::Timestamp;
use rand::RngExt;
use serde_json::Value;

use crate::faker::locale::Locale;
use crate::faker::person::{People, Persona};
use crate::seed::Rng;

/// Makes one piece of data.
pub(crate) type Maker = fn(&mut Faker<'_>) -> String;

/// The kinds that a document may name.
const KINDS: &[&str] = &[
    "name.full",
    "name.first",
    "name.last",
    "internet.email",
    "internet.username",
    "internet.ip",
    "internet.path",
    "internet.url",
    "internet.image",
    "phone.number",
    "company.name",
    "address.city",
    "address.country",
    "text.message",
    "text.title",
    "text.note",
    "text.word",
    "token.hex",
    "token.short",
    "id.snowflake",
    "id.uuid",
    "id.slug",
    "number.integer",
    "date.past",
];

/// Lists the kinds of data.
pub fn kinds() -> &'static [&'static str] {
    KINDS
}

/// Tells whether there is data of a kind, by our name for it or by that of faker.js.
pub fn is_kind(name: &str) -> bool {
    maker(name).is_some()
}

/// Makes one piece of data of a kind, as it is at a moment; `None` when there is no such kind.
pub fn fake(kind: &str, rng: &mut Rng, moment: Timestamp) -> Option<Value> {
    let mut people = People::default();
    let make = maker(kind)?;
    let (locale, role) = (Locale::default(), "");
    Some(Value::String(make(&mut Faker { rng, moment, locale, people: &mut people, role })))
}

/// Finds what makes a kind.
pub(crate) fn maker(kind: &str) -> Option<Maker> {
    Some(match kind {
        "name.full" => person::full,
        "name.first" => person::first,
        "name.last" => person::last,
        "internet.email" => person::email,
        "internet.username" => person::username,
        "internet.ip" => internet::ip,
        "internet.path" => internet::path,
        "internet.url" => internet::url,
        "internet.image" => internet::image,
        "phone.number" => person::phone,
        "company.name" => place::company,
        "address.city" => place::city,
        "address.country" => place::country,
        "text.message" => text::message,
        "text.title" => text::title,
        "text.note" => text::note,
        "text.word" => text::word,
        "token.hex" => token::hex,
        "token.short" => token::short,
        "id.snowflake" => token::snowflake,
        "id.uuid" => token::uuid,
        "id.slug" => token::slug,
        "number.integer" => token::number,
        "date.past" => token::past,
        other => return maker(alias::alias(other)?),
    })
}

/// What data is made from.
pub(crate) struct Faker<'f> {
    pub(crate) rng: &'f mut Rng,
    pub(crate) moment: Timestamp,
    pub(crate) locale: Locale,
    /// The people of the record: a name and the address beside it are of the same person.
    pub(crate) people: &'f mut People,
    /// Which of them is meant.
    pub(crate) role: &'f str,
}

impl Faker<'_> {
    /// Draws from a table.
    pub(crate) fn pick<T: Copy>(&mut self, table: &[T]) -> T {
        table[self.rng.random_range(0..table.len())]
    }

    /// Draws a number below a limit.
    pub(crate) fn below(&mut self, limit: u32) -> u32 {
        self.rng.random_range(0..limit)
    }

    pub(crate) fn persona(&mut self) -> &Persona {
        self.people.persona(self.role, self.locale, self.rng)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;

    #[test]
    fn every_kind_is_made() {
        let moment = Timestamp::UNIX_EPOCH;
        for kind in kinds() {
            let made = fake(kind, &mut Seed(1).stream(&[kind]), moment).expect("a known kind");
            assert!(made.as_str().is_some_and(|text| !text.is_empty()), "{kind}");
            assert_eq!(Some(made), fake(kind, &mut Seed(1).stream(&[kind]), moment), "{kind}");
        }
        for name in ["name.firstName", "person.fullName", "internet.email", "random.number"] {
            assert!(is_kind(name), "{name}");
        }
        assert_eq!(fake("name.middle", &mut Seed(1).stream(&[]), moment), None);
    }
}
