//! Values to elements.

use std::fmt::Write;
use std::sync::Arc;

use counterpart_schema::Outline;
use quick_xml::escape::escape;
use serde_json::Value;

use super::MAX_DEPTH;
use super::names::{Names, Node};
use crate::texts::text;

/// The root where neither the schema nor its place gives a name.
const ROOT: &str = "root";

pub(super) fn root(
    outline: Option<&Arc<Outline>>,
    value: &Value,
    out: &mut String,
) -> Result<(), String> {
    let names = Names::of(outline);
    let place = outline.map(|outline| outline.schema().pointer());
    let section = place.and_then(|place| place.parent()?.last().map(|last| last == "schemas"));
    let component =
        place.filter(|_| section == Some(true)).and_then(counterpart_spec::Pointer::last);
    let name = names.local(component.as_deref().unwrap_or(ROOT));
    element(name, &names, outline, value, MAX_DEPTH, out)
}

fn element(
    name: &str,
    names: &Names,
    outline: Option<&Arc<Outline>>,
    value: &Value,
    depth: usize,
    out: &mut String,
) -> Result<(), String> {
    if depth == 0 {
        return Err(format!("has more than {MAX_DEPTH} elements nested in each other"));
    }
    let name = qualified(name, names)?;
    let _ = write!(out, "<{name}");
    if let Some(namespace) = &names.namespace {
        let prefix = names.prefix.as_ref().map(|prefix| format!(":{prefix}")).unwrap_or_default();
        let _ = write!(out, " xmlns{prefix}=\"{}\"", escape(namespace));
    }
    let mut inside = String::new();
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let property = outline.and_then(|outline| outline.property(name));
                field(name, property.as_ref(), value, depth - 1, out, &mut inside)?;
            }
        }
        Value::Array(elements) => {
            let items = outline.and_then(|outline| outline.items());
            let names = Names::of(items.as_ref());
            let local = names.local("item");
            for value in elements {
                element(local, &names, items.as_ref(), value, depth - 1, &mut inside)?;
            }
        }
        scalar => inside += &escape(text(scalar)),
    }
    let _ = write!(out, ">{inside}</{name}>");
    Ok(())
}

/// Writes a field into the open tag or inside the element.
fn field(
    name: &str,
    property: Option<&Arc<Outline>>,
    value: &Value,
    depth: usize,
    tag: &mut String,
    inside: &mut String,
) -> Result<(), String> {
    let names = Names::of(property);
    let local = names.local(name);
    match (names.node, value) {
        (Node::Attribute, value) => {
            let name = qualified(local, &names)?;
            let _ = write!(tag, " {name}=\"{}\"", escape(text(value)));
        }
        (Node::Text, value) => *inside += &escape(text(value)),
        (Node::Element, Value::Array(elements)) => {
            let items = property.and_then(|outline| outline.items());
            let item = Names::of(items.as_ref());
            let mut list = String::new();
            for value in elements {
                element(item.local(name), &item, items.as_ref(), value, depth, &mut list)?;
            }
            let wrapper = qualified(local, &names)?;
            let _ = write!(inside, "<{wrapper}>{list}</{wrapper}>");
        }
        (_, Value::Array(elements)) => {
            let items = property.and_then(|outline| outline.items());
            let item = Names::of(items.as_ref());
            for value in elements {
                element(item.local(local), &item, items.as_ref(), value, depth, inside)?;
            }
        }
        (_, value) => element(local, &names, property, value, depth, inside)?,
    }
    Ok(())
}

/// Gives a name its prefix, if XML allows the name.
fn qualified(name: &str, names: &Names) -> Result<String, String> {
    let starts = |c: char| c.is_alphabetic() || c == '_';
    let goes_on = |c: char| c.is_alphanumeric() || "_-.".contains(c);
    if !name.starts_with(starts) || !name.chars().all(goes_on) {
        return Err(format!("has a field `{}`, which is no name in XML", name.escape_debug()));
    }
    Ok(names.prefix.as_ref().map_or(name.to_owned(), |prefix| format!("{prefix}:{name}")))
}
