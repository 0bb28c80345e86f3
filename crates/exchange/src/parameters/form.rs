//! `form`: `id=5`, `id=3&id=4`, or, not exploded, `id=3,4` (RFC 6570 §3.2.8).

use std::sync::Arc;

use counterpart_schema::Outline;
use serde_json::Value;

use crate::text;

pub(super) fn read(
    name: &str,
    explode: bool,
    outline: Option<&Arc<Outline>>,
    query: &[(String, String)],
) -> Option<Value> {
    let mut sent = query.iter().filter(|(key, _)| key == name).map(|(_, value)| value);
    match text::container(outline) {
        Some(text::Container::Array) if explode => {
            let texts: Vec<_> = sent.collect();
            (!texts.is_empty()).then(|| text::list(outline, &texts))
        }
        Some(text::Container::Array) => {
            Some(text::list(outline, &sent.next_back()?.split(',').collect::<Vec<_>>()))
        }
        Some(text::Container::Object) if explode => {
            let declares = |key: &str| outline.is_some_and(|o| o.declares(key));
            let own = query.iter().filter(|(key, _)| declares(key));
            let object =
                text::object(outline, own.map(|(key, value)| (key.as_str(), value.as_str())));
            object.as_object().is_some_and(|object| !object.is_empty()).then_some(object)
        }
        Some(text::Container::Object) => {
            Some(text::object(outline, text::couples(sent.next_back()?)))
        }
        None => Some(text::typed(outline, sent.next_back()?)),
    }
}
