//! Patterns for JSON answers.
//!
//! A pattern is JSON; `"<text>"`, `"<integer>"`, `"<boolean>"`, `"<date-time>"` and `"<any>"` stand for any such value, `"{{name}}"` for one value that is the same everywhere, and `"…"` for whatever else an array or (as a key) an object holds.

use std::collections::BTreeMap;

use serde_json::Value;

/// What the names stand for so far.
pub(crate) type Bindings = BTreeMap<String, Value>;

/// Says where a value differs from a pattern.
pub(crate) fn matches(
    pattern: &Value,
    value: &Value,
    bindings: &mut Bindings,
) -> Result<(), String> {
    compare(pattern, value, "", bindings)
}

fn compare(pattern: &Value, value: &Value, at: &str, names: &mut Bindings) -> Result<(), String> {
    let differs = || Err(format!("at `{at}`: expected {pattern}, got {value}"));
    match (pattern, value) {
        (Value::String(text), _) if text.starts_with('<') && text.ends_with('>') => {
            let fits = match &text[1..text.len() - 1] {
                "any" => true,
                "text" => value.as_str().is_some_and(|text| !text.is_empty()),
                "integer" => value.is_i64() || value.is_u64(),
                "boolean" => value.is_boolean(),
                "date-time" => {
                    value.as_str().is_some_and(|text| text.parse::<jiff::Timestamp>().is_ok())
                }
                // Some documented values look like patterns: `"<string>"`.
                _ => pattern == value,
            };
            if fits { Ok(()) } else { differs() }
        }
        (Value::String(text), _) if text.starts_with("{{") => {
            let name = text.trim_matches(['{', '}']).to_owned();
            let known = names.entry(name).or_insert_with(|| value.clone());
            if known == value { Ok(()) } else { differs() }
        }
        (Value::Array(patterns), Value::Array(values)) => {
            let open = patterns.last().is_some_and(|last| last == "…");
            let wanted = if open { &patterns[..patterns.len() - 1] } else { &patterns[..] };
            if values.len() < wanted.len() || (!open && values.len() > wanted.len()) {
                return differs();
            }
            let mut pairs = wanted.iter().zip(values).enumerate();
            pairs.try_for_each(|(i, (p, v))| compare(p, v, &format!("{at}/{i}"), names))
        }
        (Value::Object(patterns), Value::Object(values)) => {
            let extra = values.keys().find(|key| !patterns.contains_key(*key));
            if let (Some(key), false) = (extra, patterns.contains_key("…")) {
                return Err(format!("at `{at}`: `{key}` is not expected"));
            }
            patterns.iter().filter(|(key, _)| *key != "…").try_for_each(|(key, pattern)| {
                match values.get(key) {
                    Some(value) => compare(pattern, value, &format!("{at}/{key}"), names),
                    None => Err(format!("at `{at}`: `{key}` is missing")),
                }
            })
        }
        _ if pattern == value => Ok(()),
        _ => differs(),
    }
}
