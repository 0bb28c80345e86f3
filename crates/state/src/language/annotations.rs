//! `x-date` and `x-faker`, wherever they stand.
//!
//! `x-date` is ours, so one that cannot be read is an error; `x-faker` is written for other programs too, so one that we do not know is passed over with a warning.

use counterpart_schema::DateFormat;
use counterpart_spec::{Diagnostic, Pointer};
use serde_json::Value;

use super::names::meant;

/// Reports every annotation that cannot be read, wherever in the document it stands; where that is, is told beside.
pub(super) fn check(
    value: &Value,
    pointer: &Pointer,
    report: &mut impl FnMut(Diagnostic, &Pointer),
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
                let found = match name.as_str() {
                    "x-faker" => faker(value),
                    "x-date" => date(value),
                    _ => {
                        check(value, &at, report);
                        None
                    }
                };
                if let Some(diagnostic) = found {
                    report(diagnostic, &at);
                }
            }
        }
        _ => {}
    }
}

fn faker(value: &Value) -> Option<Diagnostic> {
    let named = value.as_object().and_then(|arguments| arguments.keys().next());
    let Some(kind) = value.as_str().or(named.map(String::as_str)) else {
        return Some(Diagnostic::warning("W0303", "`x-faker` names a kind of data"));
    };
    if counterpart_generate::is_kind(kind) {
        return None;
    }
    let message = format!("there is no data of the kind `{kind}`");
    let mut warning = Diagnostic::warning("W0303", message);
    warning.help = meant(kind, counterpart_generate::kinds().iter().copied());
    Some(warning)
}

fn date(value: &Value) -> Option<Diagnostic> {
    if DateFormat::is_readable(value) {
        return None;
    }
    let help =
        "a strftime format, `epoch-ms`, `epoch-s`, or an object with `format` and a time `zone`";
    let message = format!("`x-date` cannot be read: {value}");
    Some(Diagnostic::error("E0301", message).help(help))
}
