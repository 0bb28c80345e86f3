//! Media types and their examples (OpenAPI "Media Type Object").

use serde_json::Value;

use super::{Node, Reader};
use crate::{Example, MediaType};

pub(super) fn media_types<'s>(reader: &mut Reader<'s>, node: &Node<'s>) -> Vec<MediaType> {
    let content = node.get("content");
    content
        .iter()
        .flat_map(Node::entries)
        .map(|(range, node)| media_type(reader, range, &node))
        .collect()
}

fn media_type<'s>(reader: &mut Reader<'s>, range: &str, node: &Node<'s>) -> MediaType {
    let example =
        |name: &str, value: &Value| Example { name: name.to_owned(), value: value.clone() };
    let mut examples: Vec<_> =
        node.value.get("example").map(|value| example("", value)).into_iter().collect();
    for (name, node) in node.get("examples").iter().flat_map(Node::entries) {
        let value = reader.follow(node).and_then(|node| node.value.get("value"));
        examples.extend(value.map(|value| example(name, value)));
    }
    MediaType {
        range: range.to_ascii_lowercase(),
        schema: node.get("schema").map(|schema| schema.pointer),
        examples,
    }
}
