//! Calls as reports may show them: without what is secret in their texts.
//!
//! Where credentials travel, [`Secrets`] says; here is what is hidden wherever it stands: the credentials of the run, and of responses the values whose schema calls them a password or write-only.
//! What the runner makes up for a request is no secret, and is shown as it was sent, so that it can be sent again.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::Arc;

use bytes::Bytes;
use counterpart_exchange::{Request, Response, Secrets, escaped};
use counterpart_generate::{Site, sites};
use counterpart_schema::Direction;
use counterpart_spec::Pointer;
use http::{HeaderMap, HeaderValue};
use serde_json::Value;

use crate::{Event, Exchanged, Subject};

/// Shorter credentials are hidden only where credentials travel: they are part of too many other words.
const MIN_TEXT: usize = 8;

/// What is hidden in the texts of calls.
#[derive(Debug, Clone)]
pub struct Mask {
    subject: Subject,
    /// Credentials, as texts and as they stand in URLs and in JSON; the longest first, as one may be a part of another.
    texts: Vec<String>,
    /// Whether any schema of the document calls a value secret.
    declares: bool,
}

impl Mask {
    /// Hides credentials, and what the schemas of a document call secret.
    pub(crate) fn new<'s>(subject: Subject, credentials: impl Iterator<Item = &'s str>) -> Self {
        let credentials = credentials.filter(|text| text.chars().count() >= MIN_TEXT);
        let mut texts: Vec<_> = credentials.flat_map(written).collect();
        texts.sort_by_key(|text| Reverse(text.len()));
        texts.dedup();
        let declares = declares(&subject.spec().document.value);
        Self { subject, texts, declares }
    }

    /// Shows a text without the credentials.
    pub fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut shown = Cow::Borrowed(text);
        for secret in &self.texts {
            if shown.contains(secret) {
                shown = shown.replace(secret, Secrets::MASK).into();
            }
        }
        shown
    }

    /// Shows what is said of a call without what is secret in its response.
    pub(crate) fn message(&self, message: &str, call: Option<&Exchanged>) -> String {
        let mut shown = self.text(message).into_owned();
        let secret = call.and_then(|call| self.hidden(call));
        for value in secret.iter().flat_map(|(body, places)| values(body, places)) {
            // As violations write values: a text in quotes.
            shown = shown.replace(&value.to_string(), Secrets::MASK);
        }
        shown
    }

    /// Shows an event.
    pub fn event<'e>(&self, event: &'e Event) -> Cow<'e, Event> {
        let shown = match event {
            Event::Called { exchanged, .. } | Event::Repeated { exchanged, .. } => {
                self.call(exchanged)
            }
            _ => return Cow::Borrowed(event),
        };
        let Cow::Owned(shown) = shown else { return Cow::Borrowed(event) };
        let mut event = event.clone();
        if let Event::Called { exchanged, .. } | Event::Repeated { exchanged, .. } = &mut event {
            *exchanged = Arc::new(shown);
        }
        Cow::Owned(event)
    }

    /// Shows a call.
    pub fn call<'c>(&self, call: &'c Exchanged) -> Cow<'c, Exchanged> {
        let request = self.request(&call.request);
        let response = call.outcome.as_ref().ok();
        let response = response.and_then(|response| self.response(call, response));
        if request.is_none() && response.is_none() {
            return Cow::Borrowed(call);
        }
        let mut shown = call.clone();
        if let Some(request) = request {
            shown.request = request;
        }
        if let Some(response) = response {
            shown.outcome = Ok(response);
            shown.body = None;
        }
        Cow::Owned(shown)
    }

    fn request(&self, request: &Request) -> Option<Request> {
        let path = owned(self.text(&request.path));
        let query = owned(self.text(&request.query));
        let (headers, body) = (self.headers(&request.headers), self.bytes(&request.body));
        if path.is_none() && query.is_none() && headers.is_none() && body.is_none() {
            return None;
        }
        Some(Request {
            method: request.method.clone(),
            path: path.unwrap_or_else(|| request.path.clone()),
            query: query.unwrap_or_else(|| request.query.clone()),
            headers: headers.unwrap_or_else(|| request.headers.clone()),
            body: body.unwrap_or_else(|| request.body.clone()),
        })
    }

    fn response(&self, call: &Exchanged, response: &Response) -> Option<Response> {
        let declared = self.hidden(call).map(|(mut body, places)| {
            for place in places {
                if let Some(value) = body.pointer_mut(place.as_str()) {
                    *value = Secrets::MASK.into();
                }
            }
            Bytes::from(body.to_string())
        });
        let text = self.bytes(declared.as_ref().unwrap_or(&response.body));
        let (headers, body) = (self.headers(&response.headers), text.or(declared));
        if headers.is_none() && body.is_none() {
            return None;
        }
        Some(Response {
            status: response.status,
            headers: headers.unwrap_or_else(|| response.headers.clone()),
            body: body.unwrap_or_else(|| response.body.clone()),
        })
    }

    /// Finds the places of a response whose schema calls them secret; `None` where there is none.
    fn hidden(&self, call: &Exchanged) -> Option<(Value, Vec<Pointer>)> {
        let schema = self.declares.then(|| self.subject.answered(call))??;
        let body = call
            .body
            .clone()
            .or_else(|| serde_json::from_slice(&call.outcome.as_ref().ok()?.body).ok())?;
        let secret = sites(&schema, Direction::Response, &body).into_iter().filter(is_secret);
        let places: Vec<_> = secret.map(|site| site.instance).collect();
        (!places.is_empty()).then_some((body, places))
    }

    fn headers(&self, headers: &HeaderMap) -> Option<HeaderMap> {
        let shown = |value: &HeaderValue| {
            HeaderValue::from_str(&owned(self.text(value.to_str().ok()?))?).ok()
        };
        if !headers.values().any(|value| shown(value).is_some()) {
            return None;
        }
        let mut masked = headers.clone();
        for value in masked.values_mut() {
            if let Some(shown) = shown(value) {
                *value = shown;
            }
        }
        Some(masked)
    }

    fn bytes(&self, bytes: &Bytes) -> Option<Bytes> {
        owned(self.text(std::str::from_utf8(bytes).ok()?)).map(Bytes::from)
    }
}

/// Writes a credential in all the ways in which a text may hold it.
fn written(text: &str) -> [String; 3] {
    let json = Value::from(text).to_string();
    [text.to_owned(), escaped(text), json[1..json.len() - 1].to_owned()]
}

fn owned(text: Cow<'_, str>) -> Option<String> {
    match text {
        Cow::Owned(text) => Some(text),
        Cow::Borrowed(_) => None,
    }
}

/// Gives the values at some places, but for those that say nothing.
fn values<'b>(body: &'b Value, places: &'b [Pointer]) -> impl Iterator<Item = &'b Value> {
    let values = places.iter().filter_map(|place| place.resolve(body));
    values.filter(|value| !value.is_null() && !value.is_boolean())
}

/// Tells whether a schema calls its value secret.
fn is_secret(site: &Site) -> bool {
    names_secret(site.schema.source())
}

fn names_secret(schema: &Value) -> bool {
    schema.get("format").is_some_and(|format| format == "password")
        || schema.get("writeOnly").is_some_and(|only| only == true)
}

/// Tells whether anything of a document is such a schema.
fn declares(tree: &Value) -> bool {
    let below = match tree {
        Value::Object(object) => object.values().any(declares),
        Value::Array(list) => list.iter().any(declares),
        _ => false,
    };
    below || names_secret(tree)
}
