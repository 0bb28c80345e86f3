//! Wire text to typed values, as far as the schema wants types.

use std::sync::Arc;

use counterpart_schema::{Direction, Outline, Type, Types};
use serde_json::{Map, Number, Value};

/// What a parameter's text holds, where it is more than one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Container {
    Array,
    Object,
}

/// Tells whether the schema wants an array or an object; a schema that also admits scalars does not.
pub(crate) fn container(outline: Option<&Arc<Outline>>) -> Option<Container> {
    let types = outline?.types();
    let scalars = [Type::String, Type::Integer, Type::Number, Type::Boolean];
    if scalars.into_iter().any(|scalar| types.admits(scalar)) {
        None
    } else if types.admits(Type::Array) {
        Some(Container::Array)
    } else {
        types.admits(Type::Object).then_some(Container::Object)
    }
}

/// Types one text: of its readings as number, boolean, null and string, the first that the schema admits.
///
/// Where none is admitted, it is a string if the schema wants strings, else the first reading, so that the violation speaks of the right thing.
pub(crate) fn typed(outline: Option<&Arc<Outline>>, text: &str) -> Value {
    let Some(outline) = outline else { return Value::String(text.to_owned()) };
    let types = outline.types();
    let string = || Value::String(mended(outline, text));
    let mut readings = if types.is_any() { Vec::new() } else { readings(types, text) };
    if readings.is_empty() {
        return string();
    }
    if types.admits(Type::String) {
        readings.push(string());
    }
    let admitted =
        readings.iter().position(|value| outline.schema().is_valid(Direction::Request, value));
    let spoken_of = if types.admits(Type::String) { readings.len() - 1 } else { 0 };
    readings.swap_remove(admitted.unwrap_or(spoken_of))
}

/// Types a list's texts by the schema of its items.
pub(crate) fn list<T: AsRef<str>>(outline: Option<&Arc<Outline>>, texts: &[T]) -> Value {
    let items = outline.and_then(|outline| outline.items());
    texts.iter().map(|text| typed(items.as_ref(), text.as_ref())).collect()
}

/// Types a form field: a list where the schema wants one, else its last text.
pub(crate) fn list_or_one(outline: Option<&Arc<Outline>>, texts: &[String]) -> Value {
    if container(outline) == Some(Container::Array) || (outline.is_none() && texts.len() > 1) {
        return list(outline, texts);
    }
    typed(outline, texts.last().map_or("", String::as_str))
}

/// Types an object's texts by the schemas of its properties.
pub(crate) fn object<'t>(
    outline: Option<&Arc<Outline>>,
    pairs: impl Iterator<Item = (&'t str, &'t str)>,
) -> Value {
    let property = |name: &str| outline.and_then(|outline| outline.property(name));
    let typed = pairs.map(|(key, text)| (key.to_owned(), typed(property(key).as_ref(), text)));
    Value::Object(typed.collect::<Map<_, _>>())
}

/// Splits `a,1,b,2` into pairs.
pub(crate) fn couples(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut parts = text.split(',');
    std::iter::from_fn(move || Some((parts.next()?, parts.next().unwrap_or_default())))
}

/// Reads a text as each of the wanted types that is not string.
fn readings(types: Types, text: &str) -> Vec<Value> {
    // JSON's grammar, so that `0x1`, `1_0` and `NaN` are no numbers.
    let number = || serde_json::from_str::<Number>(text).ok().map(Value::Number);
    let boolean = || text.parse().ok().map(Value::Bool);
    let wants_number = types.admits(Type::Integer) || types.admits(Type::Number);
    [
        wants_number.then(number).flatten(),
        types.admits(Type::Boolean).then(boolean).flatten(),
        (types.admits(Type::Null) && text == "null").then_some(Value::Null),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Gives a moment its `+` back: written raw in a query, the sign of the offset decodes to a space.
fn mended(outline: &Outline, text: &str) -> String {
    match text.rsplit_once(' ') {
        Some((moment, offset))
            if outline.is_moment()
                && moment.contains('T')
                && offset.starts_with(|c: char| c.is_ascii_digit()) =>
        {
            format!("{moment}+{offset}")
        }
        _ => text.to_owned(),
    }
}
