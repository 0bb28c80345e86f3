//! One declared media type, compiled: bytes to value and back.
//!
//! Bytes that are no text are a string of one character for each byte, U+0000 to U+00FF, so that `maxLength` counts bytes.

use std::sync::Arc;

use counterpart_schema::Outline;
use counterpart_spec::{MediaType, Pointer, Style};
use indexmap::IndexMap;
use serde_json::Value;

use super::{form, multipart, sequence, text, xml};
use crate::MediaRange;
use crate::forms::Forms;
use crate::parameters::Slot;

/// A media type with the schemas of what it carries.
#[derive(Debug, Default)]
pub(crate) struct Content {
    pub(crate) outline: Option<Arc<Outline>>,
    /// The schema of each item of a sequence.
    pub(crate) item: Option<Arc<Outline>>,
    pub(crate) fields: IndexMap<String, Field>,
}

/// How one field of a form is written.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) types: Vec<MediaRange>,
    pub(crate) style: Option<(Style, bool)>,
    pub(crate) allow_reserved: bool,
    pub(crate) headers: Vec<Slot>,
}

/// Why bytes cannot be decoded.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) pointer: Pointer,
    pub(crate) keyword: &'static str,
    pub(crate) message: String,
}

impl<T: Into<String>> From<T> for Fault {
    fn from(message: T) -> Self {
        Self { pointer: Pointer::root(), keyword: "syntax", message: message.into() }
    }
}

impl Content {
    pub(crate) fn new(media_type: &MediaType, forms: &Forms) -> Self {
        let mut fields = IndexMap::new();
        for (name, encoding) in &media_type.encoding {
            let types = encoding.content_types.iter().filter_map(|text| MediaRange::parse(text));
            let field = Field {
                types: types.collect(),
                style: encoding.style,
                allow_reserved: encoding.allow_reserved,
                headers: encoding.headers.iter().map(|header| Slot::new(header, forms)).collect(),
            };
            fields.insert(name.clone(), field);
        }
        Self {
            outline: forms.outline(media_type.schema.as_ref()),
            item: forms.outline(media_type.item_schema.as_ref()),
            fields,
        }
    }

    /// Carries values of one schema, however they are written.
    pub(crate) fn of(outline: Option<Arc<Outline>>) -> Self {
        Self { outline, ..Self::default() }
    }

    /// Decodes bytes of a media type.
    pub(crate) fn decode(&self, sent: &MediaRange, bytes: &[u8]) -> Result<Value, Fault> {
        if let Some(form) = sequence::Form::of(sent) {
            return Ok(sequence::decode(form, self.item.as_ref(), bytes)?);
        }
        if sent.is_json() {
            return serde_json::from_slice(bytes).map_err(|e| format!("is not JSON: {e}").into());
        }
        if sent.is_form() {
            return form::decode(self, text::decode(sent, bytes)?.as_ref());
        }
        if sent.is_multipart() {
            return multipart::decode(self, sent, bytes);
        }
        if sent.is_xml() {
            return Ok(xml::decode(self.outline.as_ref(), &text::decode(sent, bytes)?)?);
        }
        if sent.is_text() {
            let text = text::decode(sent, bytes)?;
            return Ok(crate::texts::typed(self.outline.as_ref(), &text));
        }
        Ok(Value::String(text::latin1(bytes)))
    }

    /// Encodes a value as a media type; gives the type too, as some have parameters.
    pub(crate) fn encode(
        &self,
        media_type: &MediaRange,
        value: &Value,
    ) -> Result<(String, Vec<u8>), String> {
        if media_type.is_multipart() {
            return multipart::encode(self, media_type, value);
        }
        let bytes = if let Some(form) = sequence::Form::of(media_type) {
            sequence::encode(form, value)?
        } else if media_type.is_json() {
            value.to_string().into_bytes()
        } else if media_type.is_form() {
            form::encode(self, value)?.into_bytes()
        } else if media_type.is_xml() {
            xml::encode(self.outline.as_ref(), value)?.into_bytes()
        } else if media_type.is_text() {
            text::encode(media_type, &crate::texts::text(value))?
        } else {
            text::to_latin1(&crate::texts::text(value))?
        };
        Ok((media_type.to_string(), bytes))
    }
}
