//! What is of another type than what belongs in its place; it is passed over wherever it is looked for.
//!
//! Schemas are left to whoever compiles them.

use serde_json::Value;

use crate::grammar::{Holds, Kind, is_reference};
use crate::{Diagnostic, Pointer};

/// Lists the parts of a tree that are of the wrong type, and what the document as a whole lacks.
pub(super) fn check(root: &Value, notes: &mut Vec<(Diagnostic, Pointer)>) {
    lacks(root, notes);
    Kind::Root.walk(root, &Pointer::root(), &mut |kind, value, at| {
        let Value::Object(members) = value else {
            if kind != Kind::Schema && !value.is_null() {
                notes.push((wrong("an object", value), at.clone()));
            }
            return;
        };
        for (key, value) in members {
            let Some((holds, _)) = kind.child(key) else { continue };
            let (wanted, fits) = match holds {
                Holds::Map => ("an object", value.is_object()),
                // An object of parameters, by name, is read as their list.
                Holds::List => ("a list", value.is_array() || value.is_object()),
                Holds::One => continue,
            };
            if kind != Kind::Schema && !fits && !value.is_null() && !is_reference(value) {
                notes.push((wrong(wanted, value), at.join(key)));
            }
        }
    });
}

fn lacks(root: &Value, notes: &mut Vec<(Diagnostic, Pointer)>) {
    let info = Pointer::root().join("info");
    let mut lack = |what: &str, remedy: &str, at: &Pointer| {
        let warning = Diagnostic::warning("W0103", format!("the document has no {what}"));
        notes.push((warning.help(remedy), at.clone()));
    };
    match root.get("info") {
        Some(Value::Object(said)) => {
            for key in ["title", "version"] {
                if !said.contains_key(key) && !said.contains_key("$ref") {
                    lack(&format!("`info.{key}`"), &format!("add `{key}: …` here"), &info);
                }
            }
        }
        _ => lack("`info`", "add `info: {title: …, version: …}`", &info),
    }
    if ["paths", "webhooks", "components"].iter().all(|key| root.get(key).is_none()) {
        lack("`paths`", "add `paths: {…}`, with an operation", &Pointer::root());
    }
}

fn wrong(wanted: &str, value: &Value) -> Diagnostic {
    let is = match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    let message = format!("{wanted} belongs here, and this is {is}; it is passed over");
    Diagnostic::error("E0135", message)
}
