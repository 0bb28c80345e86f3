//! Parts of an answer before it is written: records stay records, so that their bytes can be spliced.

use std::sync::Arc;

use minijinja::Value as EngineValue;
use serde_json::{Map, Value};

use super::Binding;
use super::json::{Json, Rows};
use crate::store::Row;

/// What an expression or template gives.
#[derive(Debug, Clone)]
pub(crate) enum Piece {
    /// A value that was made for this answer.
    Value(Value),
    /// A value that is shared with the request or a record.
    Shared(Arc<Value>),
    /// A record.
    Row(Arc<Row>),
    /// Records, shared with the names in force.
    Rows(Arc<[Arc<Row>]>),
    /// A list whose elements may be records.
    List(Vec<Piece>),
    /// An object whose fields may be records.
    Object(Vec<(String, Piece)>),
}

impl Piece {
    /// Copies the piece out as plain JSON.
    pub(crate) fn into_value(self) -> Value {
        match self {
            Self::Value(value) => value,
            Self::Shared(value) => Arc::unwrap_or_clone(value),
            Self::Row(row) => (*row.value).clone(),
            Self::Rows(rows) => rows.iter().map(|row| (*row.value).clone()).collect(),
            Self::List(pieces) => pieces.into_iter().map(Self::into_value).collect(),
            Self::Object(fields) => {
                let fields = fields.into_iter().map(|(name, piece)| (name, piece.into_value()));
                Value::Object(fields.collect::<Map<_, _>>())
            }
        }
    }
}

impl From<Binding> for Piece {
    fn from(binding: Binding) -> Self {
        match binding {
            Binding::Scalar(value) => Self::Value(value),
            Binding::Json(value) => Self::Shared(value),
            Binding::Row(row) => Self::Row(row),
            Binding::Rows(rows) => Self::Rows(rows),
            Binding::List(pieces) => Self::List(pieces.to_vec()),
        }
    }
}

/// Takes the engine's result back; `None` when it is undefined.
pub(super) fn from_engine(value: &EngineValue) -> Option<Piece> {
    if value.is_undefined() {
        return None;
    }
    if let Some(json) = value.downcast_object_ref::<Json>() {
        return Some(Piece::Shared(Arc::clone(&json.0)));
    }
    if let Some(rows) = value.downcast_object_ref::<Rows>() {
        return Some(Piece::Rows(Arc::clone(&rows.0)));
    }
    Some(Piece::Value(to_value(value)))
}

/// Copies an engine value into JSON, keeping the order of fields.
pub(super) fn to_value(value: &EngineValue) -> Value {
    if let Some(json) = value.downcast_object_ref::<Json>() {
        return (*json.0).clone();
    }
    serde_json::to_value(value).unwrap_or_default()
}
