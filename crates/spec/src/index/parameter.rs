//! Parameters and headers.

use super::content::{examples, media_types};
use super::operation::is_same;
use super::{Node, Reader, is_token};
use crate::{Diagnostic, Location, MediaType, Parameter, Style};

/// The headers that HTTP itself has a say about: a parameter of such a name is ignored (OpenAPI "Parameter Object").
const IGNORED: [&str; 3] = ["accept", "authorization", "content-type"];

/// Reads the parameters of a path item or an operation, each once.
pub(super) fn parameters<'s>(reader: &mut Reader<'s>, node: &Node<'s>) -> Vec<Parameter> {
    let mut out: Vec<Parameter> = Vec::new();
    let Some(list) = node.get("parameters") else { return out };
    if list.value.is_object() {
        let message = "`parameters` is no list; its members are read all the same";
        reader.note(Diagnostic::warning("W0235", message), &list.pointer);
    }
    for node in list.elements().chain(list.entries().map(|(_, node)| node)) {
        // What is no object was told when the types of the parts were looked at.
        let node = reader.follow(node).filter(|node| node.value.is_object());
        let Some(parameter) = node.and_then(|node| parameter(reader, &node)) else { continue };
        match out.iter_mut().find(|known| is_same(known, &parameter)) {
            Some(known) => {
                let message = format!("the parameter `{}` stands twice", parameter.name);
                let help = "the last one is taken; keep one of the two";
                let diagnostic = Diagnostic::warning("W0226", message).help(help);
                reader.note(diagnostic, &parameter.pointer);
                *known = parameter;
            }
            None => out.push(parameter),
        }
    }
    out
}

fn parameter<'s>(reader: &mut Reader<'s>, node: &Node<'s>) -> Option<Parameter> {
    let location = node.text("in").and_then(location);
    let (Some(name), Some(location)) = (node.text("name"), location) else {
        let message = "a parameter needs a `name` and an `in`; this one is left out";
        let help = "`in` is one of `path`, `query`, `querystring`, `header`, `cookie`";
        reader.note(Diagnostic::error("E0103", message).help(help), &node.pointer);
        return None;
    };
    if location == Location::Header && !is_header(reader, name, node) {
        return None;
    }
    let style = style(reader, node, location);
    let parameter = read(reader, node, name, location, style);
    if location == Location::Path && node.flag("required") != Some(true) {
        let message = format!("the path parameter `{name}` is not `required: true`");
        let help = "it is required all the same: a path without it is another path";
        reader.note(Diagnostic::warning("W0224", message).help(help), &node.pointer);
    }
    if parameter.allow_empty_value && location != Location::Query {
        let message = format!("`allowEmptyValue` means nothing in `{}`", location.as_str());
        let place = node.pointer.join("allowEmptyValue");
        reader.note(Diagnostic::warning("W0228", message), &place);
    }
    Some(parameter)
}

/// Reads the headers of a response or a part.
pub(super) fn headers<'s>(reader: &mut Reader<'s>, node: &Node<'s>) -> Vec<Parameter> {
    let mut out = Vec::new();
    for (name, node) in node.get("headers").iter().flat_map(Node::entries) {
        let Some(node) = reader.follow(node) else { continue };
        // What kind of content there is, is said by `content` (OpenAPI "Response Object").
        if !name.eq_ignore_ascii_case("content-type") && is_token_of(reader, name, &node) {
            out.push(read(reader, &node, name, Location::Header, Style::Simple));
        }
    }
    out
}

fn read<'s>(
    reader: &mut Reader<'s>,
    node: &Node<'s>,
    name: &str,
    location: Location,
    style: Style,
) -> Parameter {
    let content = media_types(reader, node).into_iter().next();
    let schema = node.get("schema").map(|schema| schema.pointer);
    let in_content = |content: &MediaType| content.schema.clone();
    Parameter {
        name: name.to_owned(),
        location,
        pointer: node.pointer.clone(),
        required: location == Location::Path || node.flag("required").unwrap_or(false),
        deprecated: node.flag("deprecated").unwrap_or(false),
        allow_empty_value: node.flag("allowEmptyValue").unwrap_or(false),
        style,
        explode: node.flag("explode").unwrap_or(style.explodes()),
        allow_reserved: node.flag("allowReserved").unwrap_or(false),
        schema: schema.or_else(|| content.as_ref().and_then(in_content)),
        content,
        examples: examples(reader, node),
    }
}

/// Tells whether a header parameter is one; says so where it is not.
fn is_header(reader: &mut Reader<'_>, name: &str, node: &Node<'_>) -> bool {
    if IGNORED.iter().any(|ignored| name.eq_ignore_ascii_case(ignored)) {
        let message = format!("the parameter `{name}` is passed over, as OpenAPI demands");
        let help = "say it by `security`, by the `content` of the body or of the responses";
        reader.note(Diagnostic::warning("W0234", message).help(help), &node.pointer);
        return false;
    }
    is_token_of(reader, name, node)
}

fn is_token_of(reader: &mut Reader<'_>, name: &str, node: &Node<'_>) -> bool {
    let is_token = is_token(name);
    if !is_token {
        let message = format!("`{}` is no name of a header; it is left out", name.escape_debug());
        let help = "a name has letters, digits and `-` (RFC 9110 §5.1)";
        reader.note(Diagnostic::error("E0107", message).help(help), &node.pointer);
    }
    is_token
}

pub(super) fn location(text: &str) -> Option<Location> {
    Location::ALL.into_iter().find(|location| location.as_str() == text)
}

/// Reads the style; one that is not known or has no place here gives way to the default one.
fn style(reader: &mut Reader<'_>, node: &Node<'_>, location: Location) -> Style {
    let allowed = location.styles();
    let Some(written) = node.text("style") else { return allowed[0] };
    let place = || node.pointer.join("style");
    match named_style(written) {
        Some(style) if allowed.contains(&style) => style,
        Some(_) => {
            let message = format!("the style `{written}` has no place in `{}`", location.as_str());
            let help = format!("it is read as `{}`", allowed[0].as_str());
            reader.note(Diagnostic::warning("W0227", message).help(help), &place());
            allowed[0]
        }
        None => {
            let message =
                format!("the parameter style `{written}` is read as `{}`", allowed[0].as_str());
            reader.note(Diagnostic::warning("W0202", message), &place());
            allowed[0]
        }
    }
}

pub(super) fn named_style(text: &str) -> Option<Style> {
    Style::ALL.into_iter().find(|style| style.as_str() == text)
}
