//! What a sampler may be told, and what stays as it is.

use counterpart_schema::Direction;
use serde_json::{Value, json};

use super::{chat, moment, schema};
use crate::{Examples, Locale, Sampler, Seed, sample};

fn made(sampler: Sampler, source: &Value, seed: u64) -> Value {
    let rng = &mut Seed(seed).stream(&["sampler"]);
    sampler.sample(&schema(source), Direction::Response, rng, moment()).expect("a value")
}

fn person() -> Value {
    let text = json!({ "type": "string" });
    let email = json!({ "type": "string", "format": "email" });
    json!({ "type": "object", "required": ["fullName", "email", "city", "company"], "properties": {
        "fullName": text, "email": email, "city": text, "company": text,
    } })
}

#[test]
fn every_locale_has_names_and_addresses() {
    for (name, locale) in Locale::ALL {
        assert_eq!(Locale::named(&name.to_uppercase()), Some(locale));
        let sampler = Sampler { locale, ..Sampler::default() };
        let values: Vec<_> = (0..20).map(|seed| made(sampler, &person(), seed)).collect();
        for value in &values {
            let email = value["email"].as_str().expect("a text");
            assert!(
                email.is_ascii() && !email.contains("..") && !email.starts_with(['.', '@']),
                "{value}"
            );
            assert!(value["city"].as_str().is_some_and(|city| !city.is_empty()), "{value}");
        }
        let is_foreign = |value: &Value| !value["fullName"].to_string().is_ascii();
        let others = [Locale::En, Locale::It, Locale::Nl, Locale::Cy, Locale::PtPt, Locale::De];
        assert!(values.iter().any(is_foreign) || others.contains(&locale), "{name}");
    }
    assert_eq!(Locale::named("xx"), None);
}

#[test]
fn nothing_said_is_the_usual_sample() {
    let rng = &mut Seed(7).stream(&["sampler"]);
    let usual = sample(&schema(&chat()), Direction::Response, rng, moment()).expect("a value");
    assert_eq!(made(Sampler::default(), &chat(), 7), usual);
}

#[test]
fn examples_that_fit_come_first_where_asked_for() {
    let source = json!({ "type": "object", "required": ["email", "age", "name"], "properties": {
        "email": { "type": "string", "format": "email", "examples": ["not one", "jo@example.org"] },
        "age": { "type": "integer", "maximum": 99, "examples": [41, 400] },
        "name": { "type": "string", "x-faker": "id.uuid", "examples": ["Jo"] },
    } });
    let sampler = Sampler { examples: Examples::First, ..Sampler::default() };
    let value = made(sampler, &source, 1);
    assert_eq!((&value["email"], &value["age"]), (&json!("jo@example.org"), &json!(41)));
    assert_eq!(value["name"].as_str().map(str::len), Some(36));
    let usual = made(Sampler::default(), &source, 1);
    assert_ne!(usual["email"], value["email"]);
    let whole = json!({ "type": "object", "examples": [{ "a": 1 }, 2] });
    assert_eq!(made(sampler, &whole, 1), json!({ "a": 1 }));
}

#[test]
fn kinds_go_by_the_names_of_other_tools() {
    let source = json!({ "type": "object", "required": ["a", "b", "c"], "properties": {
        "a": { "type": "string", "x-faker": "datatype.uuid" },
        "b": { "type": "integer", "maximum": 200_000, "x-faker": { "random.number": { "max": 9 } } },
        "c": { "type": "string", "x-faker": "internet.email" },
    } });
    let value = made(Sampler::default(), &source, 1);
    assert_eq!(value["a"].as_str().map(str::len), Some(36));
    assert!(value["b"].as_i64() >= Some(1000), "{value}");
    assert!(value["c"].as_str().is_some_and(|text| text.ends_with("@example.com")));
}
