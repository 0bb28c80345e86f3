//! Security schemes and requirements (OpenAPI "Security Requirement Object").

use indexmap::IndexMap;

use super::parameter::location;
use super::{Node, Reader};
use crate::{Diagnostic, OAuthFlow, SecurityScheme};

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
        (Some("oauth2"), ..) => SecurityScheme::OAuth2 { flows: flows(node) },
        (Some("openIdConnect"), ..) => SecurityScheme::OpenIdConnect {
            url: node.text("openIdConnectUrl").unwrap_or_default().to_owned(),
        },
        (Some("mutualTLS"), ..) => SecurityScheme::MutualTls,
        _ => {
            let message = "this security scheme is not readable; a bearer token is expected";
            let help = "`type` is one of `apiKey` (with `in` and `name`), `http`, `oauth2`, `openIdConnect`, `mutualTLS`";
            reader.note(Diagnostic::warning("W0201", message).help(help), &node.pointer);
            SecurityScheme::Unknown
        }
    }
}

fn flows(node: &Node<'_>) -> Vec<OAuthFlow> {
    let texts = |node: &Node<'_>| {
        let members = node.entries().filter_map(|(k, v)| Some((k.to_owned(), v.value.as_str()?)));
        members.map(|(key, text)| (key, text.to_owned())).collect()
    };
    let flows = node.get("flows");
    let flows = flows.iter().flat_map(Node::entries);
    flows
        .map(|(name, flow)| OAuthFlow {
            name: name.to_owned(),
            urls: texts(&flow),
            scopes: flow.get("scopes").map(|scopes| texts(&scopes)).unwrap_or_default(),
        })
        .collect()
}

/// Reads the alternatives of an operation, or of the document where the operation has none.
///
/// What a scheme asks for that is not declared nobody can know, so the alternative is left out; where it was the only one, nothing is asked for. Each scheme is told once.
pub(super) fn requirements(
    reader: &mut Reader<'_>,
    root: &Node<'_>,
    operation: &Node<'_>,
) -> Vec<Vec<String>> {
    let Some(node) = operation.get("security").or_else(|| root.get("security")) else {
        return Vec::new();
    };
    let declared = root.get("components").and_then(|c| c.get("securitySchemes"));
    let is_declared = |name: &str| declared.as_ref().is_some_and(|d| d.get(name).is_some());
    let mut alternatives = Vec::new();
    for alternative in node.elements() {
        let mut names = Vec::new();
        let asked = alternative.entries().count();
        for (name, node) in alternative.entries() {
            if is_declared(name) {
                names.push(name.to_owned());
            } else if reader.unknown_schemes.insert(name.to_owned()) {
                let message = format!("there is no security scheme `{name}`; nothing is asked for");
                let help = "the schemes stand at `components.securitySchemes`";
                reader.note(Diagnostic::error("E0106", message).help(help), &node.pointer);
            }
        }
        if names.len() == asked {
            alternatives.push(names);
        }
    }
    alternatives
}
