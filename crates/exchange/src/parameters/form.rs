//! `form`: `id=5`, `id=3&id=4`, or, not exploded, `id=3,4` (RFC 6570 §3.2.8).

use counterpart_schema::Schema;
use serde_json::Value;

use crate::text;

pub(super) fn read(
    name: &str,
    explode: bool,
    schema: Option<&Schema>,
    query: &[(String, String)],
) -> Option<Value> {
    let mut sent = query.iter().filter(|(key, _)| key == name).map(|(_, value)| value);
    match text::container(schema) {
        Some(text::Container::Array) if explode => {
            let texts: Vec<_> = sent.collect();
            (!texts.is_empty()).then(|| text::list(schema, &texts))
        }
        Some(text::Container::Array) => {
            Some(text::list(schema, &sent.next()?.split(',').collect::<Vec<_>>()))
        }
        Some(text::Container::Object) if explode => {
            let properties = schema.map(Schema::properties).unwrap_or_default();
            let own = query.iter().filter(|(key, _)| properties.contains_key(key));
            let object =
                text::object(schema, own.map(|(key, value)| (key.as_str(), value.as_str())));
            object.as_object().is_some_and(|object| !object.is_empty()).then_some(object)
        }
        Some(text::Container::Object) => Some(text::object(schema, text::couples(sent.next()?))),
        None => Some(text::typed(schema, sent.next()?)),
    }
}
