//! Sequences of items: a line, a record or an event for each (OpenAPI 3.2 "Sequential Media Types").

use std::fmt::Write;
use std::sync::Arc;

use counterpart_schema::{Outline, Type, Types};
use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::MediaRange;
use crate::texts::{Texts, text};

/// How the items stand apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A line for each: `application/jsonl`, `application/x-ndjson`.
    Lines,
    /// A record separator before each (RFC 7464).
    Records,
    /// The events of `text/event-stream`, with `event`, `data`, `id` and `retry`.
    Events,
    /// Events of which the schema says only what the JSON of their `data` is, as documents did before 3.2.
    Payloads,
}

/// Says without JSON that no more events come; a custom, and no item.
const DONE: &str = "[DONE]";

/// Starts a record (RFC 7464 §2.2).
const RECORD_SEPARATOR: char = '\u{1e}';

impl Form {
    /// Tells which sequence a media type is, if it is one.
    pub(super) fn of(media_type: &MediaRange) -> Option<Self> {
        let is = |subtype: &str| media_type.is("application", subtype);
        if is("jsonl") || is("x-ndjson") || is("ndjson") || is("x-jsonlines") || is("json-lines") {
            Some(Self::Lines)
        } else if is("json-seq") || media_type.to_string().ends_with("+json-seq") {
            Some(Self::Records)
        } else {
            media_type.is("text", "event-stream").then_some(Self::Events)
        }
    }
}

pub(crate) fn is_sequence(media_type: &MediaRange) -> bool {
    Form::of(media_type).is_some()
}

/// Tells whether a schema, for want of an `itemSchema`, is that of each item of a sequence: it has no room for an array.
pub fn is_of_items(media_type: &MediaRange, types: Types) -> bool {
    Form::of(media_type).is_some() && types.admits(Type::Object) && !types.admits(Type::Array)
}

pub(super) fn decode(
    form: Form,
    item: Option<&Arc<Outline>>,
    bytes: &[u8],
) -> Result<Value, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "is not UTF-8 text".to_owned())?;
    let separator = match form {
        Form::Lines => '\n',
        Form::Records => RECORD_SEPARATOR,
        Form::Events => return Ok(events(item, text)),
        Form::Payloads => return payloads(text),
    };
    let items = text.split(separator).map(str::trim).filter(|item| !item.is_empty());
    let read = |(index, item): (usize, &str)| {
        let value = serde_json::from_str::<Value>(item);
        value.map_err(|error| format!("item {index} is not JSON: {error}"))
    };
    items.enumerate().map(read).collect()
}

/// Reads events as a browser would, but keeps one that no empty line ends.
fn events(item: Option<&Arc<Outline>>, text: &str) -> Value {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut events = Vec::new();
    for block in text.split("\n\n") {
        let mut fields: IndexMap<&str, String> = IndexMap::new();
        for line in block.lines().filter(|line| !line.starts_with(':') && !line.is_empty()) {
            let (name, value) = line.split_once(':').unwrap_or((line, ""));
            let value = value.strip_prefix(' ').unwrap_or(value);
            match fields.get_mut(name) {
                Some(data) if name == "data" => {
                    data.push('\n');
                    data.push_str(value);
                }
                Some(known) => value.clone_into(known),
                None => drop(fields.insert(name, value.to_owned())),
            }
        }
        if !fields.is_empty() {
            events.push(event(item, fields));
        }
    }
    Value::Array(events)
}

/// Reads the data of events.
fn payloads(text: &str) -> Result<Value, String> {
    let Value::Array(events) = events(None, text) else { return Ok(Value::Null) };
    let data = events.iter().filter_map(|event| event.get("data")?.as_str());
    let read = |(index, data): (usize, &str)| {
        let value = serde_json::from_str::<Value>(data);
        value.map_err(|error| format!("the data of event {index} is not JSON: {error}"))
    };
    data.filter(|data| *data != DONE).enumerate().map(read).collect()
}

fn event(item: Option<&Arc<Outline>>, fields: IndexMap<&str, String>) -> Value {
    let typed = |(name, text): (&str, String)| {
        let property = item.and_then(|item| item.property(name));
        (name.to_owned(), Texts::One(text.into()).typed(property.as_ref()))
    };
    Value::Object(fields.into_iter().map(typed).collect::<Map<_, _>>())
}

pub(super) fn encode(form: Form, value: &Value) -> Result<Vec<u8>, String> {
    let items = value.as_array().ok_or("is no array, as a sequence has to be")?;
    let mut out = String::new();
    for item in items {
        match form {
            Form::Lines | Form::Records => {
                out.extend((form == Form::Records).then_some(RECORD_SEPARATOR));
                let _ = writeln!(out, "{item}");
            }
            Form::Payloads => {
                let _ = write!(out, "data: {item}\n\n");
            }
            Form::Events => {
                let fields = item.as_object().ok_or("has an event that is no object")?;
                for (name, value) in fields {
                    for line in text(value).split('\n') {
                        let _ = writeln!(out, "{name}: {line}");
                    }
                }
                out.push('\n');
            }
        }
    }
    Ok(out.into_bytes())
}
