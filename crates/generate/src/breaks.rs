//! Ways to break one keyword at one place: what to put there instead.
//!
//! Owns proposals only; whether one breaks just what it is meant to break is asked of the validator.
//! The proposals of a keyword are few, always the same, and the least intrusive comes first.

mod array;
mod composed;
mod number;
mod object;
mod text;

pub(crate) use array::grown as grown_array;
pub(crate) use number::{moved, step};
pub(crate) use object::{additional, grown as grown_object};
pub(crate) use text::resized;

use counterpart_schema::{Schema, Type, Types};
use serde_json::{Value, json};

use crate::sites::Site;

/// The longest text or array, and the largest object, that is made to exceed a limit.
const MAX_GROWN: usize = 20_000;

/// Makes a value of a schema.
pub(crate) type Make<'m> = &'m mut dyn FnMut(&Schema) -> Option<Value>;

/// Lists values that break the keyword of a site in the place of a value that fits.
pub(crate) fn breaks(site: &Site, value: &Value, make: Make<'_>) -> Vec<Value> {
    let argument = site.argument();
    match (site.keyword.as_str(), value) {
        ("type", _) => other_types(argument),
        ("enum" | "const", _) => {
            let mut others = beside(value);
            others.extend(witnesses());
            others
        }
        ("not" | "anyOf" | "oneOf", _) => composed::breaks(site, value, make),
        (keyword, Value::Number(number)) => number::breaks(keyword, argument, number, site),
        (keyword, Value::String(text)) => text::breaks(keyword, argument, text),
        (keyword, Value::Array(elements)) => array::breaks(keyword, argument, elements, site, make),
        (keyword, Value::Object(object)) => object::breaks(keyword, argument, object, site, make),
        _ => Vec::new(),
    }
}

/// Tells whether values of a type are held to a format: most formats only describe.
pub(crate) fn is_asserted(format: &Value, value: &Value) -> bool {
    match value {
        Value::String(_) => !text::breaks("format", format, "").is_empty(),
        Value::Number(_) => !number::beyond_format(format).is_empty(),
        _ => false,
    }
}

/// Gives the plainest value of each type.
pub(crate) fn witnesses() -> Vec<Value> {
    vec![json!(null), json!(true), json!(0), json!(0.5), json!(""), json!([]), json!({})]
}

/// Lists values of the same type that differ little.
fn beside(value: &Value) -> Vec<Value> {
    match value {
        Value::Bool(flag) => vec![json!(!flag)],
        Value::Number(number) => {
            [1.0, -1.0, 0.5, 1e6].into_iter().filter_map(|by| moved(number, by)).collect()
        }
        Value::String(text) => {
            vec![json!(format!("{text}?")), json!(swapped(text)), json!(""), json!("\u{7}")]
        }
        Value::Array(elements) => {
            let more = elements.iter().cloned().chain([Value::Null]);
            vec![more.collect(), json!([])]
        }
        Value::Object(object) => {
            let mut more = object.clone();
            more.insert(object::UNEXPECTED.to_owned(), Value::Null);
            vec![Value::Object(more), json!({})]
        }
        Value::Null => Vec::new(),
    }
}

/// Swaps upper and lower case: what an enumeration must tell apart.
fn swapped(text: &str) -> String {
    let swap =
        |c: char| if c.is_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
    text.chars().map(swap).collect()
}

fn other_types(argument: &Value) -> Vec<Value> {
    let names: Vec<_> = match argument {
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        name => name.as_str().into_iter().collect(),
    };
    let types: Types = names.into_iter().filter_map(Type::named).collect();
    let is_other = |value: &Value| !types.admits(Type::of(value));
    witnesses().into_iter().filter(is_other).collect()
}

/// Reads a count, as of `minLength`.
pub(crate) fn count(argument: &Value) -> Option<usize> {
    let whole = argument.as_u64();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked before")]
    let fraction = argument.as_f64().filter(|n| *n >= 0.0 && *n < 1e15).map(|n| n as u64);
    usize::try_from(whole.or(fraction)?).ok().filter(|count| *count < MAX_GROWN)
}
