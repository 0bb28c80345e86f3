//! Texts that are too short or too long, that do not match, or that are not what their format says.

use serde_json::{Value, json};

use crate::breaks::count;

/// What a text that must match is filled with: one letter of each kind that patterns leave out.
const FILLERS: [char; 14] =
    ['\u{7}', ' ', '/', '-', '.', '_', '"', '\n', '0', 'a', 'A', '\u{e9}', '<', ','];

pub(super) fn breaks(keyword: &str, argument: &Value, text: &str) -> Vec<Value> {
    match (keyword, count(argument)) {
        ("minLength", Some(least)) if least > 0 => {
            vec![json!(resized(text, least - 1)), json!("")]
        }
        ("maxLength", Some(most)) => {
            vec![json!(resized(text, most + 1)), json!(resized(text, most * 2 + 1))]
        }
        ("pattern", _) => mismatches(text),
        ("format", _) => {
            let spoilt = argument.as_str().map_or(&[][..], spoilt);
            spoilt.iter().map(|text| json!(text)).collect()
        }
        _ => Vec::new(),
    }
}

/// Cuts a text, or repeats it, to a length in characters.
pub(crate) fn resized(text: &str, length: usize) -> String {
    let filler = if text.is_empty() { "a" } else { text };
    text.chars().chain(filler.chars().cycle()).take(length).collect()
}

/// Lists texts that few patterns match, first those of the same length.
fn mismatches(text: &str) -> Vec<Value> {
    let length = text.chars().count().max(1);
    let filled = FILLERS.iter().map(|c| c.to_string().repeat(length));
    let around = [format!("{text}\u{7}"), format!("\u{7}{text}"), String::new()];
    let reversed = text.chars().rev().collect();
    filled.chain([reversed]).chain(around).map(Value::String).collect()
}

/// Lists texts that come close to a format and are not of it.
fn spoilt(format: &str) -> &'static [&'static str] {
    match format {
        "date-time" => &["1970-13-01T00:00:00Z", "1970-01-01 00:00", "1970-01-01"],
        "date" => &["1970-02-30", "1970-1-1", "01/01/1970"],
        "time" => &["25:00:00Z", "00:00", "noon"],
        "duration" => &["P", "1 hour", "PT"],
        "email" | "idn-email" => &["user@", "@example.com", "user example.com"],
        "hostname" | "idn-hostname" => &["-example-", "exa mple", "."],
        "ipv4" => &["256.0.0.1", "192.0.2", "192.0.2.1.1"],
        "ipv6" => &["2001:db8:::1", "12345::", "192.0.2.1"],
        "uri" | "iri" => &["//example.com", "example", "http://exa mple.com"],
        "uri-reference" | "iri-reference" => &["\\\\example", "http://exa mple.com", "%zz"],
        "uri-template" => &["{id", "/{}/", "{?"],
        "uuid" => &[
            "00000000-0000-4000-8000-00000000000g",
            "00000000-0000-4000-8000-00000000000",
            "00000000",
        ],
        "json-pointer" => &["a/b", "/~2", "#/a"],
        "relative-json-pointer" => &["/a", "-1", "a"],
        "regex" => &["(", "[", "*"],
        _ => &[],
    }
}
