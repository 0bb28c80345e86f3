//! Responses, their headers and links.

use super::parameter::headers;
use super::{Node, Reader, content};
use crate::{Diagnostic, Link, Response, StatusKey, has_no_content};

pub(super) fn responses<'s>(reader: &mut Reader<'s>, operation: &Node<'s>) -> Vec<Response> {
    let mut out = Vec::new();
    for (key, node) in operation.get("responses").iter().flat_map(Node::entries) {
        if key.starts_with("x-") {
            continue;
        }
        let Some(node) = reader.follow(node) else { continue };
        let Some(status) = status_key(key) else {
            let message = format!("`{key}` is no status; the response is left out");
            let help = "a status is `200`, a class `2XX`, or `default`";
            reader.note(Diagnostic::warning("W0203", message).help(help), &node.pointer);
            continue;
        };
        out.push(response(reader, &node, status));
    }
    match &out[..] {
        [] => {
            let message = "no response is declared: any will do";
            reader.note(Diagnostic::warning("W0232", message), &operation.pointer);
        }
        [Response { status: StatusKey::Default, pointer, .. }] => {
            let message = "only `default` is declared: it stands for success and failure alike";
            let help = "declare the status of success, such as `200`";
            let pointer = pointer.clone();
            reader.note(Diagnostic::warning("W0233", message).help(help), &pointer);
        }
        _ => {}
    }
    out
}

fn response<'s>(reader: &mut Reader<'s>, node: &Node<'s>, status: StatusKey) -> Response {
    let content = content::media_types(reader, node);
    if let StatusKey::Code(code) = status
        && !content.is_empty()
        && has_no_content(code)
    {
        let message = format!("a response with status {code} has no content");
        let help = "leave out its `content`, or take another status";
        let place = node.pointer.join("content");
        reader.note(Diagnostic::warning("W0231", message).help(help), &place);
    }
    Response {
        status,
        pointer: node.pointer.clone(),
        description: node.text("description").unwrap_or_default().to_owned(),
        headers: headers(reader, node),
        content,
        links: links(reader, node),
    }
}

fn links<'s>(reader: &mut Reader<'s>, node: &Node<'s>) -> Vec<Link> {
    let mut out = Vec::new();
    for (name, node) in node.get("links").iter().flat_map(Node::entries) {
        let Some(node) = reader.follow(node) else { continue };
        let parameters = node.get("parameters");
        let parameters = parameters.iter().flat_map(Node::entries);
        out.push(Link {
            name: name.to_owned(),
            operation_id: node.text("operationId").map(str::to_owned),
            operation_ref: node.text("operationRef").map(str::to_owned),
            parameters: parameters.map(|(k, node)| (k.to_owned(), node.value.clone())).collect(),
            request_body: node.value.get("requestBody").cloned(),
        });
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
