//! Between wire and value: the texts that a style has taken apart, and their types by the schema.

use std::borrow::Cow;
use std::sync::Arc;

use counterpart_schema::{Direction, Outline, Type, Types};
use indexmap::IndexMap;
use serde_json::{Number, Value};

/// What a schema wants, where it is more than one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Container {
    Array,
    Object,
}

/// The texts of one value, in the order they are written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Texts<'t> {
    /// A scalar.
    One(Cow<'t, str>),
    /// An array.
    List(Vec<Cow<'t, str>>),
    /// An object; each key stands once.
    Pairs(Vec<(Cow<'t, str>, Cow<'t, str>)>),
    /// An object whose arrays are keys that stand several times.
    Fields(Vec<(Cow<'t, str>, Cow<'t, str>)>),
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

impl<'t> Texts<'t> {
    /// Takes a value apart; what is nested deeper than one level is written as JSON.
    pub(crate) fn of(value: &'t Value) -> Self {
        match value {
            Value::Array(elements) => Self::List(elements.iter().map(text).collect()),
            Value::Object(fields) => {
                Self::Pairs(fields.iter().map(|(k, v)| (Cow::from(k), text(v))).collect())
            }
            scalar => Self::One(text(scalar)),
        }
    }

    /// Lets the arrays in an object be keys that stand several times.
    pub(crate) fn spread(value: &'t Value) -> Self {
        let Value::Object(fields) = value else { return Self::of(value) };
        let mut pairs = Vec::new();
        for (name, value) in fields {
            let elements = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            pairs.extend(elements.iter().map(|element| (Cow::from(name), text(element))));
        }
        Self::Fields(pairs)
    }

    /// Changes each text, keys included.
    pub(crate) fn map(self, change: impl Fn(Cow<'t, str>) -> Cow<'t, str>) -> Self {
        let pair = |(key, text)| (change(key), change(text));
        match self {
            Self::One(text) => Self::One(change(text)),
            Self::List(texts) => Self::List(texts.into_iter().map(change).collect()),
            Self::Pairs(pairs) => Self::Pairs(pairs.into_iter().map(pair).collect()),
            Self::Fields(pairs) => Self::Fields(pairs.into_iter().map(pair).collect()),
        }
    }

    /// Types the texts by the schema and its parts.
    pub(crate) fn typed(self, outline: Option<&Arc<Outline>>) -> Value {
        match self {
            Self::One(text) => typed(outline, &text),
            Self::List(texts) => list(outline, &texts),
            Self::Pairs(pairs) => {
                let value = |(name, text): (Cow<'_, str>, Cow<'_, str>)| {
                    let property = outline.and_then(|outline| outline.property(&name));
                    (name.into_owned(), typed(property.as_ref(), &text))
                };
                Value::Object(pairs.into_iter().map(value).collect())
            }
            Self::Fields(pairs) => {
                let mut fields: IndexMap<Cow<'_, str>, Vec<Cow<'_, str>>> = IndexMap::new();
                for (name, text) in pairs {
                    fields.entry(name).or_default().push(text);
                }
                let value = |(name, texts): (Cow<'_, str>, Vec<Cow<'_, str>>)| {
                    let property = outline.and_then(|outline| outline.property(&name));
                    (name.into_owned(), list_or_one(property.as_ref(), &texts))
                };
                Value::Object(fields.into_iter().map(value).collect())
            }
        }
    }
}

/// Writes a value as one text: a string as it is, all else as JSON.
pub(crate) fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::from(text),
        other => Cow::from(other.to_string()),
    }
}

/// Types one text: of its readings as number, boolean, null and string, the first that the schema admits; an array or object is read as JSON.
///
/// Where none is admitted, it is a string if the schema wants strings, else the first reading, so that the violation speaks of the right thing.
pub(crate) fn typed(outline: Option<&Arc<Outline>>, text: &str) -> Value {
    let Some(outline) = outline else { return Value::String(text.to_owned()) };
    if container(Some(outline)).is_some() {
        return serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()));
    }
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

fn list<T: AsRef<str>>(outline: Option<&Arc<Outline>>, texts: &[T]) -> Value {
    let items = outline.and_then(|outline| outline.items());
    texts.iter().map(|text| typed(items.as_ref(), text.as_ref())).collect()
}

/// Types what stands under one name: a list where the schema wants one, or admits one and there are several; else the last text, as OpenAPI does not say which.
pub(crate) fn list_or_one<T: AsRef<str>>(outline: Option<&Arc<Outline>>, texts: &[T]) -> Value {
    let admits = outline.is_none_or(|outline| outline.types().admits(Type::Array));
    if container(outline) == Some(Container::Array) || (admits && texts.len() > 1) {
        return list(outline, texts);
    }
    typed(outline, texts.last().map_or("", AsRef::as_ref))
}

/// Reads a text as each of the wanted types that is not string.
fn readings(types: Types, text: &str) -> Vec<Value> {
    let wants_number = types.admits(Type::Integer) || types.admits(Type::Number);
    let boolean = || text.parse().ok().map(Value::Bool);
    [
        wants_number.then(|| number(text)).flatten(),
        types.admits(Type::Boolean).then(boolean).flatten(),
        (types.admits(Type::Null) && text == "null").then_some(Value::Null),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Reads a number by JSON's grammar, so that `0x1`, `1_0` and `NaN` are none.
fn number(text: &str) -> Option<Value> {
    let number: Number = serde_json::from_str(text).ok()?;
    // The standard library is exact to the last bit, `serde_json` is not.
    let exact = || Number::from_f64(text.trim().parse().ok()?);
    Some(Value::Number(if number.is_f64() { exact().unwrap_or(number) } else { number }))
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
