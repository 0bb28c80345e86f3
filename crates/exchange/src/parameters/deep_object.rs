//! `deepObject`: `filters[last_id]=34&filters[open]=true`.

use std::sync::Arc;

use counterpart_schema::Outline;
use serde_json::Value;

use crate::text;

/// Reads `name[key]=value` pairs; deeper brackets are undefined in OpenAPI and left out.
pub(super) fn read(
    name: &str,
    outline: Option<&Arc<Outline>>,
    query: &[(String, String)],
) -> Option<Value> {
    let key = |sent: &'_ str| {
        let inner = sent.strip_prefix(name)?.strip_prefix('[')?.strip_suffix(']')?;
        (!inner.contains(['[', ']'])).then(|| inner.to_owned())
    };
    let pairs: Vec<_> =
        query.iter().filter_map(|(sent, value)| Some((key(sent)?, value.as_str()))).collect();
    let object = || text::object(outline, pairs.iter().map(|(key, value)| (key.as_str(), *value)));
    (!pairs.is_empty()).then(object)
}
