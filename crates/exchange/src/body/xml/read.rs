//! Elements to values.

use std::collections::BTreeSet;
use std::sync::Arc;

use counterpart_schema::{Outline, Rest};
use serde_json::{Map, Value};

use super::names::{Names, Node};
use super::tree::Element;
use crate::texts::{Container, container, typed};

/// Reads an element as a schema wants it; without one, as it looks.
pub(super) fn value(outline: Option<&Arc<Outline>>, element: &Element) -> Value {
    match container(outline) {
        Some(Container::Array) => {
            let items = outline.and_then(|outline| outline.items());
            element.children.iter().map(|child| value(items.as_ref(), child)).collect()
        }
        None if element.children.is_empty() && element.attributes.is_empty() => {
            typed(outline, &element.text)
        }
        _ => object(outline, element),
    }
}

fn object(outline: Option<&Arc<Outline>>, element: &Element) -> Value {
    let mut fields = Map::new();
    let mut read = BTreeSet::new();
    for (name, property) in outline.iter().flat_map(|outline| outline.properties()) {
        let (found, children) = field(name, &property, element);
        read.extend(children);
        fields.extend(found.map(|found| (name.to_owned(), found)));
    }
    if outline.is_none_or(|outline| matches!(outline.rest(), Rest::Known(_))) {
        let free = element.children.iter().filter(|child| !read.contains(child.name.as_str()));
        for child in free {
            let property = outline.and_then(|outline| outline.property(&child.name));
            add(&mut fields, &child.name, value(property.as_ref(), child));
        }
    }
    Value::Object(fields)
}

/// Finds a property, and tells which children it may be read from.
fn field<'e>(
    name: &str,
    property: &Arc<Outline>,
    element: &'e Element,
) -> (Option<Value>, Vec<&'e str>) {
    let names = Names::of(Some(property));
    let local = names.local(name);
    let children = |local: &str| -> Vec<&'e Element> {
        element.children.iter().filter(|child| child.name == local).collect()
    };
    match names.node {
        Node::Attribute => {
            let sent = element.attributes.iter().find(|(key, _)| key == local);
            (sent.map(|(_, text)| typed(Some(property), text)), Vec::new())
        }
        Node::Text => (Some(typed(Some(property), &element.text)), Vec::new()),
        node if container(Some(property)) == Some(Container::Array) && node != Node::Element => {
            let items = property.items();
            let names = Names::of(items.as_ref());
            let sent = children(names.local(local));
            let list = sent.iter().map(|child| value(items.as_ref(), child)).collect();
            ((!sent.is_empty()).then_some(list), sent.iter().map(|c| c.name.as_str()).collect())
        }
        _ => {
            let sent = children(local);
            let found = sent.first().map(|child| value(Some(property), child));
            (found, sent.iter().map(|c| c.name.as_str()).collect())
        }
    }
}

/// Adds a field; one that stands several times is an array.
fn add(fields: &mut Map<String, Value>, name: &str, value: Value) {
    match fields.get_mut(name) {
        Some(Value::Array(elements)) => elements.push(value),
        Some(known) => {
            let first = known.take();
            *known = Value::Array(vec![first, value]);
        }
        None => {
            fields.insert(name.to_owned(), value);
        }
    }
}
