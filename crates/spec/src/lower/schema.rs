//! Schemas of 2.0 and 3.0 in the dialect of 3.1, which is JSON Schema 2020-12.
//!
//! What later versions dropped is read in their documents, too: real ones go on using it.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::Version;
use super::journal::Journal;
use super::walk::walk;
use crate::grammar::Kind;
use crate::{Diagnostic, Pointer};

/// Lowers all schemas of a document, each in its place.
pub(super) fn lower(document: &mut Value, version: Version, journal: &mut Journal<'_>) {
    if version < Version::V3_1
        && let Some(said) = document.get_mut("openapi")
    {
        *said = json!("3.1.0");
    }
    let mut told = BTreeSet::new();
    walk(document, journal, &mut |journal, kind, value, at| {
        if let (Kind::Schema, Value::Object(schema)) = (kind, value) {
            Lowering { schema, at, version, journal, told: &mut told }.lower();
        }
    });
}

struct Lowering<'s, 'j> {
    schema: &'s mut Map<String, Value>,
    at: &'s Pointer,
    version: Version,
    journal: &'s mut Journal<'j>,
    /// The keywords of older versions that were told of: one place of each is enough.
    told: &'s mut BTreeSet<&'static str>,
}

impl Lowering<'_, '_> {
    fn lower(mut self) {
        let nullable = self.take_nullable();
        if self.version < Version::V3_1 {
            self.drop_siblings();
        }
        self.bounds("minimum", "exclusiveMinimum");
        self.bounds("maximum", "exclusiveMaximum");
        self.formats();
        if let Some(name @ Value::String(_)) = self.schema.get_mut("discriminator") {
            *name = json!({ "propertyName": name });
        }
        self.example("example");
        if self.version == Version::V2_0 {
            self.example("x-example");
        }
        if nullable {
            self.admit_null();
        }
    }

    /// In 3.0 a reference stands alone; what describes is kept all the same, as it does no harm.
    fn drop_siblings(&mut self) {
        let schema = &mut *self.schema;
        if schema.len() == 1 || !schema.get("$ref").is_some_and(Value::is_string) {
            return;
        }
        let mut dropped = Vec::new();
        schema.retain(|keyword, _| {
            let stays = keyword == "$ref" || describes(keyword);
            if !stays {
                dropped.push(format!("`{keyword}`"));
            }
            stays
        });
        if !dropped.is_empty() {
            let message =
                format!("beside `$ref`, {} has no meaning before OpenAPI 3.1", dropped.join(", "));
            let help = "put both into an `allOf`, if it is meant";
            self.journal.note(Diagnostic::warning("W0204", message).help(help), self.at);
        }
    }

    /// Takes the flag of 3.0 and that of 2.0 off the schema.
    fn take_nullable(&mut self) -> bool {
        let mut take = |key: &str| {
            let flag = self.schema.get(key).and_then(Value::as_bool);
            flag.is_some_and(|flag| {
                self.schema.shift_remove(key);
                flag
            })
        };
        let (ours, extension) = (take("nullable"), take("x-nullable"));
        if ours {
            self.note_older("nullable", "`null` among the types");
        }
        ours || extension
    }

    /// Lets null in, whatever else the schema says.
    fn admit_null(&mut self) {
        let composed = ["$ref", "allOf", "anyOf", "oneOf", "not"];
        if composed.iter().any(|keyword| self.schema.contains_key(*keyword)) {
            return self.wrap();
        }
        match self.schema.get_mut("type") {
            Some(Value::String(name)) if name != "null" => {
                let types = json!([name, "null"]);
                self.schema.insert("type".to_owned(), types);
            }
            Some(Value::Array(types)) if !types.iter().any(|name| name == "null") => {
                types.push(json!("null"));
            }
            _ => {}
        }
        if let Some(Value::Array(values)) = self.schema.get_mut("enum")
            && !values.iter().any(Value::is_null)
        {
            values.push(Value::Null);
        }
    }

    /// Makes what the schema demands one of two alternatives, null the other.
    fn wrap(&mut self) {
        let alternative = self.at.join("anyOf").join(0);
        self.journal.stems(alternative.clone(), self.at);
        let (mut outer, mut inner) = (Map::new(), Map::new());
        for (keyword, value) in std::mem::take(self.schema) {
            if describes(&keyword) {
                outer.insert(keyword, value);
                continue;
            }
            if value.is_object() || value.is_array() {
                self.journal.moves(&alternative.join(&keyword), &self.at.join(&keyword));
            }
            inner.insert(keyword, value);
        }
        outer.insert("anyOf".to_owned(), json!([inner, { "type": "null" }]));
        *self.schema = outer;
    }

    /// Until draft 4 a flag told whether the bound itself is out.
    fn bounds(&mut self, bound: &str, exclusive: &'static str) {
        let Some(Value::Bool(is_exclusive)) = self.schema.get(exclusive) else { return };
        if *is_exclusive && self.schema.get(bound).is_some_and(Value::is_number) {
            let number = self.schema.shift_remove(bound).unwrap_or_default();
            self.schema.insert(exclusive.to_owned(), number);
        } else {
            self.schema.shift_remove(exclusive);
        }
        self.note_older(exclusive, "the bound itself in its place");
    }

    fn formats(&mut self) {
        if self.schema.get("type").is_some_and(|name| name == "file") {
            self.schema.insert("type".to_owned(), json!("string"));
            self.schema.entry("format").or_insert(json!("binary"));
        }
        if self.schema.get("format").is_some_and(|format| format == "byte") {
            self.schema.entry("contentEncoding").or_insert(json!("base64"));
        }
    }

    /// Puts a single example among the examples.
    fn example(&mut self, key: &str) {
        let known = (self.schema.get(key), self.schema.get("examples"));
        let (Some(_), None | Some(Value::Array(_))) = known else { return };
        let example = self.schema.shift_remove(key).unwrap_or_default();
        let examples = self.schema.entry("examples").or_insert_with(|| json!([]));
        if let Value::Array(examples) = examples {
            let to = self.at.join("examples").join(examples.len());
            self.journal.moves(&to, &self.at.join(key));
            examples.push(example);
        }
    }

    fn note_older(&mut self, keyword: &'static str, instead: &str) {
        if self.version >= Version::V3_1 && self.told.insert(keyword) {
            let message = format!("`{keyword}: true` has no meaning since OpenAPI 3.1");
            let help = format!("write {instead}; here and elsewhere it is read as in 3.0");
            self.journal.note(Diagnostic::warning("W0205", message).help(help), self.at);
        }
    }
}

/// Tells whether a keyword says nothing about which values fit.
fn describes(keyword: &str) -> bool {
    keyword.starts_with("x-")
        || matches!(
            keyword,
            "$comment"
                | "$defs"
                | "default"
                | "definitions"
                | "deprecated"
                | "description"
                | "example"
                | "examples"
                | "externalDocs"
                | "readOnly"
                | "summary"
                | "title"
                | "writeOnly"
                | "xml"
        )
}
