//! Path items, operations, parameters and responses.

use super::{Node, Reader, content, security};
use crate::{Diagnostic, Location, Operation, Parameter, RequestBody, Response, StatusKey, Style};

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

pub(super) fn operations<'s>(reader: &mut Reader<'s>, root: &Node<'s>) -> Vec<Operation> {
    let mut out = Vec::new();
    for (path, item) in root.get("paths").iter().flat_map(Node::entries) {
        let Some(item) = reader.follow(item) else { continue };
        let shared = parameters(reader, &item);
        for (method, node) in item.entries().filter(|(key, _)| METHODS.contains(key)) {
            out.push(operation(reader, root, path, method, &node, &shared));
        }
    }
    out
}

fn operation<'s>(
    reader: &mut Reader<'s>,
    root: &Node<'s>,
    path: &str,
    method: &str,
    node: &Node<'s>,
    shared: &[Parameter],
) -> Operation {
    let method = method.to_uppercase();
    let mut own = parameters(reader, node);
    for parameter in shared {
        if !own.iter().any(|p| p.name == parameter.name && p.location == parameter.location) {
            own.push(parameter.clone());
        }
    }
    let body = node.get("requestBody").and_then(|node| reader.follow(node));
    Operation {
        id: node.text("operationId").map_or_else(|| format!("{method} {path}"), str::to_owned),
        path: path.to_owned(),
        pointer: node.pointer.clone(),
        parameters: own,
        body: body.map(|node| RequestBody {
            required: node.flag("required").unwrap_or(false),
            content: content::media_types(reader, &node),
        }),
        responses: responses(reader, node),
        security: security::requirements(reader, root, node),
        method,
    }
}

fn parameters<'s>(reader: &mut Reader<'s>, node: &Node<'s>) -> Vec<Parameter> {
    let mut out = Vec::new();
    for node in node.get("parameters").iter().flat_map(Node::elements) {
        let Some(node) = reader.follow(node) else { continue };
        let location = node.text("in").and_then(location);
        let (Some(name), Some(location)) = (node.text("name"), location) else {
            let message = "a parameter needs a `name` and an `in`; this one is left out";
            let help = "`in` is one of `path`, `query`, `header`, `cookie`";
            reader.note(Diagnostic::error("E0103", message).help(help), &node.pointer);
            continue;
        };
        let style = style(reader, &node, location);
        let content = content::media_types(reader, &node).into_iter().find_map(|m| m.schema);
        out.push(Parameter {
            name: name.to_owned(),
            location,
            required: location == Location::Path || node.flag("required").unwrap_or(false),
            style,
            explode: node.flag("explode").unwrap_or(style != Style::Simple),
            schema: node.get("schema").map(|schema| schema.pointer).or(content),
        });
    }
    out
}

pub(super) fn location(text: &str) -> Option<Location> {
    [Location::Path, Location::Query, Location::Header, Location::Cookie]
        .into_iter()
        .find(|location| location.as_str() == text)
}

fn style<'s>(reader: &mut Reader<'s>, node: &Node<'s>, location: Location) -> Style {
    let default = match location {
        Location::Path | Location::Header => Style::Simple,
        Location::Query | Location::Cookie => Style::Form,
    };
    match node.text("style") {
        None => default,
        Some("simple") => Style::Simple,
        Some("form") => Style::Form,
        Some("deepObject") => Style::DeepObject,
        Some(other) => {
            let message = format!("the parameter style `{other}` is read as the default style");
            reader.note(Diagnostic::warning("W0202", message), &node.pointer);
            default
        }
    }
}

fn responses<'s>(reader: &mut Reader<'s>, node: &Node<'s>) -> Vec<Response> {
    let mut out = Vec::new();
    for (key, node) in node.get("responses").iter().flat_map(Node::entries) {
        let Some(node) = reader.follow(node) else { continue };
        let Some(status) = status_key(key) else {
            if !key.starts_with("x-") {
                let message = format!("`{key}` is no status; the response is left out");
                let help = "a status is `200`, a class `2XX`, or `default`";
                reader.note(Diagnostic::warning("W0203", message).help(help), &node.pointer);
            }
            continue;
        };
        out.push(Response { status, content: content::media_types(reader, &node) });
    }
    out
}

fn status_key(key: &str) -> Option<StatusKey> {
    match key.as_bytes() {
        b"default" => Some(StatusKey::Default),
        [class @ b'1'..=b'5', b'X' | b'x', b'X' | b'x'] => {
            Some(StatusKey::Class(u16::from(class - b'0')))
        }
        _ => key.parse().ok().filter(|code| (100..600).contains(code)).map(StatusKey::Code),
    }
}
