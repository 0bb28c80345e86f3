//! The grammar of the extensions: `docs/x-state.schema.json`, compiled.

use std::sync::{Arc, OnceLock};

use counterpart_schema::{Schema, Schemas, Violation};
use counterpart_spec::Pointer;
use serde_json::Value;

use super::names::{meant, nearest};
use super::operation::VERBS;

/// Finds the part of the grammar with this name.
pub(super) fn schema(definition: &str) -> Schema {
    static SCHEMAS: OnceLock<Schemas> = OnceLock::new();
    let schemas = SCHEMAS.get_or_init(|| Schemas::new(Arc::clone(document())));
    let pointer = Pointer::root().join("$defs").join(definition);
    schemas.at(&pointer).expect("the schema of the extensions is our own")
}

/// Finds the key that a violation of `additionalProperties` is about, and suggests a known one.
pub(super) fn unknown_key(violation: &Violation) -> Option<(String, Option<String>)> {
    let key = violation.property.clone().filter(|_| violation.keyword == "additionalProperties")?;
    let owner = violation.schema.as_str().rsplit_once('/')?.0;
    let known = document().pointer(owner)?.get("properties")?.as_object()?;
    let help = meant(&key, known.keys().map(String::as_str));
    Some((key, help))
}

/// Suggests the word that was meant where only certain words may stand: a value of an `enum`, or a verb.
pub(super) fn meant_word(violation: &Violation, written: &str) -> Option<String> {
    match violation.keyword.as_str() {
        "enum" => {
            let words = violation.schema.resolve(document())?.as_array()?;
            meant(written, words.iter().filter_map(Value::as_str))
        }
        "pattern" => {
            let (verb, resource) = written.split_once(' ')?;
            let verb = nearest(verb, VERBS.iter().map(|(name, _)| *name))?;
            Some(format!("did you mean `{verb} {resource}`?"))
        }
        _ => None,
    }
}

fn document() -> &'static Arc<Value> {
    static DOCUMENT: OnceLock<Arc<Value>> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let text = include_str!("../../../../docs/x-state.schema.json");
        Arc::new(serde_json::from_str(text).expect("the schema of the extensions is our own"))
    })
}
