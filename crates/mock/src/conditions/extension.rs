//! `x-counterpart`: the conditions that a document states, at its root or at an operation.

use std::str::FromStr;

use counterpart_spec::{Diagnostic, Pointer, Spec};
use serde_json::Value;

use super::{Fault, Latency, RateLimit};

/// The key, at the root and at operations.
const KEY: &str = "x-counterpart";

/// What is stated at one place.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Stated {
    pub(super) latency: Option<Latency>,
    /// `None` where nothing is said; an empty list says that there are none.
    pub(super) faults: Option<Vec<Fault>>,
    pub(super) rate_limit: Option<RateLimit>,
}

/// What a document states.
#[derive(Debug, Default)]
pub(super) struct Extension {
    pub(super) root: Stated,
    /// By index in [`Spec::operations`].
    pub(super) operations: Vec<Stated>,
}

/// Lists what `x-counterpart` says that means nothing.
pub fn check(spec: &Spec) -> Vec<Diagnostic> {
    read(spec).1
}

/// Reads what a document states; what means nothing is reported and left out.
pub(super) fn read(spec: &Spec) -> (Extension, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut at = |pointer: &Pointer| {
        let pointer = pointer.join(KEY);
        let value = spec.value(&pointer)?;
        Some(stated(value, &pointer, &mut |message, help, pointer| {
            let diagnostic = Diagnostic::error("E0303", message).help(help);
            diagnostics.push(diagnostic.at(&spec.document, pointer));
        }))
    };
    let extension = Extension {
        root: at(&Pointer::root()).unwrap_or_default(),
        operations: spec.operations.iter().map(|o| at(&o.pointer).unwrap_or_default()).collect(),
    };
    (extension, diagnostics)
}

type Report<'r> = dyn FnMut(String, &'static str, &Pointer) + 'r;

fn stated(value: &Value, pointer: &Pointer, report: &mut Report<'_>) -> Stated {
    let mut stated = Stated::default();
    let Some(fields) = value.as_object() else {
        let help = "write an object with `latency`, `fault` or `rate-limit`";
        report(format!("`{KEY}` is no object"), help, pointer);
        return stated;
    };
    for (name, value) in fields {
        let at = pointer.join(name);
        match name.as_str() {
            "latency" => stated.latency = text(value, &at, report),
            "rate-limit" => stated.rate_limit = text(value, &at, report),
            "fault" => {
                let each = match value {
                    Value::Array(elements) => {
                        elements.iter().enumerate().map(|(i, v)| (v, at.join(i))).collect()
                    }
                    one => vec![(one, at)],
                };
                let faults = each.iter().filter_map(|(value, at)| text(value, at, report));
                stated.faults = Some(faults.collect());
            }
            _ => {
                let help = "`latency`, `fault` and `rate-limit` are known";
                report(format!("`{name}` means nothing here"), help, &at);
            }
        }
    }
    stated
}

fn text<T: FromStr<Err = String>>(
    value: &Value,
    at: &Pointer,
    report: &mut Report<'_>,
) -> Option<T> {
    // A status alone is a number in YAML.
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match text.parse() {
        Ok(value) => Some(value),
        Err(message) => {
            report(message, "docs/mock.md shows how it is written", at);
            None
        }
    }
}
