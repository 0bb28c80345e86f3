//! Runtime expressions: values that only a finished exchange has (OpenAPI "Runtime Expressions").
//!
//! Callbacks and links are written in them: `$request.body#/callbackUrl` alone, or in braces within a text, `http://example.com?id={$request.query.id}`.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use counterpart_spec::Pointer;
use http::HeaderMap;
use serde_json::Value;

use crate::escape::{unescape, unescape_form};
use crate::request::{header, pairs};
use crate::{Request, Response};

#[cfg(test)]
mod tests;

/// An expression, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuntimeExpression {
    /// `$url`: the whole URL of the request.
    Url,
    /// `$method`.
    Method,
    /// `$statusCode`.
    StatusCode,
    /// `$request.…`.
    Request(Source),
    /// `$response.…`.
    Response(Source),
}

/// A part of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// `header.name`; names compare without case.
    Header(String),
    /// `query.name`: the first of that name.
    Query(String),
    /// `path.name`.
    Path(String),
    /// `body`, or what a pointer finds in it.
    Body(Pointer),
}

/// A text that is no expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no runtime expression")]
pub struct NoExpression(String);

/// A finished exchange, as expressions see it.
#[derive(Debug, Clone, Copy)]
pub struct Exchange<'e> {
    /// The URL that the request was sent to.
    pub url: &'e str,
    /// The request.
    pub request: &'e Request,
    /// Its path parameters by name, the values as they were sent.
    pub path: &'e [(&'e str, &'e str)],
    /// Its body, where that is known decoded; else it is read as JSON.
    pub body: Option<&'e Value>,
    /// The response.
    pub response: &'e Response,
}

impl FromStr for RuntimeExpression {
    type Err = NoExpression;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = match text {
            "$url" => Some(Self::Url),
            "$method" => Some(Self::Method),
            "$statusCode" => Some(Self::StatusCode),
            _ => {
                let request = text.strip_prefix("$request.").map(|part| (part, true));
                let part = request.or_else(|| Some((text.strip_prefix("$response.")?, false)));
                part.and_then(|(part, is_request)| {
                    let source = source(part)?;
                    Some(if is_request { Self::Request(source) } else { Self::Response(source) })
                })
            }
        };
        read.ok_or_else(|| NoExpression(text.to_owned()))
    }
}

fn source(text: &str) -> Option<Source> {
    if let Some(rest) = text.strip_prefix("body") {
        return match rest.strip_prefix('#') {
            Some(pointer) => Pointer::parse(pointer).map(Source::Body),
            None => rest.is_empty().then(|| Source::Body(Pointer::root())),
        };
    }
    let (place, name) = text.split_once('.').filter(|(_, name)| !name.is_empty())?;
    let name = name.to_owned();
    match place {
        "header" => name.parse::<http::HeaderName>().is_ok().then_some(Source::Header(name)),
        "query" => Some(Source::Query(name)),
        "path" => Some(Source::Path(name)),
        _ => None,
    }
}

/// Shows it as it is written.
impl fmt::Display for RuntimeExpression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (message, source) = match self {
            Self::Url => return f.write_str("$url"),
            Self::Method => return f.write_str("$method"),
            Self::StatusCode => return f.write_str("$statusCode"),
            Self::Request(source) => ("$request", source),
            Self::Response(source) => ("$response", source),
        };
        match source {
            Source::Header(name) => write!(f, "{message}.header.{name}"),
            Source::Query(name) => write!(f, "{message}.query.{name}"),
            Source::Path(name) => write!(f, "{message}.path.{name}"),
            Source::Body(pointer) if pointer.as_str().is_empty() => write!(f, "{message}.body"),
            Source::Body(pointer) => {
                write!(f, "{message}.body#{pointer}", pointer = pointer.as_str())
            }
        }
    }
}

impl RuntimeExpression {
    /// Gives the value that an exchange has for the expression; `None` where it has none.
    ///
    /// Parts of a body keep their type, all else is text, decoded from the way it travelled.
    pub fn value(&self, exchange: &Exchange<'_>) -> Option<Value> {
        let Exchange { url, request, path, body, response } = exchange;
        match self {
            Self::Url => Some((*url).into()),
            Self::Method => Some(request.method.as_str().into()),
            Self::StatusCode => Some(response.status.into()),
            Self::Request(Source::Body(pointer)) => match body {
                Some(body) => pointer.resolve(body).cloned(),
                None => within(pointer, &request.body),
            },
            Self::Request(Source::Header(name)) => of_header(&request.headers, name),
            Self::Request(Source::Query(name)) => {
                let pairs = pairs(&request.query);
                let (_, value) = pairs.iter().find(|(key, _)| key == name)?;
                Some(unescape_form(Cow::Borrowed(*value)).into())
            }
            Self::Request(Source::Path(name)) => {
                let (_, value) = path.iter().find(|(key, _)| key == name)?;
                Some(unescape(Cow::Borrowed(*value)).into())
            }
            Self::Response(Source::Body(pointer)) => within(pointer, &response.body),
            Self::Response(Source::Header(name)) => of_header(&response.headers, name),
            // A response has neither.
            Self::Response(Source::Query(_) | Source::Path(_)) => None,
        }
    }
}

fn of_header(headers: &HeaderMap, name: &str) -> Option<Value> {
    header(headers, name).map(Value::from)
}

/// Finds a value in a body of JSON; another body is a text, as a whole.
fn within(pointer: &Pointer, body: &[u8]) -> Option<Value> {
    if body.is_empty() {
        return None;
    }
    match serde_json::from_slice::<Value>(body) {
        Ok(mut value) => match pointer.as_str() {
            "" => Some(value),
            pointer => value.pointer_mut(pointer).map(Value::take),
        },
        Err(_) if pointer.as_str().is_empty() => std::str::from_utf8(body).ok().map(Value::from),
        Err(_) => None,
    }
}

/// A text with expressions in braces, such as the key of a callback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpressionTemplate(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(String),
    Expression(RuntimeExpression),
}

/// An expression that an exchange has no value for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the exchange has no value for `{0}`")]
pub struct Absent(RuntimeExpression);

impl FromStr for ExpressionTemplate {
    type Err = NoExpression;

    /// Reads a text; one that starts with `$` is an expression as a whole, without braces.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.starts_with('$') {
            return Ok(Self(vec![Part::Expression(text.parse()?)]));
        }
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (inside, after) =
                after.split_once('}').ok_or_else(|| NoExpression(after.to_owned()))?;
            if !before.is_empty() {
                parts.push(Part::Literal(before.to_owned()));
            }
            parts.push(Part::Expression(inside.parse()?));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Literal(rest.to_owned()));
        }
        Ok(Self(parts))
    }
}

impl ExpressionTemplate {
    /// Writes the text, with the values that an exchange has.
    ///
    /// # Errors
    /// The first expression that the exchange has no value for, or `null`.
    pub fn fill(&self, exchange: &Exchange<'_>) -> Result<String, Absent> {
        let mut text = String::new();
        for part in &self.0 {
            match part {
                Part::Literal(literal) => text += literal,
                Part::Expression(expression) => {
                    let value = expression.value(exchange).filter(|value| !value.is_null());
                    let value = value.ok_or_else(|| Absent(expression.clone()))?;
                    text += &crate::texts::text(&value);
                }
            }
        }
        Ok(text)
    }
}
