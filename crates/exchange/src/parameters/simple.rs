//! `simple`: `5`, `3,4,5`, `role,admin` or, exploded, `role=admin` (RFC 6570 §3.2.2).

use counterpart_schema::Schema;
use serde_json::Value;

use crate::text;

pub(super) fn read(text: &str, explode: bool, schema: Option<&Schema>) -> Value {
    match text::container(schema) {
        Some(text::Container::Array) => text::list(schema, &text.split(',').collect::<Vec<_>>()),
        Some(text::Container::Object) if explode => {
            text::object(schema, text.split(',').filter_map(|pair| pair.split_once('=')))
        }
        Some(text::Container::Object) => text::object(schema, text::couples(text)),
        None => text::typed(schema, text),
    }
}
