//! Writes answers in the form their schema gives: which properties, in which order, as which types.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use counterpart_schema::{Outline, Rest, Type};
use serde_json::Value;

use super::fit::fit;
use crate::expression::Piece;
use crate::store::{Row, moment, whole};

/// What is remembered under such a name is shown only where a schema declares it.
pub(crate) const HIDDEN: char = '_';

/// Writes a body: as its schema wants it, or as it is where there is no schema.
pub(crate) fn written(outline: Option<&Outline>, piece: &Piece) -> Vec<u8> {
    let mut out = Vec::with_capacity(512);
    match outline {
        Some(outline) => write(outline, piece, &mut out),
        None => write_plain(&piece.clone().into_value(), &mut out),
    }
    out
}

/// Writes a piece as JSON that the schema fits.
fn write(outline: &Outline, piece: &Piece, out: &mut Vec<u8>) {
    match piece {
        Piece::Value(value) => write_value(outline, value, out),
        Piece::Shared(value) => write_value(outline, value, out),
        Piece::Row(row) => write_row(outline, row, out),
        Piece::Rows(rows) => write_rows(outline, rows, out),
        Piece::List(pieces) => {
            let items = outline.items();
            write_array(pieces, out, |piece, out| match &items {
                Some(items) => write(items, piece, out),
                None => write_plain(&piece.clone().into_value(), out),
            });
        }
        Piece::Object(fields) => {
            let get = |name: &str| fields.iter().find(|(known, _)| known == name).map(|f| &f.1);
            let all = fields.iter().map(|(name, piece)| (name.as_str(), piece));
            write_object(outline, get, all, out, write, |piece, out| {
                write_plain(&piece.clone().into_value(), out);
            });
        }
    }
}

/// Writes a list of records; the first tells how much room the others take.
fn write_rows(outline: &Outline, rows: &[Arc<Row>], out: &mut Vec<u8>) {
    let (items, begin) = (outline.items(), out.len());
    let write_one = |row: &Row, out: &mut Vec<u8>| match &items {
        Some(items) => write_row(items, row, out),
        None => write_plain(&row.value, out),
    };
    if outline.is_set() {
        write_set(rows, out, write_one);
        return;
    }
    write_array(rows, out, |row, out| {
        let first = out.len() == begin + 1;
        write_one(row, out);
        if first {
            out.reserve((out.len() - begin) * rows.len());
        }
    });
}

/// Writes what looks the same once: a form may show too little of its records to tell them apart (JSON Schema validation §6.4.3).
fn write_set(rows: &[Arc<Row>], out: &mut Vec<u8>, write: impl Fn(&Row, &mut Vec<u8>)) {
    let mut seen = BTreeSet::new();
    let mut different = Vec::with_capacity(rows.len());
    for row in rows {
        let mut bytes = Vec::new();
        write(row, &mut bytes);
        if seen.insert(bytes.clone()) {
            different.push(bytes);
        }
    }
    write_array(&different, out, |bytes, out| out.extend_from_slice(bytes));
}

/// Splices a record's bytes when it is written in one of its own forms, which is nearly always.
fn write_row(outline: &Outline, row: &Row, out: &mut Vec<u8>) {
    let show = |value: &Value| show(outline, &row.key, value);
    match row.shown(outline, show) {
        Some(bytes) => out.extend_from_slice(bytes),
        None => out.extend(show(&row.value)),
    }
}

/// Gives the bytes that a record is shown as in its own form.
pub(super) fn shown(row: &Row) -> Cow<'_, [u8]> {
    let form = row.form();
    let kept = form.and_then(|form| row.shown(form, |value| show(form, &row.key, value)));
    kept.map_or_else(|| Cow::Owned(row.value.to_string().into_bytes()), |b| Cow::Borrowed(&b[..]))
}

fn show(form: &Outline, key: &str, value: &Value) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256);
    write_value(form, value, &mut bytes);
    fit(form.schema(), key, &bytes).unwrap_or(bytes)
}

fn write_value(outline: &Outline, value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Object(fields) => write_object(
            outline,
            |name| fields.get(name),
            fields.iter().map(|(name, value)| (name.as_str(), value)),
            out,
            write_value,
            write_plain,
        ),
        Value::Array(elements) => {
            let items = outline.items();
            write_array(elements, out, |element, out| match &items {
                Some(items) => write_value(items, element, out),
                None => write_plain(element, out),
            });
        }
        scalar => write_plain(&typed(outline, scalar), out),
    }
}

fn write_object<'v, V: 'v>(
    outline: &Outline,
    get: impl Fn(&str) -> Option<&'v V>,
    all: impl Iterator<Item = (&'v str, &'v V)>,
    out: &mut Vec<u8>,
    write: impl Fn(&Outline, &V, &mut Vec<u8>),
    plain: impl Fn(&V, &mut Vec<u8>),
) {
    let mut separator = b'{';
    let mut field = |name: &str, out: &mut Vec<u8>| {
        out.push(std::mem::replace(&mut separator, b','));
        write_text(name, out);
        out.push(b':');
    };
    for (name, form) in outline.properties() {
        if let Some(value) = get(name) {
            field(name, out);
            write(&form, value, out);
        }
    }
    if let Rest::Known(form) = outline.rest() {
        for (name, value) in
            all.filter(|(name, _)| !outline.declares(name) && !name.starts_with(HIDDEN))
        {
            field(name, out);
            match form.clone().or_else(|| outline.property(name)) {
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

/// Gives a scalar the declared type and a moment the declared format.
pub(crate) fn typed<'v>(outline: &Outline, value: &'v Value) -> Cow<'v, Value> {
    if let (Some(date), Some(moment)) = (outline.date(), moment(value)) {
        return Cow::Owned(date.write(moment));
    }
    let admits = |wanted| outline.types().admits(wanted);
    let typed = match value {
        Value::Number(number) if admits(Type::Integer) && !admits(Type::Number) => {
            whole(number).map(Value::from)
        }
        fitting if admits(Type::of(fitting)) => None,
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

fn write_plain(value: &Value, out: &mut Vec<u8>) {
    serde_json::to_writer(out, value).expect("JSON is written to memory");
}

fn write_text(text: &str, out: &mut Vec<u8>) {
    serde_json::to_writer(out, text).expect("text is written to memory");
}
