//! Parameters: from wire text to typed values, one style per file (OpenAPI "Style Values").

mod deep_object;
mod form;
mod simple;

use std::sync::Arc;

use counterpart_schema::{Direction, Outline};
use counterpart_spec::{Location, Parameter, Pointer, Style};
use serde_json::{Map, Value};

use crate::{Decoded, Request, Site, Violation};

/// Decodes every declared parameter, fills in defaults, and lists what is wrong.
pub(crate) fn decode(
    parameters: &[(Parameter, Option<Arc<Outline>>)],
    request: &Request,
    path: &[(String, String)],
) -> (Decoded, Vec<Violation>) {
    let query = request.query_pairs();
    let (mut decoded, mut violations) = (Decoded::default(), Vec::new());
    for (parameter, outline) in parameters {
        let sent = read(parameter, outline.as_ref(), request, &query, path);
        let default = outline.as_ref().and_then(|outline| outline.default());
        match (sent, default) {
            (Some(value), _) => {
                violations.extend(outline.iter().flat_map(|o| judge(parameter, o, &value)));
                keep(&mut decoded, parameter, value);
            }
            (None, Some(default)) => keep(&mut decoded, parameter, default.clone()),
            (None, None) if parameter.required => {
                violations.push(violation(parameter, Pointer::root(), "required", "is missing"));
            }
            (None, None) => {}
        }
    }
    decoded.path = in_template_order(decoded.path, path);
    (decoded, violations)
}

/// Puts the path parameters in the order of the template; one that is not declared is a text.
fn in_template_order(
    mut typed: Map<String, Value>,
    path: &[(String, String)],
) -> Map<String, Value> {
    let value = |(name, text): &(String, String)| {
        let value = typed.shift_remove(name).unwrap_or_else(|| Value::String(text.clone()));
        (name.clone(), value)
    };
    path.iter().map(value).collect()
}

fn read(
    parameter: &Parameter,
    outline: Option<&Arc<Outline>>,
    request: &Request,
    query: &[(String, String)],
    path: &[(String, String)],
) -> Option<Value> {
    let name = parameter.name.as_str();
    match (parameter.location, parameter.style) {
        (Location::Query, Style::DeepObject) => deep_object::read(name, outline, query),
        (Location::Query | Location::QueryString, _) => {
            form::read(name, parameter.explode, outline, query)
        }
        (Location::Path, _) => {
            let (_, text) = path.iter().find(|(key, _)| key == name)?;
            Some(simple::read(text, parameter.explode, outline))
        }
        (Location::Header, _) => {
            Some(simple::read(request.header(name)?, parameter.explode, outline))
        }
        (Location::Cookie, _) => {
            let pair = (name.to_owned(), request.cookie(name)?.to_owned());
            form::read(name, parameter.explode, outline, &[pair])
        }
    }
}

fn judge(parameter: &Parameter, outline: &Outline, value: &Value) -> Vec<Violation> {
    let schema = outline.schema();
    if schema.is_valid(Direction::Request, value) {
        return Vec::new();
    }
    let found = schema.violations(Direction::Request, value).into_iter();
    found
        .map(|v| Violation {
            property: v.property,
            ..violation(parameter, v.instance, &v.keyword, &v.message)
        })
        .collect()
}

fn violation(parameter: &Parameter, pointer: Pointer, keyword: &str, message: &str) -> Violation {
    Violation {
        site: Site::Parameter(parameter.location, parameter.name.clone()),
        pointer,
        keyword: keyword.to_owned(),
        property: None,
        message: message.to_owned(),
    }
}

fn keep(decoded: &mut Decoded, parameter: &Parameter, value: Value) {
    let (values, name): (&mut Map<_, _>, _) = match parameter.location {
        Location::Path => (&mut decoded.path, parameter.name.clone()),
        Location::Query | Location::QueryString => (&mut decoded.query, parameter.name.clone()),
        Location::Header => (&mut decoded.header, parameter.name.to_ascii_lowercase()),
        Location::Cookie => (&mut decoded.cookie, parameter.name.clone()),
    };
    values.insert(name, value);
}
