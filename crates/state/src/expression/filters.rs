//! The filters that the state language adds to minijinja's.

use minijinja::{Environment, Error, ErrorKind, Value as EngineValue};
use serde_json::{Map, Value};

use super::json;
use super::piece::to_value;
use crate::store::{moment, same, text};

pub(super) fn add(engine: &mut Environment<'static>) {
    engine.add_filter("strip_tags", |text: &str| strip_tags(text));
    engine.add_filter("including", |list: EngineValue, value: EngineValue| {
        Ok::<_, Error>(to_engine(including(defined(&list)?, defined(&value)?)))
    });
    engine.add_filter("keyed", |list: EngineValue, field: &str, null_key: EngineValue| {
        Ok::<_, Error>(to_engine(keyed(defined(&list)?, field, &defined(&null_key)?)))
    });
    engine.add_filter("date", |value: EngineValue, format: &str, zone: Option<&str>| {
        date(&defined(&value)?, format, zone.unwrap_or("UTC"))
            .map_err(|reason| Error::new(ErrorKind::InvalidOperation, reason))
    });
}

/// Takes an operand that must be there.
fn defined(value: &EngineValue) -> Result<Value, Error> {
    if value.is_undefined() { Err(ErrorKind::UndefinedError.into()) } else { Ok(to_value(value)) }
}

fn to_engine(value: Value) -> EngineValue {
    json::to_engine(&std::sync::Arc::new(value))
}

/// Removes tags and comments and keeps the text between them, as PHP's function of the same name does: a `<` before white space is text.
fn strip_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        if tag[1..].starts_with(|c: char| c.is_whitespace()) || tag.len() == 1 {
            out.push('<');
            rest = &tag[1..];
        } else {
            rest = &tag[tag_length(tag)..];
        }
    }
    out + rest
}

/// Measures a tag up to its `>`, which does not count inside quotes; an unclosed tag takes the rest.
fn tag_length(tag: &str) -> usize {
    if tag.starts_with("<!--") {
        return tag.find("-->").map_or(tag.len(), |at| at + 3);
    }
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '>') => return at + 1,
            _ => {}
        }
    }
    tag.len()
}

/// Adds a value to a list unless it is there.
fn including(list: Value, value: Value) -> Value {
    let mut elements = match list {
        Value::Array(elements) => elements,
        _ => Vec::new(),
    };
    if !elements.iter().any(|element| same(element, &value)) {
        elements.push(value);
    }
    Value::Array(elements)
}

/// Puts a list's objects under the values of one of their fields.
fn keyed(list: Value, field: &str, null_key: &Value) -> Value {
    let elements = match list {
        Value::Array(elements) => elements,
        _ => Vec::new(),
    };
    let key = |element: &Value| match element.get(field) {
        None | Some(Value::Null) => text(null_key).to_string(),
        Some(value) => text(value).to_string(),
    };
    Value::Object(elements.into_iter().map(|e| (key(&e), e)).collect::<Map<_, _>>())
}

fn date(value: &Value, format: &str, zone: &str) -> Result<String, String> {
    let moment = moment(value).ok_or_else(|| format!("{value} is no RFC 3339 moment"))?;
    let zoned = moment.in_tz(zone).map_err(|error| error.to_string())?;
    jiff::fmt::strtime::format(format, &zoned).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn tags_go_and_text_stays() {
        for (html, expected) in [
            ("<b>bold</b> [b]kept[/b]", "bold [b]kept[/b]"),
            ("a < b and c > d", "a < b and c > d"),
            ("<a title=\"x > y\">link</a>", "link"),
            ("<!-- <b> -->x<br/>y", "xy"),
            ("unclosed <b", "unclosed "),
            ("ends with <", "ends with <"),
            ("<script>alert(1)</script>", "alert(1)"),
        ] {
            assert_eq!(strip_tags(html), expected, "{html}");
        }
    }

    #[test]
    fn lists_become_sets_and_maps() {
        assert_eq!(including(json!(null), json!("a")), json!(["a"]));
        assert_eq!(including(json!(["a"]), json!("a")), json!(["a"]));
        let list = json!([{"id": null, "n": 1}, {"id": 17, "n": 2}]);
        let expected = json!({"0": {"id": null, "n": 1}, "17": {"id": 17, "n": 2}});
        assert_eq!(keyed(list, "id", &json!(0)), expected);
    }

    #[test]
    fn dates_take_a_format_and_a_zone() {
        let moment = json!("2023-02-05T18:44:59.837279Z");
        let format = "%Y-%m-%d %H:%M:%S%.6f";
        assert_eq!(date(&moment, format, "Europe/Zurich").unwrap(), "2023-02-05 19:44:59.837279");
        assert!(date(&json!("soon"), format, "UTC").is_err());
    }
}
