//! Bodies: which media type, decoded how, and whether the schema holds.

mod content;
mod form;
mod multipart;
mod sequence;
mod text;
mod xml;

use counterpart_schema::{Direction, Outline, Rest};
use counterpart_spec::{MediaType, RequestBody};
use serde_json::Value;

use crate::forms::Forms;
use crate::{MediaRange, Refusal, Request, Site, Violation};

pub(crate) use content::{Content, Fault};
pub use sequence::is_of_items;
pub(crate) use sequence::is_sequence;

/// The media types that a body may have, compiled.
#[derive(Debug)]
pub(crate) struct BodyContract {
    required: bool,
    /// The most specific range first.
    pub(crate) content: Vec<(MediaRange, Content)>,
}

impl BodyContract {
    pub(crate) fn new(body: &RequestBody, forms: &Forms) -> Self {
        Self { required: body.required, content: compile(&body.content, forms) }
    }
}

/// Compiles the media types, the most specific first.
pub(crate) fn compile(content: &[MediaType], forms: &Forms) -> Vec<(MediaRange, Content)> {
    let ranges = content.iter().filter_map(|media_type| {
        Some((MediaRange::parse(&media_type.range)?, Content::new(media_type, forms)))
    });
    let mut content: Vec<_> = ranges.collect();
    content.sort_by_key(|(range, _)| std::cmp::Reverse(range.specificity()));
    content
}

/// Reads a request's body: `None` when there is none and none is required.
pub(crate) fn decode(contract: &BodyContract, request: &Request) -> Result<Option<Value>, Refusal> {
    let header = request.header("content-type");
    let sent = header.and_then(MediaRange::parse);
    // A form without fields is empty, and a form all the same.
    if request.body.is_empty() && !sent.as_ref().is_some_and(MediaRange::is_form) {
        return if contract.required {
            Err(Refusal::Invalid(vec![violation(Fault {
                keyword: "required",
                ..Fault::from("is missing")
            })]))
        } else {
            Ok(None)
        };
    }
    let Some((first, _)) = contract.content.first() else { return Ok(None) };
    // A body without a type is taken as the first declared one.
    let sent = if header.is_none() { Some(first.clone()) } else { sent };
    let chosen = sent.and_then(|sent| Some((choose(&contract.content, &sent)?, sent)));
    let Some(((declared, content), sent)) = chosen else {
        let declared: Vec<_> = contract.content.iter().map(|(r, _)| format!("`{r}`")).collect();
        let sent = header.unwrap_or_default();
        let detail = format!("the body is `{sent}`, but {} is expected", declared.join(" or "));
        return Err(Refusal::MediaType { detail });
    };
    let beside_json = contract.content.iter().any(|(range, _)| range.is_json());
    let value = read(content, declared, &sent, beside_json, &request.body)
        .map_err(|fault| Refusal::Invalid(vec![violation(fault)]))?;
    let violations = judge(content, Direction::Request, &value);
    if !violations.is_empty() {
        return Err(Refusal::Invalid(violations));
    }
    Ok(Some(match &content.outline {
        Some(outline) => declared_part(outline, value),
        None => value,
    }))
}

/// Finds the most specific declared type that a sent one falls into.
pub(crate) fn choose<'c>(
    content: &'c [(MediaRange, Content)],
    sent: &MediaRange,
) -> Option<&'c (MediaRange, Content)> {
    content.iter().find(|(range, _)| range.admits(sent))
}

/// Decodes the bytes by the sent type; under a range (`*/*`) JSON is tried first, and beside a declared JSON type it is all that is tried.
pub(crate) fn read(
    content: &Content,
    declared: &MediaRange,
    sent: &MediaRange,
    beside_json: bool,
    bytes: &[u8],
) -> Result<Value, Fault> {
    if declared.is_range() && !sent.is_json() {
        match serde_json::from_slice(bytes) {
            Ok(value) => return Ok(value),
            Err(error) if beside_json => return Err(format!("is not JSON: {error}").into()),
            Err(_) => {}
        }
    }
    content.decode(sent, bytes)
}

/// Lists what a decoded body breaks.
pub(crate) fn judge(content: &Content, direction: Direction, value: &Value) -> Vec<Violation> {
    let broken = |outline: &Outline, value: &Value| {
        let schema = outline.schema();
        if schema.is_valid(direction, value) {
            Vec::new()
        } else {
            schema.violations(direction, value)
        }
    };
    let mut found = content.outline.as_ref().map(|o| broken(o, value)).unwrap_or_default();
    if let (Some(item), Value::Array(elements)) = (&content.item, value) {
        for (index, element) in elements.iter().enumerate() {
            let at = counterpart_spec::Pointer::root().join(index);
            let inside = broken(item, element).into_iter();
            found.extend(
                inside.map(|v| counterpart_schema::Violation {
                    instance: at.concat(&v.instance),
                    ..v
                }),
            );
        }
    }
    found.into_iter().map(|violation| Violation::of(Site::Body, violation)).collect()
}

/// Keeps of every object what its schema declares: a server stores no field that it does not know.
fn declared_part(outline: &Outline, value: Value) -> Value {
    match value {
        Value::Array(elements) => match outline.items() {
            Some(items) => elements.into_iter().map(|e| declared_part(&items, e)).collect(),
            None => Value::Array(elements),
        },
        Value::Object(fields) => {
            let open = matches!(outline.rest(), Rest::Known(_));
            let keep = |(name, value): (String, Value)| match outline.property(&name) {
                Some(property) => Some((name, declared_part(&property, value))),
                None => open.then_some((name, value)),
            };
            Value::Object(fields.into_iter().filter_map(keep).collect())
        }
        scalar => scalar,
    }
}

/// Words a fault of a body.
pub(crate) fn violation(fault: Fault) -> Violation {
    let Fault { pointer, keyword, message } = fault;
    Violation {
        site: Site::Body,
        pointer,
        keyword: keyword.to_owned(),
        schema: None,
        property: None,
        message,
    }
}

/// Writes a body as the type that is asked for, else as JSON, else as the first declared one; fails where what is read again is another value, and `suffices` does not take it for the same.
pub(crate) fn encode(
    declared: &[(MediaRange, Content)],
    asked: Option<&MediaRange>,
    value: &Value,
    suffices: impl Fn(&Content, &Value) -> bool,
) -> Result<(String, Vec<u8>), String> {
    let ranges: Vec<_> = declared.iter().map(|(range, _)| range.clone()).collect();
    let preferred = crate::preferred(&ranges).map(|index| ranges[index].concrete());
    let media_type = asked.cloned().or(preferred).ok_or("has no declared media type")?;
    let (_, content) = choose(declared, &media_type)
        .ok_or_else(|| format!("is not declared as `{media_type}`"))?;
    let (written, bytes) = content.encode(&media_type, value)?;
    // What the type says may have grown a boundary.
    let sent = MediaRange::parse(&written).unwrap_or(media_type);
    let is_same = |read: Value| read == *value || suffices(content, &read);
    // JSON carries every value; of the others, some carry only some.
    let same = sent.is_json() || content.decode(&sent, &bytes).is_ok_and(is_same);
    if same { Ok((written, bytes)) } else { Err(format!("cannot be written as `{sent}`")) }
}
