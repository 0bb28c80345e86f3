//! `application/x-www-form-urlencoded`: each field as a parameter of the query would be, or by its own media type (OpenAPI "Encoding Object").

use std::borrow::Cow;

use counterpart_spec::Style;
use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::content::{Content, Fault};
use crate::escape::{RESERVED_IN_QUERY, STRICT, escape, unescape_form};
use crate::parameters::{deep_object, form};
use crate::request::pairs;
use crate::texts::{Texts, container, list_or_one};

/// Fields go as `form`, exploded, where nothing else is said.
const DEFAULT: (Style, bool) = (Style::Form, true);

pub(super) fn decode(content: &Content, text: &str) -> Result<Value, Fault> {
    let mut sent: IndexMap<String, Vec<(Cow<'_, str>, &str)>> = IndexMap::new();
    for (key, value) in pairs(text) {
        sent.entry(name_of(content, &key).to_owned()).or_default().push((key, value));
    }
    let mut fields = Map::new();
    for (name, pairs) in &sent {
        let outline = content.outline.as_ref().and_then(|outline| outline.property(name));
        let style = style(content, name);
        let bracketed = pairs.iter().any(|(key, _)| key != name);
        let value = if style.0 == Style::DeepObject || bracketed {
            deep_object::read(name, pairs, outline.as_ref()).transpose()?
        } else if style.1 {
            let texts = pairs.iter().filter(|(key, _)| key == name);
            let texts: Vec<_> = texts.map(|(_, value)| unescape_form((*value).into())).collect();
            (!texts.is_empty()).then(|| list_or_one(outline.as_ref(), &texts))
        } else {
            let wanted = container(outline.as_ref());
            let texts = form::read(name, style, wanted, pairs, |_| false).transpose()?;
            texts.map(|texts| texts.map(unescape_form).typed(outline.as_ref()))
        };
        fields.extend(value.map(|value| (name.clone(), value)));
    }
    Ok(Value::Object(fields))
}

pub(super) fn encode(content: &Content, value: &Value) -> Result<String, String> {
    let fields = value.as_object().ok_or("is no object, as a form has to be")?;
    let mut pairs = Vec::new();
    for (name, value) in fields {
        let style = style(content, name);
        let allow_reserved = content.fields.get(name).is_some_and(|field| field.allow_reserved);
        let set = if allow_reserved { RESERVED_IN_QUERY } else { STRICT };
        if style.0 == Style::DeepObject {
            pairs.extend(deep_object::write(name, value, &|text| escape(set, text).into_owned()));
            continue;
        }
        // An exploded object would lose its name: it goes as JSON.
        let whole = style.1 && value.is_object();
        let texts = if whole { Texts::One(value.to_string().into()) } else { Texts::of(value) };
        let texts = texts.map(|text| escape(set, &text));
        pairs.extend(form::write(&escape(STRICT, name), style, &texts));
    }
    let pairs: Vec<_> = pairs.into_iter().map(|(key, value)| format!("{key}={value}")).collect();
    Ok(pairs.join("&"))
}

fn style(content: &Content, name: &str) -> (Style, bool) {
    content.fields.get(name).and_then(|field| field.style).unwrap_or(DEFAULT)
}

/// Names the field that a key belongs to: `filter[a]` to `filter`, unless it is declared as it is.
fn name_of<'k>(content: &Content, key: &'k str) -> &'k str {
    let declares = |name| content.outline.as_ref().is_some_and(|outline| outline.declares(name));
    match key.split_once('[') {
        Some((name, _)) if key.ends_with(']') && declares(name) && !declares(key) => name,
        _ => key,
    }
}
