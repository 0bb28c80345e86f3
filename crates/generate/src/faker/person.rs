//! People: names, and what is made from names.

use fake::Fake;
use fake::faker::name::en::{FirstName, LastName};
use rand::RngExt;

use crate::faker::Faker;
use crate::names::words;
use crate::seed::Rng;

/// Somebody.
#[derive(Debug, Clone)]
pub(crate) struct Persona {
    first: String,
    last: String,
}

/// The people of one record, by the part they play in it.
#[derive(Debug, Default)]
pub(crate) struct People(Vec<(String, Persona)>);

impl People {
    pub(crate) fn persona(&mut self, role: &str, rng: &mut Rng) -> &Persona {
        let known = self.0.iter().position(|(known, _)| known == role);
        let index = known.unwrap_or_else(|| {
            let first = FirstName().fake_with_rng(rng);
            let last = LastName().fake_with_rng(rng);
            self.0.push((role.to_owned(), Persona { first, last }));
            self.0.len() - 1
        });
        &self.0[index].1
    }
}

/// Tells from a property's name which person of the record it is about: `sender` of `senderName`, nobody in particular of `first_name`.
pub(crate) fn role(property: &str) -> String {
    let about = |word: &String| {
        !matches!(
            word.as_str(),
            "address"
                | "display"
                | "email"
                | "family"
                | "first"
                | "full"
                | "given"
                | "last"
                | "login"
                | "mail"
                | "name"
                | "nick"
                | "nickname"
                | "surname"
                | "user"
                | "username"
        )
    };
    words(property).into_iter().filter(about).collect()
}

pub(crate) fn first(faker: &mut Faker<'_>) -> String {
    faker.persona().first.clone()
}

pub(crate) fn last(faker: &mut Faker<'_>) -> String {
    faker.persona().last.clone()
}

pub(crate) fn full(faker: &mut Faker<'_>) -> String {
    let Persona { first, last } = faker.persona();
    format!("{first} {last}")
}

pub(crate) fn username(faker: &mut Faker<'_>) -> String {
    let Persona { first, last } = faker.persona();
    let name = plain(&format!("{first}.{last}"));
    match faker.below(3) {
        0 => name,
        1 => name.replace('.', "_"),
        _ => format!("{}{}", name.replace('.', ""), faker.rng.random_range(1..100)),
    }
}

pub(crate) fn email(faker: &mut Faker<'_>) -> String {
    let Persona { first, last } = faker.persona();
    plain(&format!("{first}.{last}@example.com"))
}

/// A number of the range that is kept for fiction: 555-0100 to 555-0199.
pub(crate) fn phone(faker: &mut Faker<'_>) -> String {
    let area = faker.pick(&["202", "303", "404", "512", "617", "718"]);
    format!("+1{area}55501{:02}", faker.below(100))
}

fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '@'));
    letters.collect::<String>().to_ascii_lowercase()
}
