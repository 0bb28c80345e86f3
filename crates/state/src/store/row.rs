//! One record, with the bytes it is shown as.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use serde_json::{Map, Value};

use super::{Text, moment};
use counterpart_schema::Outline;

/// A record: what is remembered, and, once asked for, the JSON that it leaves as.
#[derive(Debug)]
pub struct Row {
    pub(crate) number: u64,
    pub(crate) key: Text,
    /// Always an object.
    pub(crate) value: Arc<Value>,
    /// The form of its resource's schema.
    pub(crate) form: Option<Arc<Outline>>,
    /// The record in that form; made once, spliced into every answer.
    shown: OnceLock<Bytes>,
}

impl Row {
    pub(crate) fn new(
        number: u64,
        key: Text,
        fields: Map<String, Value>,
        form: Option<Arc<Outline>>,
    ) -> Arc<Self> {
        let value = Arc::new(Value::Object(fields));
        Arc::new(Self { number, key, value, form, shown: OnceLock::new() })
    }

    pub(crate) fn fields(&self) -> Map<String, Value> {
        self.value.as_object().cloned().unwrap_or_default()
    }

    /// Gives a field as callers know it: a moment in the form that the schema writes it in.
    pub(crate) fn field(&self, name: &str) -> Cow<'_, Value> {
        let value = self.value.get(name).unwrap_or(&Value::Null);
        self.as_shown(name, value)
    }

    /// Puts a value into the form of a field, if it is a moment.
    pub(crate) fn as_shown<'v>(&self, name: &str, value: &'v Value) -> Cow<'v, Value> {
        let date = self.form.as_ref().and_then(|form| form.properties().get(name)?.date());
        match (date, date.and_then(|_| moment(value))) {
            (Some(date), Some(moment)) => Cow::Owned(date.write(moment)),
            _ => Cow::Borrowed(value),
        }
    }

    pub(crate) fn shown(&self, show: impl FnOnce(&Value) -> Vec<u8>) -> &Bytes {
        self.shown.get_or_init(|| show(&self.value).into())
    }
}
