//! `x-date` and `x-faker`, wherever they stand.

use counterpart_schema::DateFormat;
use counterpart_spec::Pointer;
use serde_json::Value;

use super::names::meant;

/// Reports every annotation that cannot be read, wherever in the document it stands.
pub(super) fn check(
    value: &Value,
    pointer: &Pointer,
    report: &mut impl FnMut(String, &Pointer, Option<String>),
) {
    match value {
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                check(element, &pointer.join(index), report);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                let at = pointer.join(name);
                match name.as_str() {
                    "x-faker" => faker(value, &at, report),
                    "x-date" => date(value, &at, report),
                    _ => check(value, &at, report),
                }
            }
        }
        _ => {}
    }
}

fn faker(
    value: &Value,
    pointer: &Pointer,
    report: &mut impl FnMut(String, &Pointer, Option<String>),
) {
    let kinds = counterpart_generate::kinds();
    let named = value.as_object().and_then(|arguments| arguments.keys().next());
    let Some(kind) = value.as_str().or(named.map(String::as_str)) else {
        return report("`x-faker` names a kind of data".to_owned(), pointer, None);
    };
    if !counterpart_generate::is_kind(kind) {
        let help = meant(kind, kinds.iter().copied());
        report(format!("there is no data of the kind `{kind}`"), pointer, help);
    }
}

fn date(
    value: &Value,
    pointer: &Pointer,
    report: &mut impl FnMut(String, &Pointer, Option<String>),
) {
    if !DateFormat::is_readable(value) {
        let help = "a strftime format, `epoch-ms`, `epoch-s`, or an object with `format` and a time `zone`";
        report(format!("`x-date` cannot be read: {value}"), pointer, Some(help.to_owned()));
    }
}
