//! Content: one schema under several media types, and the examples of each.

use serde_json::{Map, Value, json};

use crate::Pointer;
use crate::lower::journal::Journal;

/// Puts a schema under each media type: it is written out under the first, and the others refer to it there.
pub(super) fn content(
    media_types: &[String],
    schema: Option<Value>,
    at: &Pointer,
) -> Map<String, Value> {
    let mut content = Map::new();
    let mut left = schema;
    for name in media_types {
        let media_type = match (left.take(), content.is_empty()) {
            (Some(schema), _) => json!({ "schema": schema }),
            (None, true) => json!({}),
            (None, false) => another(&content, at),
        };
        content.entry(name).or_insert(media_type);
    }
    content
}

/// Makes a media type of the same schema as the first, which is referred to.
fn another(content: &Map<String, Value>, at: &Pointer) -> Value {
    let Some((name, first)) = content.iter().next() else { return json!({}) };
    match first.get("schema").and_then(Value::as_object) {
        Some(schema) if schema.len() == 1 && schema.contains_key("$ref") => {
            json!({ "schema": schema })
        }
        Some(_) => json!({ "schema": { "$ref": at.join(name).join("schema").to_fragment() } }),
        None => json!({}),
    }
}

/// Puts an example under the media type that it is named by; under the first, if it has a name of its own.
pub(super) fn illustrate(
    journal: &mut Journal<'_>,
    content: &mut Map<String, Value>,
    at: &Pointer,
    (name, example): (&str, Value),
    from: &Pointer,
) {
    if name.contains('/') {
        if !content.contains_key(name) {
            let media_type = another(content, at);
            content.insert(name.to_owned(), media_type);
        }
        journal.moves(&at.join(name).join("example"), from);
        content[name]["example"] = example;
        return;
    }
    let Some((range, media_type)) = content.iter_mut().next() else { return };
    let to = at.join(range).join("examples").join(name);
    if example.get("value").is_some() {
        journal.moves(&to, from);
        media_type["examples"][name] = example;
    } else {
        journal.moves(&to.join("value"), from);
        media_type["examples"][name] = json!({ "value": example });
    }
}
