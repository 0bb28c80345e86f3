//! Request bodies: which media type, decoded how, and whether the schema holds.

use std::sync::Arc;

use counterpart_schema::{Direction, Outline, Rest};
use counterpart_spec::{Pointer, RequestBody};
use serde_json::{Map, Value};

use crate::request::pairs;
use crate::{MediaRange, Refusal, Request, Site, Violation, text};

/// A request body's contract, compiled.
#[derive(Debug)]
pub(crate) struct BodyContract {
    required: bool,
    content: Vec<(MediaRange, Option<Arc<Outline>>)>,
}

impl BodyContract {
    pub(crate) fn new(
        body: &RequestBody,
        compile: &mut impl FnMut(&Option<Pointer>) -> Option<Arc<Outline>>,
    ) -> Self {
        let ranges = body.content.iter().filter_map(|media_type| {
            Some((MediaRange::parse(&media_type.range)?, compile(&media_type.schema)))
        });
        let mut content: Vec<_> = ranges.collect();
        content.sort_by_key(|(range, _)| std::cmp::Reverse(range.specificity()));
        Self { required: body.required, content }
    }

    fn takes_json(&self) -> bool {
        self.content.iter().any(|(range, _)| range.is_json())
    }
}

/// Reads the body: `None` when there is none and none is required.
pub(crate) fn decode(contract: &BodyContract, request: &Request) -> Result<Option<Value>, Refusal> {
    let sent = request.header("content-type").and_then(MediaRange::parse);
    // A form without fields is empty, and a form all the same.
    if request.body.is_empty() && !sent.is_some_and(|sent| sent.is_form()) {
        return if contract.required {
            Err(invalid(vec![violation("required", "is missing".into())]))
        } else {
            Ok(None)
        };
    }
    let Some(Chosen { sent, declared, outline }) = choose(contract, request)? else {
        return Ok(None);
    };
    let value = read(&sent, declared, contract.takes_json(), outline, &request.body)
        .map_err(|message| invalid(vec![violation("syntax", message)]))?;
    let Some(outline) = outline else { return Ok(Some(value)) };
    let schema = outline.schema();
    if schema.is_valid(Direction::Request, &value) {
        return Ok(Some(declared_part(outline, value)));
    }
    let violations = schema.violations(Direction::Request, &value).into_iter();
    Err(invalid(
        violations
            .map(|v| Violation {
                site: Site::Body,
                pointer: v.instance,
                keyword: v.keyword,
                property: v.property,
                message: v.message,
            })
            .collect(),
    ))
}

/// The media type of a body, and the declared range it falls into.
struct Chosen<'c> {
    sent: MediaRange,
    declared: &'c MediaRange,
    outline: Option<&'c Arc<Outline>>,
}

/// Finds the declared range that the body's type falls into; a body without a type is taken as the first declared one.
fn choose<'c>(
    contract: &'c BodyContract,
    request: &Request,
) -> Result<Option<Chosen<'c>>, Refusal> {
    let Some((first, _)) = contract.content.first() else { return Ok(None) };
    let header = request.header("content-type");
    let sent = header.map_or(Some(first.clone()), MediaRange::parse);
    let found = sent.and_then(|sent| {
        let (declared, outline) = contract.content.iter().find(|(range, _)| range.admits(&sent))?;
        Some(Chosen { sent, declared, outline: outline.as_ref() })
    });
    found.map(Some).ok_or_else(|| {
        let declared: Vec<_> = contract.content.iter().map(|(r, _)| format!("`{r}`")).collect();
        let sent = header.unwrap_or_default();
        let detail = format!("the body is `{sent}`, but {} is expected", declared.join(" or "));
        Refusal::MediaType { detail }
    })
}

/// Decodes the bytes by the declared type; under a range (`*/*`) JSON is tried first, and beside a declared JSON type it is all that is tried.
fn read(
    sent: &MediaRange,
    declared: &MediaRange,
    beside_json: bool,
    outline: Option<&Arc<Outline>>,
    body: &[u8],
) -> Result<Value, String> {
    let json = || serde_json::from_slice(body).map_err(|error| format!("is not JSON: {error}"));
    if declared.is_json() {
        return json();
    }
    if declared.specificity() < 2 {
        if let Ok(value) = json() {
            return Ok(value);
        }
        if sent.is_json() || beside_json {
            return json();
        }
    }
    let text = std::str::from_utf8(body).map_err(|_| "is not UTF-8 text".to_owned())?;
    if sent.is_form() {
        return Ok(Value::Object(form(outline, text)));
    }
    Ok(Value::String(text.to_owned()))
}

/// Types the fields of a form by the schema's properties; a repeated field is an array.
fn form(outline: Option<&Arc<Outline>>, text: &str) -> Map<String, Value> {
    let mut fields: indexmap::IndexMap<String, Vec<String>> = indexmap::IndexMap::new();
    for (name, value) in pairs(text) {
        fields.entry(name).or_default().push(value);
    }
    let typed = |(name, texts): (String, Vec<String>)| {
        let property = outline.and_then(|outline| outline.property(&name));
        let value = text::list_or_one(property.as_ref(), &texts);
        (name, value)
    };
    fields.into_iter().map(typed).collect()
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

fn violation(keyword: &str, message: String) -> Violation {
    Violation {
        site: Site::Body,
        pointer: Pointer::root(),
        keyword: keyword.to_owned(),
        property: None,
        message,
    }
}

fn invalid(violations: Vec<Violation>) -> Refusal {
    Refusal::Invalid(violations)
}
