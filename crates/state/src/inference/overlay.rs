//! What was inferred as an OpenAPI Overlay, to be read, edited and given back.

use std::fmt::Write;
use std::sync::Arc;

use counterpart_spec::Spec;
use serde_json::Value;

use super::{Inference, Note};
use crate::language;

/// Reasons begin at this column where the line leaves room.
const COLUMN: usize = 60;

impl Inference {
    /// Writes an Overlay 1.0 in YAML, each line with the reason.
    pub fn to_overlay(&self, spec: &Spec) -> String {
        let mut text = String::from("overlay: 1.0.0\n");
        let title = scalar(&format!("What {} remembers", spec.title).into());
        let _ = writeln!(text, "info: {{ title: {title}, version: 1.0.0 }}");
        if self.resources.is_empty() && self.operations.is_empty() {
            let says = spec.operations.iter().any(|o| language::said(spec, o).is_some());
            text.push_str(if says {
                "# There is nothing to add to what the document says itself.\n"
            } else {
                "# Nothing looks like a collection of records: docs/state.md says how to describe it.\n"
            });
            text.push_str("actions: [{ target: $.info, update: {} }]\n");
            return text;
        }
        text.push_str("actions:\n");
        if !self.resources.is_empty() {
            text.push_str("- target: $\n  update:\n    x-state:\n");
            for (name, note) in &self.resources {
                let _ = writeln!(text, "      {}:", scalar(&name.as_str().into()));
                lines(&mut text, note, 8);
            }
        }
        // An Overlay cannot reach into the files that a document refers to.
        let is_here = |index: &usize| {
            let place = spec.document.place(&spec.operations[*index].pointer);
            Arc::ptr_eq(&place.source, &spec.document.sources[0])
        };
        let (here, elsewhere): (Vec<_>, Vec<_>) =
            self.operations.iter().partition(|(index, _)| is_here(index));
        for (index, note) in here {
            let operation = &spec.operations[*index];
            let _ = writeln!(text, "\n# {}", one_line(&operation.id));
            let _ = writeln!(text, "- target: {}", scalar(&target(operation).into()));
            text.push_str("  update:\n    x-state:\n");
            lines(&mut text, note, 6);
        }
        if !elsewhere.is_empty() {
            text.push_str("\n# Operations that stand in other files.\n");
            text.push_str("- target: $\n  update:\n    x-state-operations:\n");
        }
        for (index, note) in elsewhere {
            let operation = &spec.operations[*index];
            let name = format!("{} {}", operation.method, operation.path);
            let _ = writeln!(text, "      {}:", scalar(&name.into()));
            lines(&mut text, note, 8);
        }
        text
    }
}

/// Writes the JSONPath (RFC 9535) of an operation.
fn target(operation: &counterpart_spec::Operation) -> String {
    let tokens = operation.pointer.tokens();
    let escape = |token: &str| token.replace('\\', "\\\\").replace('\'', "\\'");
    let is_name = |token: &str| {
        token.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && token.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    tokens.fold("$".to_owned(), |path, token| {
        if is_name(&token) {
            format!("{path}.{token}")
        } else {
            format!("{path}['{}']", escape(&token))
        }
    })
}

fn lines(text: &mut String, note: &Note, indent: usize) {
    for (key, value, reason) in note.lines() {
        let line = format!("{:indent$}{}: {}", "", scalar(&key.into()), flow(value));
        let _ = writeln!(text, "{line:<COLUMN$}  # {}", one_line(reason));
    }
    if !note.left().is_empty() {
        let names: Vec<_> = note.left().iter().map(|name| format!("`{name}`")).collect();
        let names = one_line(&names.join(", "));
        let _ = writeln!(text, "{:indent$}# not understood, and passed over: {names}", "");
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Writes a value in YAML's flow style.
fn flow(value: &Value) -> String {
    match value {
        Value::Array(elements) => {
            let elements: Vec<_> = elements.iter().map(flow).collect();
            format!("[{}]", elements.join(", "))
        }
        Value::Object(fields) if fields.is_empty() => "{}".to_owned(),
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| {
                format!("{}: {}", scalar(&name.as_str().into()), flow(value))
            };
            let fields: Vec<_> = fields.iter().map(field).collect();
            format!("{{ {} }}", fields.join(", "))
        }
        scalar_value => scalar(scalar_value),
    }
}

/// Writes a scalar: a plain text where YAML reads it as one, else as JSON, which YAML reads too.
fn scalar(value: &Value) -> String {
    let is_plain = |text: &str| {
        let first = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '=' | '/' | '$');
        let inner = |c: char| c.is_ascii_alphanumeric() || "_./=$-()".contains(c);
        let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
        text.starts_with(first)
            && text.chars().all(inner)
            && !words.contains(&text.to_ascii_lowercase().as_str())
    };
    match value {
        Value::String(text) if is_plain(text) => text.clone(),
        Value::String(text)
            if text.starts_with("$.") && !text.contains(": ") && !text.contains(" #") =>
        {
            text.clone()
        }
        other => other.to_string(),
    }
}
