//! JSON as the expression engine sees it: objects that are looked into, never converted whole.

use std::sync::Arc;

use minijinja::Value as EngineValue;
use minijinja::value::{Enumerator, Object, ObjectRepr};
use serde_json::Value;

use crate::store::Row;

/// Shows a JSON value to the engine; containers stay shared.
pub(super) fn to_engine(value: &Arc<Value>) -> EngineValue {
    match &**value {
        Value::Array(_) | Value::Object(_) => EngineValue::from_object(Json(Arc::clone(value))),
        scalar => scalar_to_engine(scalar),
    }
}

/// Shows what is best copied; containers are copied and shared from then on.
pub(super) fn scalar_to_engine(value: &Value) -> EngineValue {
    match value {
        Value::Null => EngineValue::from(()),
        Value::Bool(truth) => EngineValue::from(*truth),
        Value::String(text) => EngineValue::from(text.as_str()),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(signed), _) => EngineValue::from(signed),
            (None, Some(unsigned)) => EngineValue::from(unsigned),
            (None, None) => EngineValue::from(number.as_f64()),
        },
        Value::Array(_) | Value::Object(_) => child_to_engine(value),
    }
}

fn child_to_engine(value: &Value) -> EngineValue {
    to_engine(&Arc::new(value.clone()))
}

/// A JSON array or object.
#[derive(Debug)]
pub(super) struct Json(pub(super) Arc<Value>);

impl Object for Json {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        if self.0.is_array() { ObjectRepr::Seq } else { ObjectRepr::Map }
    }

    /// Looks up a field or an element; a field name on an array plucks it from every element.
    fn get_value(self: &Arc<Self>, key: &EngineValue) -> Option<EngineValue> {
        match &*self.0 {
            Value::Object(fields) => fields.get(key.as_str()?).map(scalar_to_engine),
            Value::Array(elements) => match key.as_str() {
                Some(name) => Some(
                    elements.iter().filter_map(|e| e.get(name)).map(scalar_to_engine).collect(),
                ),
                None => elements.get(key.as_usize()?).map(scalar_to_engine),
            },
            _ => None,
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        match &*self.0 {
            Value::Array(elements) => Enumerator::Seq(elements.len()),
            Value::Object(fields) => Enumerator::Values(
                fields.keys().map(|key| EngineValue::from(key.as_str())).collect(),
            ),
            _ => Enumerator::Empty,
        }
    }
}

/// A list of records.
#[derive(Debug)]
pub(super) struct Rows(pub(super) Arc<[Arc<Row>]>);

impl Object for Rows {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn get_value(self: &Arc<Self>, key: &EngineValue) -> Option<EngineValue> {
        match key.as_str() {
            Some(name) => {
                let fields = self.0.iter().filter_map(|row| row.value.get(name));
                Some(fields.map(scalar_to_engine).collect())
            }
            None => self.0.get(key.as_usize()?).map(|row| to_engine(&row.value)),
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Seq(self.0.len())
    }
}
