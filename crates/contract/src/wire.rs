//! From a planned call to a request: what is bound is filled in, then it is written, then edited.

use counterpart_exchange::{Decoded, Exchange, Request, Route, Unencodable};
use counterpart_schema::{Direction, Schema};
use counterpart_spec::Location;
use http::Method;
use serde_json::{Number, Value};

use crate::credentials::Callers;
use crate::{Bind, Edit, Exchanged, Slot, Source, Step, Subject};

/// Why a call cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unmet {
    /// An earlier call did not give what this one needs.
    #[error("call {0} did not give what is needed")]
    Bind(usize),
    /// What it says cannot be written.
    #[error(transparent)]
    Unencodable(#[from] Unencodable),
}

/// Writes the request of a call, with what earlier calls of its scenario gave.
///
/// # Errors
/// See [`Unmet`].
pub(crate) fn write(
    subject: &Subject,
    callers: &Callers,
    step: &Step,
    history: &[Exchanged],
) -> Result<Request, Unmet> {
    let contract = subject.contract(step.operation);
    let mut values = step.values.clone();
    for bind in &step.binds {
        let value = found(subject, bind, history).ok_or(Unmet::Bind(bind.step))?;
        put(subject, step.operation, &bind.slot, value, &mut values);
    }
    values.credentials = callers.made_up(contract.scheme(), step.shown);
    let mut request = contract.encode(&values, step.media_type.as_ref())?;
    let operation = contract.operation();
    callers.show(subject.spec(), operation, step.shown, &mut request);
    for edit in &step.edits {
        apply(edit, &mut request);
    }
    Ok(request)
}

/// Finds what a binding takes from an earlier call.
fn found(subject: &Subject, bind: &Bind, history: &[Exchanged]) -> Option<Value> {
    let earlier = history.iter().find(|call| call.step == bind.step)?;
    let response = earlier.outcome.as_ref().ok()?;
    let request = &earlier.request;
    let value = match &bind.source {
        Source::Expression(expression) => {
            let route = subject.program().route(&request.method, &request.path, &request.query);
            let path = match &route {
                Route::Operation { path, .. } => path.as_slice(),
                _ => &[],
            };
            let url = &request.path;
            expression.value(&Exchange { url, request, path, body: None, response })?
        }
        Source::Located(name) => located(subject, response, |path| {
            path.iter().find(|(known, _)| known == name).map(|(_, value)| *value)
        })?,
    };
    let is_scalar = matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_));
    is_scalar.then_some(value)
}

/// Chooses a path parameter of the operation that the `Location` of a response leads to (RFC 9110 §10.2.2).
pub(crate) fn located(
    subject: &Subject,
    response: &counterpart_exchange::Response,
    choose: impl for<'p> Fn(&[(&str, &'p str)]) -> Option<&'p str>,
) -> Option<Value> {
    let location = response.headers.get(http::header::LOCATION)?.to_str().ok()?;
    let target = location.split(['?', '#']).next()?;
    let path = match target.split_once("://") {
        Some((_, rest)) => rest.find('/').map(|at| &rest[at..])?,
        None => target,
    };
    // It may stand below any base path.
    let starts = path.match_indices('/').map(|(at, _)| &path[at..]);
    let methods = [Method::GET, Method::DELETE, Method::PUT, Method::PATCH];
    for below in starts {
        for method in &methods {
            if let Route::Operation { path, .. } = subject.program().route(method, below, "")
                && let Some(value) = choose(&path)
            {
                return Some(Value::String(counterpart_exchange::unescaped(value)));
            }
        }
    }
    None
}

/// Puts a value where it belongs, in the type that stands there.
fn put(subject: &Subject, operation: usize, slot: &Slot, value: Value, values: &mut Decoded) {
    match slot {
        Slot::Parameter(location, key) => {
            let schema = parameter(subject, operation, *location, key);
            let value = schema.map_or_else(|| value.clone(), |schema| fitting(&schema, &value));
            values.part_mut(*location).insert(key.clone(), value);
        }
        Slot::Body(pointer) => {
            let Some(body) = &mut values.body else { return };
            if let Some(place) = body.pointer_mut(pointer.as_str()) {
                // A body keeps the type that its schema gave it.
                let text = place.is_string() && !value.is_string();
                *place = if text { Value::String(value.to_string()) } else { value };
            } else if let (Some(parent), Some(name)) = (pointer.parent(), pointer.tokens().last())
                && let Some(Value::Object(object)) = body.pointer_mut(parent.as_str())
            {
                object.insert(name.into_owned(), value);
            }
        }
    }
}

fn parameter(subject: &Subject, operation: usize, location: Location, key: &str) -> Option<Schema> {
    let parameters = &subject.operations()[operation].parameters;
    let parameter = parameters.iter().find(|p| p.location == location && p.key() == key)?;
    subject.schemas().at(parameter.schema.as_ref()?).ok()
}

/// Gives a scalar in the type that fits: `4` and `"4"` name the same record.
fn fitting(schema: &Schema, value: &Value) -> Value {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let number = text.parse::<Number>().ok().map(Value::Number);
    let forms = [Some(value.clone()), Some(Value::String(text)), number];
    let mut forms = forms.into_iter().flatten();
    forms.find(|form| schema.is_valid(Direction::Request, form)).unwrap_or_else(|| value.clone())
}

fn apply(edit: &Edit, request: &mut Request) {
    match edit {
        Edit::Method(method) => {
            request.method = Method::from_bytes(method.as_bytes()).unwrap_or_default();
        }
        Edit::Header(name, value) => {
            request.headers.insert(name.clone(), value.clone());
        }
        Edit::WithoutHeader(name) => {
            request.headers.remove(name);
        }
        Edit::Body(bytes) => request.body = bytes.clone(),
        Edit::Query(text) => {
            let and = if request.query.is_empty() { "" } else { "&" };
            request.query = format!("{}{and}{text}", request.query);
        }
    }
}
