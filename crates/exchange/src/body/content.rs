//! One declared media type, compiled: bytes to value and back.
//!
//! Bytes that are no text are a string of one character for each byte, U+0000 to U+00FF, so that `maxLength` counts bytes.

use std::sync::Arc;

use counterpart_schema::{Outline, Type, Types};
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
    /// How items stand apart, where the content is a sequence.
    sequence: Option<sequence::Form>,
    /// Whether the schema has room for nothing but the bytes as they are, also where the media type has more to say.
    is_whole: bool,
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
        let mut outline = forms.outline(media_type.schema.as_ref());
        let mut item = forms.outline(media_type.item_schema.as_ref());
        let range = MediaRange::parse(&media_type.range);
        let mut sequence = range.as_ref().and_then(sequence::Form::of);
        let types = outline.as_ref().filter(|_| item.is_none()).map(|outline| outline.types());
        if let (Some(range), Some(types)) = (&range, types)
            && sequence::is_of_items(range, types)
        {
            item = outline.take();
            let is_event = item.as_ref().is_some_and(|item| item.declares("data"));
            if sequence == Some(sequence::Form::Events) && !is_event {
                sequence = Some(sequence::Form::Payloads);
            }
        }
        let is_whole = types.and_then(Types::single) == Some(Type::String);
        Self { outline, item, fields, sequence, is_whole }
    }

    /// Carries values of one schema, however they are written.
    pub(crate) fn of(outline: Option<Arc<Outline>>) -> Self {
        Self { outline, ..Self::default() }
    }

    /// Decodes bytes of a media type.
    pub(crate) fn decode(&self, sent: &MediaRange, bytes: &[u8]) -> Result<Value, Fault> {
        if let Some(form) = self.form(sent) {
            return Ok(sequence::decode(form, self.item.as_ref(), bytes)?);
        }
        if sent.is_json() {
            return serde_json::from_slice(bytes).map_err(|e| format!("is not JSON: {e}").into());
        }
        if sent.is_form() {
            return form::decode(self, text::decode(sent, bytes)?.as_ref());
        }
        if sent.is_multipart() && !self.is_whole {
            return multipart::decode(self, sent, bytes);
        }
        if sent.is_xml() {
            return Ok(xml::decode(self.outline.as_ref(), &text::decode(sent, bytes)?)?);
        }
        if sent.is_text() {
            let text = text::decode(sent, bytes)?;
            return Ok(crate::texts::typed(self.outline.as_ref(), &text));
        }
        if self.is_json_inside() {
            return serde_json::from_slice(bytes).map_err(|e| format!("is not JSON: {e}").into());
        }
        Ok(Value::String(text::latin1(bytes)))
    }

    /// Encodes a value as a media type; gives the type too, as some have parameters.
    pub(crate) fn encode(
        &self,
        media_type: &MediaRange,
        value: &Value,
    ) -> Result<(String, Vec<u8>), String> {
        if media_type.is_multipart() && !self.is_whole {
            return multipart::encode(self, media_type, value);
        }
        let bytes = if let Some(form) = self.form(media_type) {
            sequence::encode(form, value)?
        } else if media_type.is_json() {
            value.to_string().into_bytes()
        } else if media_type.is_form() {
            form::encode(self, value)?.into_bytes()
        } else if media_type.is_xml() {
            xml::encode(self.outline.as_ref(), value)?.into_bytes()
        } else if media_type.is_text() {
            text::encode(media_type, &crate::texts::text(value))?
        } else if self.is_json_inside() {
            value.to_string().into_bytes()
        } else {
            text::to_latin1(&crate::texts::text(value))?
        };
        Ok((media_type.to_string(), bytes))
    }

    fn form(&self, sent: &MediaRange) -> Option<sequence::Form> {
        if self.is_whole {
            return None;
        }
        // What was declared as a range is read as it was sent.
        self.sequence.or_else(|| sequence::Form::of(sent))
    }

    /// Tells whether bytes of no known syntax are JSON: the schema wants an object or a list, which bytes are not.
    fn is_json_inside(&self) -> bool {
        let types = self.outline.as_ref().map(|outline| outline.types());
        types.is_some_and(|types| {
            !types.admits(Type::String) && (types.admits(Type::Object) || types.admits(Type::Array))
        })
    }
}
