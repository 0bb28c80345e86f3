//! Places and organisations.

use crate::faker::Faker;
use crate::faker::locale::Locale;

const CITIES: [&str; 16] = [
    "Amsterdam",
    "Austin",
    "Barcelona",
    "Berlin",
    "Copenhagen",
    "Dublin",
    "Helsinki",
    "Lisbon",
    "Lyon",
    "Melbourne",
    "Montreal",
    "Oslo",
    "Portland",
    "Toronto",
    "Vienna",
    "Zurich",
];

const COUNTRIES: [(&str, &str, &str); 12] = [
    ("Australia", "AU", "AUD"),
    ("Austria", "AT", "EUR"),
    ("Canada", "CA", "CAD"),
    ("Denmark", "DK", "DKK"),
    ("France", "FR", "EUR"),
    ("Germany", "DE", "EUR"),
    ("Ireland", "IE", "EUR"),
    ("Netherlands", "NL", "EUR"),
    ("Norway", "NO", "NOK"),
    ("Spain", "ES", "EUR"),
    ("Switzerland", "CH", "CHF"),
    ("United States", "US", "USD"),
];

const STREETS: [&str; 8] = [
    "Cedar Lane",
    "Church Street",
    "Elm Street",
    "High Street",
    "Maple Avenue",
    "Mill Road",
    "Park Avenue",
    "Station Road",
];

const ZONES: [&str; 6] =
    ["America/New_York", "Asia/Tokyo", "Australia/Sydney", "Europe/Berlin", "Europe/Zurich", "UTC"];

const LANGUAGES: [&str; 6] = ["de", "en", "es", "fr", "it", "nl"];
const REGIONS: [&str; 6] = ["Bavaria", "California", "Catalonia", "Ontario", "Texas", "Victoria"];

pub(crate) fn company(faker: &mut Faker<'_>) -> String {
    faker.locale.company(faker.rng)
}

pub(crate) fn city(faker: &mut Faker<'_>) -> String {
    match faker.locale {
        Locale::En => faker.pick(&CITIES).to_owned(),
        locale => locale.city(faker.rng),
    }
}

pub(crate) fn country(faker: &mut Faker<'_>) -> String {
    faker.pick(&COUNTRIES).0.to_owned()
}

pub(crate) fn country_code(faker: &mut Faker<'_>) -> String {
    faker.pick(&COUNTRIES).1.to_owned()
}

pub(crate) fn currency(faker: &mut Faker<'_>) -> String {
    faker.pick(&COUNTRIES).2.to_owned()
}

pub(crate) fn street(faker: &mut Faker<'_>) -> String {
    format!("{} {}", 1 + faker.below(200), faker.pick(&STREETS))
}

pub(crate) fn postcode(faker: &mut Faker<'_>) -> String {
    format!("{}", 10_000 + faker.below(89_999))
}

pub(crate) fn region(faker: &mut Faker<'_>) -> String {
    faker.pick(&REGIONS).to_owned()
}

pub(crate) fn zone(faker: &mut Faker<'_>) -> String {
    faker.pick(&ZONES).to_owned()
}

pub(crate) fn language(faker: &mut Faker<'_>) -> String {
    faker.pick(&LANGUAGES).to_owned()
}
