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

use std::sync::Arc;

use serde_json::Value;

use crate::document::Origins;
use crate::{Diagnostic, Document, Pointer, Source, Spec};

/// A document that was read, and what is odd about it.
#[derive(Debug)]
pub struct Loaded {
    /// The document.
    pub spec: Spec,
    /// What is odd, in the order it was found.
    pub diagnostics: Vec<Diagnostic>,
}

/// A chain of references longer than this goes round in a circle.
const MAX_REFERENCES: usize = 64;

/// Reads an OpenAPI document from its bytes; `name` is what diagnostics call it.
///
/// # Errors
/// The one diagnostic that says why the input is refused: it is not text (`E0001`), not YAML or JSON (`E0002`), no OpenAPI document (`E0003`), or of a version that is not read (`E0004`).
pub fn load(name: &str, bytes: Vec<u8>) -> Result<Loaded, Box<Diagnostic>> {
    let source = Source::read(name, bytes)?;
    let value = Arc::clone(&source.value);
    let document = Arc::new(Document::new(value, vec![source], Origins::default()));
    version(&document)?;
    let mut reader = Reader { document: &document, diagnostics: Vec::new() };
    let root = Node { pointer: Pointer::root(), value: &document.value };
    let text = |pointer: &str| document.value.pointer(pointer).and_then(Value::as_str);
    let spec = Spec {
        title: text("/info/title").unwrap_or(name).to_owned(),
        version: text("/info/version").unwrap_or_default().to_owned(),
        base_path: server::base_paths(&[&root]).swap_remove(0),
        security_schemes: security::schemes(&mut reader, &root),
        operations: path_item::operations(&mut reader, &root),
        webhooks: path_item::webhooks(&mut reader, &root),
        document: Arc::clone(&document),
    };
    let diagnostics = reader.diagnostics;
    Ok(Loaded { spec, diagnostics })
}

fn version(document: &Document) -> Result<(), Box<Diagnostic>> {
    let refuse = |code, message: String, help: &str| {
        Err(Box::new(Diagnostic::error(code, message).at(document, &Pointer::root()).help(help)))
    };
    let remedy = "an OpenAPI 3.1 document starts with `openapi: 3.1.0`";
    match document.value.get("openapi").or_else(|| document.value.get("swagger")) {
        // Unquoted, `3.1` is a number in YAML.
        Some(version) if version.to_string().trim_matches('"').starts_with("3.1") => Ok(()),
        Some(version) => {
            let message = format!("OpenAPI version `{version}` is not read").replace('"', "");
            refuse("E0004", message, "convert the document to OpenAPI 3.1")
        }
        None => refuse(
            "E0003",
            format!("`{}` is no OpenAPI document", document.sources[0].name),
            remedy,
        ),
    }
}

/// Reads objects, following references and noting what is odd.
struct Reader<'s> {
    document: &'s Document,
    diagnostics: Vec<Diagnostic>,
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

    /// Follows a Reference Object to what it means; `None`, with a diagnostic, when it leads nowhere.
    fn follow(&mut self, node: Node<'s>) -> Option<Node<'s>> {
        let start = node.pointer.clone();
        let mut node = node;
        for _ in 0..MAX_REFERENCES {
            let Some(reference) = node.text("$ref") else { return Some(node) };
            let target = Pointer::from_fragment(reference);
            let found = target.and_then(|p| Some((p.resolve(&self.document.value)?, p)));
            let Some((value, pointer)) = found else {
                let help = "only references within the document are followed: `#/components/…`";
                let message = format!("the reference `{reference}` leads nowhere");
                self.note(Diagnostic::error("E0101", message).help(help), &node.pointer);
                return None;
            };
            node = Node { pointer, value };
        }
        self.note(Diagnostic::error("E0102", "the reference goes round in a circle"), &start);
        None
    }
}

/// Tells whether a text is a token (RFC 9110 §5.6.2), as the names of headers and methods are.
fn is_token(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    !text.is_empty() && text.chars().all(is_part)
}
