//! Responses: the schema and the examples become content.

use serde_json::{Map, Value};

use super::JSON;
use super::content::{content, illustrate};
use crate::Pointer;
use crate::lower::journal::Journal;

pub(super) fn convert(
    journal: &mut Journal<'_>,
    response: &mut Map<String, Value>,
    at: &Pointer,
    produces: Option<&[String]>,
) {
    if response.contains_key("$ref") || response.contains_key("content") {
        return;
    }
    let schema = response.shift_remove("schema");
    let mut examples = Map::new();
    if let Some(Value::Object(listed)) = response.get_mut("examples") {
        examples = std::mem::take(listed);
        response.shift_remove("examples");
    }
    if schema.is_none() && examples.is_empty() {
        return;
    }
    let place = at.join("content");
    let is_file =
        schema.as_ref().and_then(|schema| schema.get("type")).is_some_and(|name| name == "file");
    let default = [if is_file { "application/octet-stream" } else { JSON }.to_owned()];
    // Without a schema there is no content, but for what the examples show.
    let media_types = match (&schema, produces) {
        (None, _) if examples.keys().all(|name| name.contains('/')) => &[],
        (_, Some(listed)) if !listed.is_empty() => listed,
        _ => &default[..],
    };
    if let (Some(_), Some(first)) = (&schema, media_types.first()) {
        journal.moves(&place.join(first).join("schema"), &at.join("schema"));
    }
    let mut content = content(media_types, schema, &place);
    for (name, example) in examples {
        let from = at.join("examples").join(&name);
        illustrate(journal, &mut content, &place, (&name, example), &from);
    }
    response.insert("content".to_owned(), Value::Object(content));
}
