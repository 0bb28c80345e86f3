//! Security schemes and requirements (OpenAPI "Security Requirement Object").

use indexmap::IndexMap;

use super::operation::location;
use super::{Node, Reader};
use crate::{Diagnostic, SecurityScheme};

pub(super) fn schemes<'s>(
    reader: &mut Reader<'s>,
    root: &Node<'s>,
) -> IndexMap<String, SecurityScheme> {
    let schemes = root.get("components").and_then(|c| c.get("securitySchemes"));
    let mut out = IndexMap::new();
    for (name, node) in schemes.iter().flat_map(Node::entries) {
        if let Some(scheme) = reader.follow(node).map(|node| scheme(reader, &node)) {
            out.insert(name.to_owned(), scheme);
        }
    }
    out
}

fn scheme<'s>(reader: &mut Reader<'s>, node: &Node<'s>) -> SecurityScheme {
    match (node.text("type"), node.text("in").and_then(location), node.text("name")) {
        (Some("apiKey"), Some(location), Some(name)) => {
            SecurityScheme::ApiKey { location, name: name.to_owned() }
        }
        (Some("http"), ..) => {
            SecurityScheme::Http { scheme: node.text("scheme").unwrap_or("bearer").to_lowercase() }
        }
        (Some("oauth2" | "openIdConnect"), ..) => SecurityScheme::Token,
        _ => {
            let message = "this security scheme is not readable; a bearer token is expected";
            let help = "`type` is one of `apiKey` (with `in` and `name`), `http`, `oauth2`, `openIdConnect`";
            reader.note(Diagnostic::warning("W0201", message).help(help), &node.pointer);
            SecurityScheme::Token
        }
    }
}

/// Reads the alternatives of an operation, or of the document where the operation has none.
pub(super) fn requirements(root: &Node<'_>, operation: &Node<'_>) -> Vec<Vec<String>> {
    let Some(node) = operation.get("security").or_else(|| root.get("security")) else {
        return Vec::new();
    };
    let names = |node: Node<'_>| node.entries().map(|(name, _)| name.to_owned()).collect();
    node.elements().map(names).collect()
}
