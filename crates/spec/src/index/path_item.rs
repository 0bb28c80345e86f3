//! Path items: the methods of a path, of a webhook, of a callback.

use super::operation::{Around, operation};
use super::parameter::parameters;
use super::{Node, Reader, is_token, routes};
use crate::grammar::METHODS;
use crate::{Diagnostic, Operation};

/// The keys of a path item that are no methods (OpenAPI "Path Item Object").
const FIELDS: [&str; 6] =
    ["$ref", "summary", "description", "servers", "parameters", "additionalOperations"];

/// Whether the callbacks of operations are read: those of callbacks are not, as they may refer to themselves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Callbacks {
    Read,
    PassOver,
}

pub(super) fn operations<'s>(reader: &mut Reader<'s>, root: &Node<'s>) -> Vec<Operation> {
    let mut out = Vec::new();
    for (path, item) in root.get("paths").iter().flat_map(Node::entries) {
        if !path.starts_with("x-") {
            out.extend(path_item(reader, root, path, item, Callbacks::Read));
        }
    }
    routes::check(reader, &mut out);
    out
}

pub(super) fn webhooks<'s>(reader: &mut Reader<'s>, root: &Node<'s>) -> Vec<Operation> {
    let mut out = Vec::new();
    let webhooks = root.get("webhooks").or_else(|| root.get("x-webhooks"));
    for (name, item) in webhooks.iter().flat_map(Node::entries) {
        out.extend(path_item(reader, root, name, item, Callbacks::Read));
    }
    out
}

/// Reads what an operation calls back, whatever the name of the callback.
pub(super) fn callbacks<'s>(
    reader: &mut Reader<'s>,
    around: Around<'_, 's>,
    operation: &Node<'s>,
) -> Vec<Operation> {
    let mut out = Vec::new();
    if around.callbacks == Callbacks::PassOver {
        return out;
    }
    for (_, callback) in operation.get("callbacks").iter().flat_map(Node::entries) {
        let Some(callback) = reader.follow(callback) else { continue };
        for (expression, item) in callback.entries().filter(|(key, _)| !key.starts_with("x-")) {
            out.extend(path_item(reader, around.root, expression, item, Callbacks::PassOver));
        }
    }
    out
}

fn path_item<'s>(
    reader: &mut Reader<'s>,
    root: &Node<'s>,
    path: &str,
    item: Node<'s>,
    callbacks: Callbacks,
) -> Vec<Operation> {
    let Some(item) = reader.follow(item) else { return Vec::new() };
    let shared = parameters(reader, &item);
    let around = Around { root, item: &item, shared: &shared, path, callbacks };
    let mut out = Vec::new();
    for (key, node) in item.entries() {
        if let Some(method) = method(reader, key, &node)
            && let Some(node) = reader.follow(node)
        {
            out.push(operation(reader, around, method, &node));
        }
    }
    for (method, node) in item.get("additionalOperations").iter().flat_map(Node::entries) {
        if !is_token(method) {
            unknown(reader, method, &node);
        } else if let Some(node) = reader.follow(node) {
            out.push(operation(reader, around, method.to_owned(), &node));
        }
    }
    out
}

/// Reads a key as a method, in upper case.
fn method(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<String> {
    let lower = key.to_ascii_lowercase();
    if METHODS.contains(&key) {
        return node.value.is_object().then(|| key.to_ascii_uppercase());
    }
    if METHODS.contains(&lower.as_str()) && node.value.is_object() {
        let message = format!("the method `{key}` is read as `{lower}`");
        let help = "write methods in lower case";
        reader.note(Diagnostic::warning("W0229", message).help(help), &node.pointer);
        return Some(key.to_ascii_uppercase());
    }
    if !key.starts_with("x-") && !FIELDS.contains(&key) {
        unknown(reader, key, node);
    }
    None
}

fn unknown(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) {
    let message = format!("`{key}` is no method; it is passed over");
    let help = "other methods than HTTP's own stand in `additionalOperations` (OpenAPI 3.2)";
    reader.note(Diagnostic::warning("W0229", message).help(help), &node.pointer);
}
