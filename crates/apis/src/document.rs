//! An API's document, ready to be written: utoipa's part, the root extensions and the notes in one value.

use serde_json::Value;
use utoipa::openapi::OpenApi;

use crate::annotate;
use crate::note::Note;
use crate::tidy::tidy;

/// An OpenAPI document and the name of the file it is written to.
#[derive(Debug, Clone)]
pub struct Document {
    /// The file's name within `openapi/`.
    pub file_name: &'static str,
    value: Value,
}

/// What is put into a document beside what utoipa derives.
pub(crate) struct Parts {
    /// The content of the root `x-refusals`.
    pub(crate) refusals: Value,
    /// The content of the root `x-state`.
    pub(crate) state: Value,
    /// The contradictions and gaps of the pages.
    pub(crate) notes: Vec<&'static Note>,
}

impl Document {
    /// Puts the parts together; a note that has no place is a mistake in our own tables.
    pub(crate) fn new(file_name: &'static str, api: &OpenApi, parts: Parts) -> Self {
        let mut value = serde_json::to_value(api).expect("utoipa's types are JSON");
        value = tidy(value);
        value["x-refusals"] = parts.refusals;
        value["x-state"] = parts.state;
        for note in parts.notes {
            annotate::place(&mut value, note);
        }
        Self { file_name, value: tidy(value) }
    }

    /// Gives the document as JSON.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// Writes the document; the same build gives the same bytes.
    ///
    /// # Panics
    ///
    /// Never: every value that JSON can hold, YAML can hold too.
    pub fn to_yaml(&self) -> String {
        yaml_serde::to_string(&self.value).expect("JSON can be written as YAML")
    }
}
