//! `simple`: `5`, `3,4,5`, `role,admin` or, exploded, `role=admin` (RFC 6570 §3.2.2).

use std::sync::Arc;

use counterpart_schema::Outline;
use serde_json::Value;

use crate::text;

pub(super) fn read(text: &str, explode: bool, outline: Option<&Arc<Outline>>) -> Value {
    match text::container(outline) {
        Some(text::Container::Array) => text::list(outline, &text.split(',').collect::<Vec<_>>()),
        Some(text::Container::Object) if explode => {
            text::object(outline, text.split(',').filter_map(|pair| pair.split_once('=')))
        }
        Some(text::Container::Object) => text::object(outline, text::couples(text)),
        None => text::typed(outline, text),
    }
}
