//! People: names, and what is made from names.

use rand::RngExt;

use crate::faker::Faker;
use crate::faker::locale::Locale;
use crate::seed::Rng;

/// Somebody.
#[derive(Debug, Clone)]
pub(crate) struct Persona {
    first: &'static str,
    last: &'static str,
    /// The same two in letters that addresses have.
    latin: [&'static str; 2],
}

/// The people of one record, by the part they play in it.
#[derive(Debug, Default)]
pub(crate) struct People(Vec<(String, Persona)>);

impl People {
    pub(crate) fn persona(&mut self, role: &str, locale: Locale, rng: &mut Rng) -> &Persona {
        let known = self.0.iter().position(|(known, _)| known == role);
        let index = known.unwrap_or_else(|| {
            let first = locale.first_name(rng);
            let last = locale.last_name(rng);
            let latin = if locale.is_latin() {
                [first, last]
            } else {
                [Locale::En.first_name(rng), Locale::En.last_name(rng)]
            };
            self.0.push((role.to_owned(), Persona { first, last, latin }));
            self.0.len() - 1
        });
        &self.0[index].1
    }
}

/// Tells from the words of a property's name which person of the record it is about: `sender` of `senderName`, nobody in particular of `first_name`.
pub(crate) fn role(words: &[String]) -> String {
    let about = |word: &&str| {
        !matches!(
            *word,
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
    words.iter().map(String::as_str).filter(about).collect()
}

pub(crate) fn first(faker: &mut Faker<'_>) -> String {
    faker.persona().first.to_owned()
}

pub(crate) fn last(faker: &mut Faker<'_>) -> String {
    faker.persona().last.to_owned()
}

pub(crate) fn full(faker: &mut Faker<'_>) -> String {
    let locale = faker.locale;
    let Persona { first, last, .. } = faker.persona();
    locale.full_name(first, last)
}

pub(crate) fn username(faker: &mut Faker<'_>) -> String {
    let [first, last] = faker.persona().latin;
    let mut name = plain(&[first, ".", last]);
    match faker.below(3) {
        0 => name,
        1 => name.replace('.', "_"),
        _ => {
            name.retain(|letter| letter != '.');
            format!("{name}{}", faker.rng.random_range(1..100))
        }
    }
}

pub(crate) fn email(faker: &mut Faker<'_>) -> String {
    let [first, last] = faker.persona().latin;
    plain(&[first, ".", last, "@example.com"])
}

/// A number of the range that is kept for fiction: 555-0100 to 555-0199.
pub(crate) fn phone(faker: &mut Faker<'_>) -> String {
    let area = faker.pick(&["202", "303", "404", "512", "617", "718"]);
    format!("+1{area}55501{:02}", faker.below(100))
}

/// Writes a name in the letters of addresses; letters with marks lose them.
fn plain(parts: &[&str]) -> String {
    let mut plain = String::with_capacity(parts.iter().map(|part| part.len()).sum());
    let letters = parts.iter().flat_map(|part| part.chars()).map(unmarked);
    let letters = letters.filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '@'));
    plain.extend(letters.map(|c| c.to_ascii_lowercase()));
    plain
}

fn unmarked(letter: char) -> char {
    match letter {
        '\u{c0}'..='\u{c6}' | '\u{e0}'..='\u{e6}' | '\u{103}' => 'a',
        '\u{c7}' | '\u{e7}' => 'c',
        '\u{c8}'..='\u{cb}' | '\u{e8}'..='\u{eb}' => 'e',
        '\u{11e}' | '\u{11f}' => 'g',
        '\u{cc}'..='\u{cf}' | '\u{ec}'..='\u{ef}' | '\u{130}' | '\u{131}' => 'i',
        '\u{d1}' | '\u{f1}' => 'n',
        '\u{d2}'..='\u{d8}' | '\u{f2}'..='\u{f8}' => 'o',
        '\u{df}' | '\u{15e}' | '\u{15f}' => 's',
        '\u{d9}'..='\u{dc}' | '\u{f9}'..='\u{fc}' => 'u',
        '\u{174}' | '\u{175}' => 'w',
        '\u{fd}' | '\u{ff}' | '\u{176}' | '\u{177}' => 'y',
        other => other,
    }
}
