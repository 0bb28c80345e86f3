//! Parameters and headers: what they say about their values becomes a schema.

use serde_json::{Map, Value, json};

use crate::lower::journal::Journal;
use crate::{Diagnostic, Pointer};

/// What belongs to the schema of a parameter or header.
const OF_SCHEMA: [&str; 19] = [
    "type",
    "format",
    "items",
    "default",
    "enum",
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "x-date",
    "x-faker",
    "x-nullable",
];

/// Gives a parameter or header a schema and a style.
pub(super) fn convert(journal: &mut Journal<'_>, parameter: &mut Map<String, Value>, at: &Pointer) {
    if parameter.contains_key("$ref") {
        return;
    }
    let location = parameter.get("in").and_then(Value::as_str).unwrap_or("header").to_owned();
    let style = style(journal, parameter, &location, at);
    parameter.extend(style);
    let mut schema = Map::new();
    for keyword in OF_SCHEMA {
        schema.extend(parameter.shift_remove_entry(keyword));
    }
    if !schema.is_empty() && !parameter.contains_key("schema") {
        let to = at.join("schema");
        journal.stems(to.clone(), at);
        if schema.contains_key("items") {
            journal.moves(&to.join("items"), &at.join("items"));
        }
        parameter.insert("schema".to_owned(), Value::Object(schema));
    }
    if let Some(example) = parameter.shift_remove("x-example") {
        journal.moves(&at.join("example"), &at.join("x-example"));
        parameter.entry("example").or_insert(example);
    }
}

/// Takes `collectionFormat` off a parameter and gives the style that says the same.
pub(super) fn style(
    journal: &mut Journal<'_>,
    parameter: &mut Map<String, Value>,
    location: &str,
    at: &Pointer,
) -> Map<String, Value> {
    let said = parameter.shift_remove("collectionFormat");
    if parameter.get("type").is_none_or(|name| name != "array") {
        return Map::new();
    }
    let format = said.as_ref().and_then(Value::as_str).unwrap_or("csv");
    let is_pair = matches!(location, "query" | "formData");
    let style = match format {
        "multi" if is_pair => json!({ "style": "form", "explode": true }),
        "ssv" if is_pair => json!({ "style": "spaceDelimited", "explode": false }),
        "pipes" if is_pair => json!({ "style": "pipeDelimited", "explode": false }),
        _ => {
            if format != "csv" {
                let message = format!("the `collectionFormat` `{format}` is read as `csv` here");
                let help = "`ssv`, `pipes` and `multi` are for queries and forms; nothing later than 2.0 has `tsv`";
                journal.note(Diagnostic::warning("W0207", message).help(help), at);
            }
            let style = if is_pair { "form" } else { "simple" };
            json!({ "style": style, "explode": false })
        }
    };
    match style {
        Value::Object(style) => style,
        _ => Map::new(),
    }
}
