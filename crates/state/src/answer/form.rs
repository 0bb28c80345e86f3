//! The form a schema gives to what is written: which properties, in which order, as which types.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use counterpart_schema::{Additional, DateFormat, Schema, Type, Types};
use counterpart_spec::Pointer;
use indexmap::IndexMap;
use serde_json::Value;

use crate::expression::Piece;
use crate::store::{Row, moment};

/// A schema prepared for writing; what is below it is prepared when it is first written.
#[derive(Debug)]
pub(crate) struct Form {
    schema: Schema,
    types: Types,
    date: Option<DateFormat>,
    properties: OnceLock<IndexMap<String, Arc<Form>>>,
    rest: OnceLock<Rest>,
    items: OnceLock<Option<Arc<Form>>>,
}

/// What becomes of properties that the schema does not declare.
#[derive(Debug)]
enum Rest {
    Hidden,
    Shown(Option<Arc<Form>>),
}

impl Form {
    pub(crate) fn new(schema: Schema) -> Arc<Self> {
        let dated = schema.annotation("x-date").is_some();
        Arc::new(Self {
            types: schema.types(),
            date: dated.then(|| DateFormat::of(&schema)).flatten(),
            properties: OnceLock::new(),
            rest: OnceLock::new(),
            items: OnceLock::new(),
            schema,
        })
    }

    pub(crate) fn pointer(&self) -> &Pointer {
        self.schema.pointer()
    }

    pub(crate) fn schema(&self) -> &Schema {
        &self.schema
    }

    pub(crate) fn types(&self) -> Types {
        self.types
    }

    pub(crate) fn properties(&self) -> &IndexMap<String, Arc<Self>> {
        self.properties.get_or_init(|| {
            let properties = self.schema.properties().into_iter();
            properties.map(|(name, schema)| (name, Self::new(schema))).collect()
        })
    }

    pub(crate) fn items(&self) -> Option<&Arc<Self>> {
        self.items.get_or_init(|| self.schema.items().map(Self::new)).as_ref()
    }

    /// Writes a piece as JSON of this form.
    pub(crate) fn write(&self, piece: &Piece, out: &mut Vec<u8>) {
        match piece {
            Piece::Value(value) => self.write_value(value, out),
            Piece::Shared(value) => self.write_value(value, out),
            Piece::Row(row) => self.write_row(row, out),
            Piece::List(pieces) => write_array(pieces, out, |piece, out| match self.items() {
                Some(items) => items.write(piece, out),
                None => write_plain(&piece.clone().into_value(), out),
            }),
            Piece::Object(fields) => {
                let get = |name: &str| fields.iter().find(|(known, _)| known == name).map(|f| &f.1);
                let all = fields.iter().map(|(name, piece)| (name.as_str(), piece));
                self.write_object(get, all, out, Self::write, |piece, out| {
                    write_plain(&piece.clone().into_value(), out);
                });
            }
        }
    }

    /// Splices a record's bytes when it is written in its own form, which is nearly always.
    fn write_row(&self, row: &Row, out: &mut Vec<u8>) {
        match &row.form {
            Some(form) if form.pointer() == self.pointer() => {
                out.extend_from_slice(row.shown(|value| {
                    let mut bytes = Vec::with_capacity(256);
                    self.write_value(value, &mut bytes);
                    bytes
                }));
            }
            _ => self.write_value(&row.value, out),
        }
    }

    fn write_value(&self, value: &Value, out: &mut Vec<u8>) {
        match value {
            Value::Object(fields) => self.write_object(
                |name| fields.get(name),
                fields.iter().map(|(name, value)| (name.as_str(), value)),
                out,
                Self::write_value,
                write_plain,
            ),
            Value::Array(elements) => {
                write_array(elements, out, |element, out| match self.items() {
                    Some(items) => items.write_value(element, out),
                    None => write_plain(element, out),
                });
            }
            scalar => write_plain(&self.typed(scalar), out),
        }
    }

    fn write_object<'v, V: 'v>(
        &self,
        get: impl Fn(&str) -> Option<&'v V>,
        all: impl Iterator<Item = (&'v str, &'v V)>,
        out: &mut Vec<u8>,
        write: impl Fn(&Self, &V, &mut Vec<u8>),
        plain: impl Fn(&V, &mut Vec<u8>),
    ) {
        let properties = self.properties();
        let mut separator = b'{';
        let mut field = |name: &str, out: &mut Vec<u8>| {
            out.push(std::mem::replace(&mut separator, b','));
            write_text(name, out);
            out.push(b':');
        };
        for (name, form) in properties {
            if let Some(value) = get(name) {
                field(name, out);
                write(form, value, out);
            }
        }
        if let Rest::Shown(form) = self.rest() {
            for (name, value) in all.filter(|(name, _)| !properties.contains_key(*name)) {
                field(name, out);
                match form.clone().or_else(|| self.schema.property(name).map(Self::new)) {
                    Some(form) => write(&form, value, out),
                    None => plain(value, out),
                }
            }
        }
        if separator == b'{' {
            out.push(b'{');
        }
        out.push(b'}');
    }

    /// Hides what is undeclared, unless nothing is declared or the schema speaks of more.
    fn rest(&self) -> &Rest {
        self.rest.get_or_init(|| match self.schema.additional() {
            Additional::Schema(schema) => Rest::Shown(Some(Self::new(schema))),
            _ if self.properties().is_empty() => Rest::Shown(None),
            _ => Rest::Hidden,
        })
    }

    /// Gives a scalar the declared type and a moment the declared format.
    fn typed<'v>(&self, value: &'v Value) -> Cow<'v, Value> {
        if let (Some(date), Some(moment)) = (&self.date, moment(value)) {
            return Cow::Owned(date.write(moment));
        }
        if self.types.admits(Type::of(value)) {
            return Cow::Borrowed(value);
        }
        let admits = |wanted| self.types.admits(wanted);
        let typed = match value {
            Value::Number(number) if admits(Type::String) => Some(number.to_string().into()),
            Value::Number(number) if admits(Type::Boolean) => {
                Some((number.as_f64() != Some(0.0)).into())
            }
            Value::Bool(truth) if admits(Type::Integer) => Some(u8::from(*truth).into()),
            Value::Bool(truth) if admits(Type::String) => Some(truth.to_string().into()),
            Value::String(text) if admits(Type::Integer) => {
                serde_json::from_str::<serde_json::Number>(text).ok().map(Value::Number)
            }
            Value::String(text) if admits(Type::Boolean) => match text.as_str() {
                "true" | "1" => Some(true.into()),
                "false" | "0" | "" => Some(false.into()),
                _ => None,
            },
            _ => None,
        };
        typed.map_or(Cow::Borrowed(value), Cow::Owned)
    }
}

fn write_array<T>(elements: &[T], out: &mut Vec<u8>, write: impl Fn(&T, &mut Vec<u8>)) {
    out.push(b'[');
    for (index, element) in elements.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write(element, out);
    }
    out.push(b']');
}

pub(super) fn write_plain(value: &Value, out: &mut Vec<u8>) {
    serde_json::to_writer(out, value).expect("JSON is written to memory");
}

fn write_text(text: &str, out: &mut Vec<u8>) {
    serde_json::to_writer(out, text).expect("text is written to memory");
}
