//! `multipart/form-data`: a part for each field, each with a media type of its own (RFC 7578, OpenAPI "Encoding Object").

use std::convert::Infallible;
use std::fmt::Write;
use std::sync::Arc;

use bytes::Bytes;
use counterpart_schema::Outline;
use counterpart_spec::Pointer;
use futures_util::{FutureExt, stream};
use http::HeaderMap;
use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::content::{Content, Fault, Field};
use crate::MediaRange;
use crate::texts::{Container, container, text};

/// What parts a body, unless the body has it.
const BOUNDARY: &str = "counterpart-part";

/// A part as it was sent.
struct Part {
    headers: HeaderMap,
    media_type: Option<MediaRange>,
    bytes: Bytes,
}

pub(super) fn decode(content: &Content, sent: &MediaRange, bytes: &[u8]) -> Result<Value, Fault> {
    let boundary = sent.parameter("boundary").ok_or("has no `boundary` in its media type")?;
    let mut fields = Map::new();
    for (name, parts) in parts(boundary, bytes)? {
        let outline = content.outline.as_ref().and_then(|outline| outline.property(&name));
        let field = content.fields.get(&name);
        let at = |fault: Fault| Fault {
            pointer: Pointer::root().join(&name).concat(&fault.pointer),
            ..fault
        };
        let is_list = container(outline.as_ref()) == Some(Container::Array) || parts.len() > 1;
        let items = outline.as_ref().and_then(|outline| outline.items());
        // One part may hold a whole array, as JSON.
        let whole =
            parts.len() == 1 && parts[0].media_type.as_ref().is_some_and(MediaRange::is_json);
        let value = if is_list && !whole {
            let values = parts.iter().map(|part| part.decode(field, items.as_ref()));
            Value::Array(values.collect::<Result<_, _>>().map_err(at)?)
        } else {
            parts[0].decode(field, outline.as_ref()).map_err(at)?
        };
        fields.insert(name, value);
    }
    Ok(Value::Object(fields))
}

/// Reads the parts by name; nothing is waited for, as all bytes are there.
fn parts(boundary: &str, bytes: &[u8]) -> Result<IndexMap<String, Vec<Part>>, String> {
    let bytes = Bytes::copy_from_slice(bytes);
    let all = stream::once(std::future::ready(Ok::<_, Infallible>(bytes)));
    let mut body = multer::Multipart::new(all, boundary);
    let mut parts: IndexMap<String, Vec<Part>> = IndexMap::new();
    let broken = |error: Option<multer::Error>| {
        format!("is not in parts: {}", error.map_or("it ends too early".into(), |e| e.to_string()))
    };
    loop {
        let next = body.next_field().now_or_never().ok_or_else(|| broken(None))?;
        let Some(field) = next.map_err(|error| broken(Some(error)))? else { return Ok(parts) };
        let name = field.name().ok_or("has a part without a name")?.to_owned();
        let headers = field.headers().clone();
        let bytes = field.bytes().now_or_never().ok_or_else(|| broken(None))?;
        let media_type =
            crate::request::header(&headers, "content-type").and_then(MediaRange::parse);
        let bytes = bytes.map_err(|error| broken(Some(error)))?;
        parts.entry(name).or_default().push(Part { headers, media_type, bytes });
    }
}

impl Part {
    fn decode(
        &self,
        field: Option<&Field>,
        outline: Option<&Arc<Outline>>,
    ) -> Result<Value, Fault> {
        let (types, headers) = field.map_or((&[][..], &[][..]), |f| (&f.types[..], &f.headers[..]));
        let admits = |sent: &MediaRange| types.is_empty() || types.iter().any(|t| t.admits(sent));
        if let Some(sent) = self.media_type.as_ref().filter(|sent| !admits(sent)) {
            let types: Vec<_> = types.iter().map(|range| format!("`{range}`")).collect();
            let message = format!("is `{sent}`, but {} is expected", types.join(" or "));
            return Err(Fault { keyword: "contentType", ..Fault::from(message) });
        }
        for header in headers {
            if let Some(message) = header.missing_in(&self.headers) {
                return Err(Fault { keyword: "required", ..Fault::from(message) });
            }
        }
        let concrete = || types.first().filter(|range| !range.is_range());
        let nested = |range: &&MediaRange| !range.is_multipart();
        match self.media_type.as_ref().or_else(concrete).filter(nested) {
            Some(media_type) => Content::of(outline.cloned()).decode(media_type, &self.bytes),
            None => Ok(match std::str::from_utf8(&self.bytes) {
                Ok(text) => crate::texts::typed(outline, text),
                Err(_) => Value::String(super::text::latin1(&self.bytes)),
            }),
        }
    }
}

pub(super) fn encode(
    content: &Content,
    media_type: &MediaRange,
    value: &Value,
) -> Result<(String, Vec<u8>), String> {
    let fields = value.as_object().ok_or("is no object, as a body in parts has to be")?;
    let mut parts = Vec::new();
    for (name, value) in fields {
        let outline = content.outline.as_ref().and_then(|outline| outline.property(name));
        let types = content.fields.get(name).map_or(&[][..], |field| &field.types[..]);
        let concrete = types.iter().find(|range| !range.is_range());
        let whole = concrete.is_some_and(MediaRange::is_json);
        let items = outline.as_ref().and_then(|outline| outline.items());
        match value {
            Value::Array(elements) if !whole => {
                for element in elements {
                    parts.push(part(name, concrete, items.as_ref(), element)?);
                }
            }
            value => parts.push(part(name, concrete, outline.as_ref(), value)?),
        }
    }
    let has = |boundary: &str| {
        parts.iter().any(|part| part.windows(boundary.len()).any(|w| w == boundary.as_bytes()))
    };
    let mut boundary = BOUNDARY.to_owned();
    while has(&boundary) {
        boundary.push('-');
    }
    let mut bytes = Vec::new();
    for part in &parts {
        bytes.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
        bytes.extend_from_slice(part);
    }
    bytes.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Ok((format!("{media_type};boundary={boundary}"), bytes))
}

/// Writes the head and the bytes of a part.
fn part(
    name: &str,
    media_type: Option<&MediaRange>,
    outline: Option<&Arc<Outline>>,
    value: &Value,
) -> Result<Vec<u8>, String> {
    if name.contains(['"', '\r', '\n', '\\']) {
        return Err(format!("has a field `{}`, which is no name of a part", name.escape_debug()));
    }
    let mut head = format!("Content-Disposition: form-data; name=\"{name}\"");
    let known = |text| MediaRange::parse(text);
    let chosen = match (media_type, value) {
        (Some(media_type), _) => Some(media_type.clone()),
        (None, Value::Object(_) | Value::Array(_)) => known("application/json"),
        (None, _) if is_binary(outline) => known("application/octet-stream"),
        (None, _) => None,
    };
    let bytes = match &chosen {
        Some(media_type) => {
            if !media_type.is_json() && !media_type.is_text() {
                let _ = write!(head, "; filename=\"{name}\"");
            }
            let (written, bytes) = Content::of(outline.cloned()).encode(media_type, value)?;
            let _ = write!(head, "\r\nContent-Type: {written}");
            bytes
        }
        None => text(value).into_owned().into_bytes(),
    };
    let mut part = format!("{head}\r\n\r\n").into_bytes();
    part.extend(bytes);
    part.extend_from_slice(b"\r\n");
    Ok(part)
}

/// Tells whether a schema is of bytes: by its `format`, or by what it says of its content.
fn is_binary(outline: Option<&Arc<Outline>>) -> bool {
    let Some(outline) = outline else { return false };
    let says = |key: &str| outline.schema().annotation(key);
    says("format").is_some_and(|format| format == "binary")
        || (says("contentMediaType").is_some() && says("contentEncoding").is_none())
}
