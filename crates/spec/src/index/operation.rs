//! One operation.

use super::parameter::parameters;
use super::{Node, Reader, content, path_item, response, security, server};
use crate::{Diagnostic, Location, Operation, Parameter, RequestBody};

/// The methods whose requests say nothing by a body (RFC 9110 §9.3).
const BODILESS: [&str; 3] = ["GET", "HEAD", "TRACE"];

/// What stands around an operation.
#[derive(Clone, Copy)]
pub(super) struct Around<'a, 's> {
    pub(super) root: &'a Node<'s>,
    pub(super) item: &'a Node<'s>,
    /// The parameters of the path item.
    pub(super) shared: &'a [Parameter],
    pub(super) path: &'a str,
    pub(super) callbacks: path_item::Callbacks,
}

pub(super) fn operation<'s>(
    reader: &mut Reader<'s>,
    around: Around<'_, 's>,
    method: String,
    node: &Node<'s>,
) -> Operation {
    let Around { root, item, path, .. } = around;
    let mut own = parameters(reader, node);
    for parameter in around.shared {
        if !own.iter().any(|own| is_same(own, parameter)) {
            own.push(parameter.clone());
        }
    }
    let body = node.get("requestBody").and_then(|node| reader.follow(node));
    let operation = Operation {
        id: node.text("operationId").map_or_else(|| format!("{method} {path}"), str::to_owned),
        path: path.to_owned(),
        pointer: node.pointer.clone(),
        summary: node.text("summary").map(str::to_owned),
        tags: node.texts("tags").map(str::to_owned).collect(),
        deprecated: node.flag("deprecated").unwrap_or(false),
        base_paths: server::base_paths(&[node, item, root]),
        parameters: own,
        body: body.map(|node| RequestBody {
            required: node.flag("required").unwrap_or(false),
            content: content::media_types(reader, &node),
        }),
        responses: response::responses(reader, node),
        security: security::requirements(reader, root, node),
        callbacks: path_item::callbacks(reader, around, node),
        method,
    };
    if operation.body.is_some() && BODILESS.contains(&operation.method.as_str()) {
        let message = format!("a body means nothing to `{}`", operation.method);
        let help = "send it with another method, or say it in parameters";
        let place = node.pointer.join("requestBody");
        reader.note(Diagnostic::warning("W0230", message).help(help), &place);
    }
    operation
}

/// Tells whether two declarations are of one parameter; headers compare without case.
pub(super) fn is_same(one: &Parameter, other: &Parameter) -> bool {
    one.location == other.location
        && match one.location {
            Location::Header => one.name.eq_ignore_ascii_case(&other.name),
            _ => one.name == other.name,
        }
}
