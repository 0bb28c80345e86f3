//! One parameter or header, compiled: read, judged and written.

use std::borrow::Cow;
use std::sync::Arc;

use counterpart_schema::{Direction, Outline, Rest};
use counterpart_spec::{Location, Parameter, Pointer, Style};
use http::HeaderMap;
use percent_encoding::AsciiSet;
use serde_json::Value;

use super::{Sent, deep_object, form, label, matrix, simple};
use crate::body::Content;
use crate::escape::{
    RESERVED_IN_PATH, RESERVED_IN_QUERY, STRICT, STRICT_DOT, escape, unescape, unescape_form,
};
use crate::forms::Forms;
use crate::texts::{Container, Texts, container, text};
use crate::{MediaRange, Site, Violation};

/// A parameter with its schema, and with its media type where it has `content`.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) parameter: Parameter,
    outline: Option<Arc<Outline>>,
    content: Option<(MediaRange, Content)>,
}

/// What a parameter looks like on the wire.
#[derive(Debug)]
pub(crate) enum Written {
    /// The value of a path parameter or header.
    Text(String),
    /// The pairs of a query or of cookies.
    Pairs(Vec<(String, String)>),
    /// A whole query string.
    Query(String),
}

impl Slot {
    pub(crate) fn new(parameter: &Parameter, forms: &Forms) -> Self {
        let content = parameter.content.as_ref().and_then(|media_type| {
            Some((MediaRange::parse(&media_type.range)?, Content::new(media_type, forms)))
        });
        let outline = match &content {
            Some((_, content)) => content.outline.clone(),
            None => forms.outline(parameter.schema.as_ref()),
        };
        Self { parameter: parameter.clone(), outline, content }
    }

    pub(crate) fn default(&self) -> Option<&Value> {
        self.outline.as_ref().and_then(|outline| outline.default())
    }

    /// Gives the name under which the value is kept: headers compare without case.
    pub(crate) fn key(&self) -> String {
        self.parameter.key()
    }

    /// Reads the value; `None` when it is absent.
    pub(crate) fn read(&self, sent: &Sent<'_>, all: &[Self]) -> Result<Option<Value>, String> {
        let name = self.parameter.name.as_str();
        match self.parameter.location {
            Location::Path => {
                let raw = sent.path.iter().find(|(key, _)| *key == name);
                raw.map(|(_, raw)| self.read_path(raw)).transpose()
            }
            Location::Header => self.read_header(&sent.request.headers),
            Location::Query => self.read_pairs(&sent.query, unescape_form, all),
            Location::Cookie if self.parameter.style == Style::Cookie => {
                self.read_pairs(&sent.cookies, |text| text, all)
            }
            Location::Cookie => {
                let pairs = sent.cookies.iter();
                let cookies: Vec<_> =
                    pairs.map(|(key, raw)| (unescape(key.clone()), *raw)).collect();
                self.read_pairs(&cookies, unescape, all)
            }
            Location::QueryString if sent.request.query.is_empty() => Ok(None),
            Location::QueryString => self.read_query_string(&sent.request.query).map(Some),
        }
    }

    fn read_path(&self, raw: &str) -> Result<Value, String> {
        let Parameter { name, style, explode, .. } = &self.parameter;
        if self.content.is_some() {
            return self.read_content(&unescape(raw.into()));
        }
        let wanted = container(self.outline.as_ref());
        let texts = match style {
            Style::Label => label::read(raw, *explode, wanted),
            Style::Matrix => matrix::read(name, raw, *explode, wanted),
            _ => simple::read(raw, *explode, wanted),
        };
        Ok(texts?.map(unescape).typed(self.outline.as_ref()))
    }

    /// Reads a header; several of one name are one list (RFC 9110 §5.3).
    pub(crate) fn read_header(&self, headers: &HeaderMap) -> Result<Option<Value>, String> {
        let sent = headers.get_all(self.parameter.name.as_str()).into_iter();
        let lines: Vec<_> = sent.filter_map(|v| std::str::from_utf8(v.as_bytes()).ok()).collect();
        let wanted = container(self.outline.as_ref());
        let raw: Cow<'_, str> = match lines[..] {
            [] => return Ok(None),
            [_, _, ..] if wanted.is_some() => lines.join(",").into(),
            [line, ..] => line.trim().into(),
        };
        if self.content.is_some() {
            return self.read_content(&raw).map(Some);
        }
        let texts = simple::read(&raw, self.parameter.explode, wanted)?;
        let trimmed = |text: Cow<'_, str>| Cow::Owned(text.trim().to_owned());
        Ok(Some(match texts {
            Texts::One(text) => Texts::One(text).typed(self.outline.as_ref()),
            texts => texts.map(trimmed).typed(self.outline.as_ref()),
        }))
    }

    fn read_pairs<'r>(
        &self,
        pairs: &[(Cow<'r, str>, &'r str)],
        unescape: fn(Cow<'r, str>) -> Cow<'r, str>,
        all: &[Self],
    ) -> Result<Option<Value>, String> {
        let Parameter { name, style, explode, .. } = &self.parameter;
        let outline = self.outline.as_ref();
        if self.content.is_some() {
            let raw = pairs.iter().rev().find(|(key, _)| key == name);
            return raw.map(|(_, raw)| self.read_content(&unescape((*raw).into()))).transpose();
        }
        if *style == Style::DeepObject {
            return deep_object::read(name, pairs, outline).transpose();
        }
        let wanted = container(outline);
        let sent = pairs.iter().filter(|(key, _)| key == name).count();
        // A schema that admits texts and arrays means an array when there are several.
        let wanted = match outline {
            Some(outline) if sent > 1 && *explode && wanted.is_none() => {
                let admits = outline.types().admits(counterpart_schema::Type::Array);
                admits.then_some(Container::Array)
            }
            _ => wanted,
        };
        let owns = |key: &str| self.owns(key, all);
        let texts = form::read(name, (*style, *explode), wanted, pairs, owns).transpose()?;
        // The keys of pairs are decoded already.
        Ok(texts
            .map(|texts| match texts {
                Texts::Fields(pairs) => Texts::Fields(
                    pairs.into_iter().map(|(key, raw)| (key, unescape(raw))).collect(),
                ),
                texts => texts.map(unescape),
            })
            .map(|texts| texts.typed(outline)))
    }

    /// Tells whether a key is one of an exploded object: it is declared, or the object is open and no other parameter has it.
    fn owns(&self, key: &str, all: &[Self]) -> bool {
        let Some(outline) = &self.outline else { return false };
        let other = |slot: &Self| {
            slot.parameter.location == self.parameter.location && slot.parameter.name == key
        };
        outline.declares(key)
            || (matches!(outline.rest(), Rest::Known(_)) && !all.iter().any(other))
    }

    fn read_query_string(&self, query: &str) -> Result<Value, String> {
        match &self.content {
            Some((range, content)) if range.is_form() => {
                content.decode(range, query.as_bytes()).map_err(|fault| fault.message)
            }
            _ => self.read_content(&unescape(query.into())),
        }
    }

    fn read_content(&self, text: &str) -> Result<Value, String> {
        match &self.content {
            Some((range, content)) => {
                content.decode(range, text.as_bytes()).map_err(|fault| fault.message)
            }
            None => Ok(crate::texts::typed(self.outline.as_ref(), text)),
        }
    }

    /// Lists what a value breaks; an empty one that is expressly allowed breaks nothing.
    pub(crate) fn judge(&self, direction: Direction, value: &Value) -> Vec<Violation> {
        let Some(outline) = &self.outline else { return Vec::new() };
        let is_empty = self.parameter.allow_empty_value && value == "";
        let schema = outline.schema();
        if is_empty || schema.is_valid(direction, value) {
            return Vec::new();
        }
        let found = schema.violations(direction, value).into_iter();
        found.map(|violation| Violation::of(self.site(), violation)).collect()
    }

    pub(crate) fn violation(&self, pointer: Pointer, keyword: &str, message: &str) -> Violation {
        Violation {
            site: self.site(),
            pointer,
            keyword: keyword.to_owned(),
            schema: None,
            property: None,
            message: message.to_owned(),
        }
    }

    fn site(&self) -> Site {
        Site::Parameter(self.parameter.location, self.parameter.name.clone())
    }

    /// Says that a required header is missing, or one that is there is wrong.
    pub(crate) fn missing_in(&self, headers: &HeaderMap) -> Option<String> {
        let missing = self.parameter.required && !headers.contains_key(&self.parameter.name);
        missing.then(|| format!("has no header `{}`", self.parameter.name))
    }

    /// Writes the value as it will be sent.
    pub(crate) fn write(&self, value: &Value) -> Result<Written, String> {
        let Parameter { name, location, style, explode, .. } = &self.parameter;
        let set = self.escapes();
        if let Some((range, content)) = &self.content {
            let (_, bytes) = content.encode(range, value)?;
            let text = String::from_utf8(bytes).map_err(|_| "is no text".to_owned())?;
            return Ok(match location {
                Location::QueryString if range.is_form() => Written::Query(text),
                Location::QueryString => Written::Query(escape(set, &text).into_owned()),
                Location::Header => Written::Text(text),
                Location::Path => Written::Text(escape(set, &text).into_owned()),
                Location::Query | Location::Cookie => {
                    let name = escape(set, name).into_owned();
                    Written::Pairs(vec![(name, escape(set, &text).into_owned())])
                }
            });
        }
        let texts = || Texts::of(value);
        Ok(match location {
            Location::Header => Written::Text(simple::write(&texts(), *explode)),
            Location::Path => {
                let texts = texts().map(|text| escape(set, &text));
                let written = match style {
                    Style::Label => label::write(&texts, *explode),
                    Style::Matrix => matrix::write(name, &texts, *explode),
                    _ => simple::write(&texts, *explode),
                };
                // Segments of dots are taken away on the way (RFC 3986 §5.2.4).
                let dots = written == "." || written == "..";
                Written::Text(if dots { written.replace('.', "%2E") } else { written })
            }
            Location::QueryString => Written::Query(escape(set, &text(value)).into_owned()),
            Location::Query if *style == Style::DeepObject => {
                let escape = |text: &str| escape(set, text).into_owned();
                Written::Pairs(deep_object::write(name, value, &escape))
            }
            Location::Query | Location::Cookie => {
                let raw = *style == Style::Cookie;
                let name = if raw { name.into() } else { escape(set, name) };
                let texts = if *explode { Texts::spread(value) } else { texts() };
                let texts = if raw { texts } else { texts.map(|text| escape(set, &text)) };
                Written::Pairs(form::write(&name, (*style, *explode), &texts))
            }
        })
    }

    /// Says which characters have to be escaped.
    fn escapes(&self) -> &'static AsciiSet {
        let Parameter { location, style, allow_reserved, .. } = &self.parameter;
        match (location, allow_reserved) {
            (Location::Path, _) if *style == Style::Label => STRICT_DOT,
            (Location::Path, true) => RESERVED_IN_PATH,
            (Location::Query | Location::QueryString, true) => RESERVED_IN_QUERY,
            _ => STRICT,
        }
    }
}
