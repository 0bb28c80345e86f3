//! `deepObject`: `filter[last_id]=34&filter[tags][]=a`, as deep as real servers read it.
//!
//! OpenAPI defines one level; arrays are `[]`, `[0]` or a key that stands several times.

use std::borrow::Cow;
use std::sync::Arc;

use counterpart_schema::Outline;
use indexmap::IndexMap;
use serde_json::Value;

use crate::escape::unescape_form;
use crate::texts::{Container, Texts, container, list_or_one, text};

/// No filter is nested deeper, and every level is a call.
const MAX_DEPTH: usize = 16;

/// What stands under a key: texts of its own, and what stands in brackets behind it.
#[derive(Debug, Default)]
struct Tree<'r> {
    texts: Vec<Cow<'r, str>>,
    below: IndexMap<String, Tree<'r>>,
}

/// Reads the pairs `name[key]…=value`, and `name=value`, which only a schema that admits texts will take.
pub(crate) fn read(
    name: &str,
    pairs: &[(Cow<'_, str>, &str)],
    outline: Option<&Arc<Outline>>,
) -> Option<Result<Value, String>> {
    let mut tree = Tree::default();
    let own = pairs.iter().filter_map(|(key, value)| Some((key.strip_prefix(name)?, *value)));
    for (rest, value) in own.filter(|(rest, _)| rest.is_empty() || rest.starts_with('[')) {
        match keys(rest) {
            Some(keys) => tree.insert(keys, unescape_form(Cow::from(value))),
            None => return Some(Err(format!("has a key `{name}{rest}` that cannot be read"))),
        }
    }
    let is_sent = !tree.texts.is_empty() || !tree.below.is_empty();
    is_sent.then(|| Ok(tree.typed(outline)))
}

/// Splits `[a][b]`.
fn keys(rest: &str) -> Option<Vec<&str>> {
    if rest.is_empty() {
        return Some(Vec::new());
    }
    let inside = rest.strip_prefix('[')?.strip_suffix(']')?;
    let keys: Vec<_> = inside.split("][").collect();
    let plain = keys.len() <= MAX_DEPTH && !keys.iter().any(|key| key.contains(['[', ']']));
    plain.then_some(keys)
}

impl<'r> Tree<'r> {
    fn insert(&mut self, keys: Vec<&str>, text: Cow<'r, str>) {
        let leaf =
            keys.into_iter().fold(self, |tree, key| tree.below.entry(key.to_owned()).or_default());
        leaf.texts.push(text);
    }

    fn typed(self, outline: Option<&Arc<Outline>>) -> Value {
        if self.below.is_empty() {
            return match container(outline) {
                Some(Container::Object) => Texts::One(self.texts.concat().into()).typed(None),
                _ => list_or_one(outline, &self.texts),
            };
        }
        if self.is_list(outline) {
            return self.list(outline);
        }
        let property = |(name, tree): (String, Self)| {
            let property = outline.and_then(|outline| outline.property(&name));
            (name, tree.typed(property.as_ref()))
        };
        Value::Object(self.below.into_iter().map(property).collect())
    }

    /// Tells whether the keys are those of an array, where the schema leaves it open.
    fn is_list(&self, outline: Option<&Arc<Outline>>) -> bool {
        match container(outline) {
            Some(Container::Object) => false,
            Some(Container::Array) => self.below.keys().all(|key| index(key).is_some()),
            None => self.below.keys().all(String::is_empty),
        }
    }

    /// Makes an array of `[]` and `[7]`, in the order of the numbers; holes close.
    fn list(self, outline: Option<&Arc<Outline>>) -> Value {
        let items = outline.and_then(|outline| outline.items());
        let mut below: Vec<_> = self.below.into_iter().collect();
        below.sort_by_key(|(key, _)| index(key));
        let mut elements = Vec::new();
        for (key, tree) in below {
            if key.is_empty() && tree.below.is_empty() {
                let texts = tree.texts.into_iter();
                elements.extend(texts.map(|text| Texts::One(text).typed(items.as_ref())));
            } else {
                elements.push(tree.typed(items.as_ref()));
            }
        }
        Value::Array(elements)
    }
}

/// Reads the key of an array; `[]` comes first.
fn index(key: &str) -> Option<u64> {
    if key.is_empty() { Some(0) } else { key.parse().ok() }
}

/// Writes the pairs; names and texts are escaped by `escape`, the brackets are not.
pub(crate) fn write(
    name: &str,
    value: &Value,
    escape: &dyn Fn(&str) -> String,
) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    push(escape(name), value, escape, MAX_DEPTH, &mut pairs);
    pairs
}

fn push(
    key: String,
    value: &Value,
    escape: &dyn Fn(&str) -> String,
    depth: usize,
    pairs: &mut Vec<(String, String)>,
) {
    let is_flat = |value: &Value| !value.is_array() && !value.is_object();
    match value {
        Value::Object(fields) if depth > 0 => {
            for (name, value) in fields {
                // Brackets as they are have no place in a query (RFC 3986 §3.4).
                push(format!("{key}%5B{}%5D", escape(name)), value, escape, depth - 1, pairs);
            }
        }
        Value::Array(elements) if depth > 0 => {
            let flat = elements.iter().all(is_flat);
            for (index, value) in elements.iter().enumerate() {
                let index = if flat { String::new() } else { index.to_string() };
                let key = format!("{key}%5B{index}%5D");
                push(key, value, escape, depth - 1, pairs);
            }
        }
        leaf => pairs.push((key, escape(&text(leaf)))),
    }
}
