//! The walk from tree to [`Spec`].

mod content;
mod operation;
mod parameter;
mod path_item;
mod response;
mod routes;
mod security;
mod server;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use crate::grammar::follow;
use crate::{Diagnostic, Document, Pointer, Spec};

/// Indexes a document, and lists what is odd about it.
pub(crate) fn index(document: &Arc<Document>) -> (Spec, Vec<Diagnostic>) {
    let mut reader = Reader { document, diagnostics: Vec::new(), unknown_schemes: BTreeSet::new() };
    let root = Node { pointer: Pointer::root(), value: &document.value };
    let text = |pointer: &str| document.value.pointer(pointer).and_then(Value::as_str);
    let spec = Spec {
        title: text("/info/title").unwrap_or(&document.sources[0].name).to_owned(),
        version: text("/info/version").unwrap_or_default().to_owned(),
        base_path: server::base_paths(&[&root]).swap_remove(0),
        security_schemes: security::schemes(&mut reader, &root),
        operations: path_item::operations(&mut reader, &root),
        webhooks: path_item::webhooks(&mut reader, &root),
        document: Arc::clone(document),
    };
    let diagnostics = reader.diagnostics;
    (spec, diagnostics)
}

/// Reads objects, following references and noting what is odd.
struct Reader<'s> {
    document: &'s Document,
    diagnostics: Vec<Diagnostic>,
    /// The security schemes that are asked for and not declared, as far as they were told of.
    unknown_schemes: BTreeSet<String>,
}

/// A value and where it stands.
#[derive(Clone)]
struct Node<'s> {
    pointer: Pointer,
    value: &'s Value,
}

impl<'s> Node<'s> {
    /// Finds a member; one that is `null` is as good as none.
    fn get(&self, key: &str) -> Option<Node<'s>> {
        let value = self.value.get(key).filter(|value| !value.is_null())?;
        Some(Node { pointer: self.pointer.join(key), value })
    }

    fn text(&self, key: &str) -> Option<&'s str> {
        self.value.get(key)?.as_str()
    }

    fn flag(&self, key: &str) -> Option<bool> {
        self.value.get(key)?.as_bool()
    }

    fn texts(&self, key: &str) -> impl Iterator<Item = &'s str> + use<'s> {
        let list = self.value.get(key).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str)
    }

    fn entries(&self) -> impl Iterator<Item = (&'s str, Node<'s>)> + use<'s> {
        let pointer = self.pointer.clone();
        let entries = self.value.as_object().into_iter().flatten();
        entries.map(move |(key, value)| (key.as_str(), Node { pointer: pointer.join(key), value }))
    }

    fn elements(&self) -> impl Iterator<Item = Node<'s>> + use<'s> {
        let pointer = self.pointer.clone();
        let elements = self.value.as_array().into_iter().flatten().enumerate();
        elements.map(move |(index, value)| Node { pointer: pointer.join(index), value })
    }
}

impl<'s> Reader<'s> {
    fn note(&mut self, diagnostic: Diagnostic, pointer: &Pointer) {
        self.diagnostics.push(diagnostic.at(self.document, pointer));
    }

    /// Follows a Reference Object to what it means; `None` when it leads nowhere, which was told when the files were put together.
    fn follow(&self, node: Node<'s>) -> Option<Node<'s>> {
        let (pointer, value) = follow(&self.document.value, node.pointer, node.value)?;
        Some(Node { pointer, value })
    }
}

/// Tells whether a text is a token (RFC 9110 §5.6.2), as the names of headers and methods are.
fn is_token(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    !text.is_empty() && text.chars().all(is_part)
}
