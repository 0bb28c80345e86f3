//! One record, with the bytes it is shown as.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use serde_json::{Map, Value};

use super::{Text, moment};
use counterpart_schema::Outline;

/// The forms a resource's records are shown in, its own schema first.
pub(crate) type Forms = Arc<[Arc<Outline>]>;
/// What a record takes besides its value: its places in the maps of its table.
const OVERHEAD: usize = 256;
/// What a value takes besides its text: its node, and its entry in an object's index.
const NODE: usize = 64;

/// A record: what is remembered, and, once asked for, the JSON that it leaves as.
#[derive(Debug)]
pub struct Row {
    pub(crate) number: u64,
    pub(crate) key: Text,
    /// Always an object.
    pub(crate) value: Arc<Value>,
    forms: Forms,
    /// The record in each of its forms; made once, spliced into every answer.
    shown: Box<[OnceLock<Bytes>]>,
    /// About how many bytes of memory it takes.
    pub(crate) weight: usize,
}

impl Row {
    pub(crate) fn new(
        number: u64,
        key: Text,
        fields: Map<String, Value>,
        forms: Forms,
    ) -> Arc<Self> {
        let value = Arc::new(Value::Object(fields));
        let weight = OVERHEAD + weight(&value);
        let shown = forms.iter().map(|_| OnceLock::new()).collect();
        Arc::new(Self { number, key, value, forms, shown, weight })
    }

    /// Gives the form of its resource's own schema.
    pub(crate) fn form(&self) -> Option<&Arc<Outline>> {
        self.forms.first()
    }

    pub(crate) fn fields(&self) -> Map<String, Value> {
        self.value.as_object().cloned().unwrap_or_default()
    }

    /// Gives a field as it compares: a date as the moment that it is shown as.
    pub(crate) fn field(&self, name: &str) -> Cow<'_, Value> {
        self.comparable(name, self.value.get(name).unwrap_or(&Value::Null))
    }

    /// Reads a value as one of a field's: a date, however it is written, as the moment that it is shown as.
    pub(crate) fn comparable<'v>(&self, name: &str, value: &'v Value) -> Cow<'v, Value> {
        let date = self.form().and_then(|form| form.date_of(name));
        let shown = date.and_then(|date| match moment(value) {
            Some(moment) => date.read(&date.write(moment)),
            None => date.read(value),
        });
        shown.map_or(Cow::Borrowed(value), |moment| Cow::Owned(moment.to_string().into()))
    }

    /// Gives the record in one of its forms; `None` when it is none of them.
    pub(crate) fn shown(
        &self,
        form: &Outline,
        show: impl FnOnce(&Value) -> Vec<u8>,
    ) -> Option<&Bytes> {
        let is_it = |known: &Outline| std::ptr::eq(known, form) || known.schema() == form.schema();
        let at = self.forms.iter().position(|known| is_it(known))?;
        Some(self.shown.get(at)?.get_or_init(|| show(&self.value).into()))
    }
}

/// Estimates the memory of a value: its JSON, twice since it is kept as it is shown too, and the tree.
fn weight(value: &Value) -> usize {
    NODE + match value {
        Value::String(text) => 2 * text.len(),
        Value::Array(elements) => elements.iter().map(weight).sum(),
        Value::Object(fields) => fields.iter().map(|(k, v)| 2 * k.len() + weight(v)).sum(),
        _ => 0,
    }
}
