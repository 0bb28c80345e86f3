//! Parameters and headers: from wire to typed values and back, one style per file (OpenAPI "Style Values").

pub(crate) mod deep_object;
pub(crate) mod form;
mod joined;
mod label;
mod matrix;
mod simple;
mod slot;

use std::borrow::Cow;

use counterpart_schema::Direction;
use counterpart_spec::Pointer;
use serde_json::{Map, Value};

use crate::{Decoded, Request, Violation};

pub(crate) use slot::{Slot, Written};

/// The parameters as they were sent, taken apart as far as every style does.
pub(crate) struct Sent<'r> {
    request: &'r Request,
    path: &'r [(&'r str, &'r str)],
    query: Vec<(Cow<'r, str>, &'r str)>,
    cookies: Vec<(Cow<'r, str>, &'r str)>,
}

impl<'r> Sent<'r> {
    pub(crate) fn new(request: &'r Request, path: &'r [(&'r str, &'r str)]) -> Self {
        let query = crate::request::pairs(&request.query);
        Self { request, path, query, cookies: request.cookies() }
    }
}

/// Decodes every declared parameter, fills in defaults, and lists what is wrong; what is not declared is passed over.
pub(crate) fn decode(
    slots: &[Slot],
    request: &Request,
    path: &[(&str, &str)],
) -> (Decoded, Vec<Violation>) {
    let sent = Sent::new(request, path);
    let (mut decoded, mut violations) = (Decoded::default(), Vec::new());
    for slot in slots {
        match slot.read(&sent, slots) {
            Ok(Some(value)) => {
                violations.extend(slot.judge(Direction::Request, &value));
                keep(&mut decoded, slot, value);
            }
            Ok(None) => match slot.default() {
                Some(default) => keep(&mut decoded, slot, default.clone()),
                None if slot.parameter.required => {
                    violations.push(slot.violation(Pointer::root(), "required", "is missing"));
                }
                None => {}
            },
            Err(message) => violations.push(slot.violation(Pointer::root(), "syntax", &message)),
        }
    }
    decoded.path = in_template_order(decoded.path, path);
    (decoded, violations)
}

/// Puts the path parameters in the order of the template; one that is not declared is a text.
fn in_template_order(mut typed: Map<String, Value>, path: &[(&str, &str)]) -> Map<String, Value> {
    let text = |raw: &str| Value::String(crate::escape::unescape(raw.into()).into_owned());
    let value = |(name, raw): &(&str, &str)| {
        ((*name).to_owned(), typed.shift_remove(*name).unwrap_or_else(|| text(raw)))
    };
    path.iter().map(value).collect()
}

fn keep(decoded: &mut Decoded, slot: &Slot, value: Value) {
    decoded.part_mut(slot.parameter.location).insert(slot.key(), value);
}
