//! Operations: which parameters are the body, and what it is written in.

use serde_json::{Map, Value, json};

use super::request_body::{self, Field};
use super::{Context, media_types, response};
use crate::grammar::METHODS;
use crate::lower::journal::Journal;
use crate::{Diagnostic, Pointer};

/// Hands the bodies and form fields of a path item down to its operations.
pub(super) fn share(
    context: &Context,
    journal: &mut Journal<'_>,
    item: &mut Map<String, Value>,
    at: &Pointer,
) {
    let Some(parameters) = list(item) else { return };
    let from = at.join("parameters");
    let (stay, go): (Vec<_>, Vec<_>) = parameters
        .into_iter()
        .enumerate()
        .partition(|(_, p)| !matches!(context.shared.location(p), Some("body" | "formData")));
    for (method, operation) in item.iter_mut().filter(|(key, _)| METHODS.contains(&key.as_str())) {
        let Value::Object(operation) = operation else { continue };
        let mut own = list(operation).unwrap_or_default();
        let has_body = own.iter().any(|p| context.shared.location(p) == Some("body"));
        for (index, parameter) in &go {
            if has_body && context.shared.location(parameter) == Some("body") {
                continue;
            }
            let to = at.join(method).join("parameters").join(own.len());
            journal.moves(&to, &from.join(index));
            own.push(parameter.clone());
        }
        keep(operation, own);
    }
    keep(item, moved(journal, stay, &from));
}

/// Gives an operation its request body, and its responses their content.
pub(super) fn convert(
    context: &Context,
    journal: &mut Journal<'_>,
    operation: &mut Map<String, Value>,
    at: &Pointer,
) {
    let consumes = media_types(operation.shift_remove("consumes").as_ref());
    let produces = media_types(operation.shift_remove("produces").as_ref());
    operation.shift_remove("schemes");
    if let Some(parameters) = list(operation) {
        let body = body(context, journal, operation, parameters, at, consumes.as_deref());
        if let Some(body) = body {
            operation.entry("requestBody").or_insert(body);
        }
    }
    let produces = produces.as_deref().or(context.produces.as_deref());
    if let Some(Value::Object(responses)) = operation.get_mut("responses") {
        for (status, response) in responses {
            let at = at.join("responses").join(status);
            if let Value::Object(response) = response {
                response::convert(journal, response, &at, produces);
            }
        }
    }
}

/// Takes the body or the form fields out of the parameters, and puts the others back.
fn body(
    context: &Context,
    journal: &mut Journal<'_>,
    operation: &mut Map<String, Value>,
    parameters: Vec<Value>,
    at: &Pointer,
    own: Option<&[String]>,
) -> Option<Value> {
    let from = at.join("parameters");
    let (mut stay, mut bodies, mut fields) = (Vec::new(), Vec::new(), Vec::new());
    for (index, parameter) in parameters.into_iter().enumerate() {
        match context.shared.location(&parameter) {
            Some("body") => bodies.push((index, parameter)),
            Some("formData") => fields.push((index, parameter)),
            _ => stay.push((index, parameter)),
        }
    }
    if bodies.len() + usize::from(!fields.is_empty()) > 1 {
        let message = "an operation has one body, or one form; the first body is read";
        let help = "put all of it into the schema of one body";
        journal.note(Diagnostic::warning("W0206", message).help(help), at);
    }
    let to = at.join("requestBody");
    let consumes = own.or(context.consumes.as_deref());
    let body = if let Some((index, body)) = bodies.into_iter().next() {
        let from = from.join(index);
        journal.moves(&to, &from);
        Some(of_body(context, journal, body, &to, own))
    } else if fields.is_empty() {
        None
    } else {
        let fields = fields.into_iter().filter_map(|(index, parameter)| {
            Some(match (context.shared.get(&parameter), parameter) {
                (Some((at, shared)), _) => {
                    Field { parameter: shared.clone(), from: at.clone(), is_own: false }
                }
                (None, Value::Object(parameter)) => {
                    Field { parameter, from: from.join(index), is_own: true }
                }
                _ => return None,
            })
        });
        let fields = fields.collect();
        Some(request_body::of_form(journal, fields, &to, consumes))
    };
    let stay = moved(journal, stay, &from);
    keep(operation, stay);
    body
}

/// Makes the request body of a parameter that is one: its own, or one that is referred to.
fn of_body(
    context: &Context,
    journal: &mut Journal<'_>,
    mut parameter: Value,
    at: &Pointer,
    own: Option<&[String]>,
) -> Value {
    let consumes = own.or(context.consumes.as_deref());
    if let Some((shared_at, shared)) = context.shared.get(&parameter) {
        // What is shared is written in what the document says; the operation may say otherwise.
        if own.is_none() || own == context.consumes.as_deref() {
            return parameter;
        }
        let schema = json!({ "$ref": shared_at.join("schema").to_fragment() });
        let mut body = shared.clone();
        body.insert("schema".to_owned(), schema);
        parameter = Value::Object(body);
    }
    if let Value::Object(body) = &mut parameter {
        request_body::convert(journal, body, at, consumes);
    }
    parameter
}

/// Puts parameters into a list, and notes which place each has there.
fn moved(journal: &mut Journal<'_>, stay: Vec<(usize, Value)>, at: &Pointer) -> Vec<Value> {
    let place = |(to, (from, parameter)): (usize, (usize, Value))| {
        if to != from {
            journal.moves(&at.join(to), &at.join(from));
        }
        parameter
    };
    stay.into_iter().enumerate().map(place).collect()
}

/// Takes the parameters off an object; `None` if it has no list of them.
fn list(object: &mut Map<String, Value>) -> Option<Vec<Value>> {
    match object.get_mut("parameters")? {
        Value::Array(parameters) => Some(std::mem::take(parameters)),
        _ => None,
    }
}

fn keep(object: &mut Map<String, Value>, parameters: Vec<Value>) {
    if parameters.is_empty() {
        object.shift_remove("parameters");
    } else {
        object.insert("parameters".to_owned(), Value::Array(parameters));
    }
}
