//! Media types with their examples and encodings (OpenAPI "Media Type Object").

use serde_json::Value;

use super::parameter::{headers, named_style};
use super::{Node, Reader};
use crate::{Encoding, Example, MediaType, Style};

pub(super) fn media_types<'s>(reader: &mut Reader<'s>, node: &Node<'s>) -> Vec<MediaType> {
    let mut out = Vec::new();
    for (range, node) in node.get("content").iter().flat_map(Node::entries) {
        if let Some(node) = reader.follow(node) {
            out.push(media_type(reader, range, &node));
        }
    }
    out
}

fn media_type<'s>(reader: &mut Reader<'s>, range: &str, node: &Node<'s>) -> MediaType {
    let (essence, parameters) = range.split_at(range.find(';').unwrap_or(range.len()));
    let encoding = node.get("encoding");
    MediaType {
        range: essence.to_ascii_lowercase() + parameters,
        schema: node.get("schema").map(|schema| schema.pointer),
        item_schema: node.get("itemSchema").map(|schema| schema.pointer),
        examples: examples(reader, node),
        encoding: encoding
            .iter()
            .flat_map(Node::entries)
            .map(|(name, node)| (name.to_owned(), self::encoding(reader, &node)))
            .collect(),
    }
}

fn encoding<'s>(reader: &mut Reader<'s>, node: &Node<'s>) -> Encoding {
    let types = node.text("contentType").unwrap_or_default().split(',').map(str::trim);
    // Any of the three asks for a style (OpenAPI "Encoding Object").
    let styled = ["style", "explode", "allowReserved"].iter().any(|key| node.get(key).is_some());
    let style = node.text("style").and_then(named_style).unwrap_or(Style::Form);
    let explode = node.flag("explode").unwrap_or(style.explodes());
    Encoding {
        content_types: types.filter(|text| !text.is_empty()).map(str::to_owned).collect(),
        style: styled.then_some((style, explode)),
        allow_reserved: node.flag("allowReserved").unwrap_or(false),
        headers: headers(reader, node),
    }
}

/// Reads `example` and `examples`; a named one has its value in `value`, since OpenAPI 3.2 also in `dataValue`.
pub(super) fn examples<'s>(reader: &mut Reader<'s>, node: &Node<'s>) -> Vec<Example> {
    let example =
        |name: &str, value: &Value| Example { name: name.to_owned(), value: value.clone() };
    let mut examples: Vec<_> =
        node.value.get("example").map(|value| example("", value)).into_iter().collect();
    for (name, node) in node.get("examples").iter().flat_map(Node::entries) {
        let node = reader.follow(node);
        let value =
            node.as_ref().and_then(|n| n.value.get("value").or_else(|| n.value.get("dataValue")));
        examples.extend(value.map(|value| example(name, value)));
    }
    examples
}
