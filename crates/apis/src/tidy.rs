//! What has to be put right in utoipa's output.

use serde_json::{Map, Value};

/// Merges the words of a field back into its inlined enumeration, and puts extensions in a fixed place.
pub(crate) fn tidy(value: Value) -> Value {
    match value {
        Value::Array(elements) => elements.into_iter().map(tidy).collect(),
        Value::Object(members) => {
            let members = members.into_iter().map(|(name, value)| (name, tidy(value))).collect();
            Value::Object(extensions_last(words_merged(members)))
        }
        scalar => scalar,
    }
}

/// utoipa gives an inlined enumeration with a documented field as `allOf` of the enumeration and an object, which nothing satisfies.
fn words_merged(mut members: Map<String, Value>) -> Map<String, Value> {
    match members.get_mut("allOf").and_then(Value::as_array_mut).map(Vec::as_mut_slice) {
        Some([Value::Object(inlined), Value::Object(words)]) if inlined.contains_key("enum") => {
            words.shift_remove("type");
            let mut merged = std::mem::take(inlined);
            merged.extend(std::mem::take(words));
            members.shift_remove("allOf");
            merged.extend(members);
            merged
        }
        _ => members,
    }
}

/// Puts the extensions of an object behind its other members, by name: utoipa keeps them in a map without an order.
fn extensions_last(members: Map<String, Value>) -> Map<String, Value> {
    let (mut extensions, mut members): (Vec<_>, Vec<_>) =
        members.into_iter().partition(|(name, _)| name.starts_with("x-"));
    extensions.sort_by(|left, right| left.0.cmp(&right.0));
    members.append(&mut extensions);
    members.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn words_come_back_to_their_enumeration() {
        let wrapped = json!({ "allOf": [
            { "type": "string", "description": "of the type", "enum": ["a"] },
            { "type": "object", "description": "of the field" },
        ] });
        let expected = json!({ "type": "string", "description": "of the field", "enum": ["a"] });
        assert_eq!(tidy(wrapped), expected);
        let composed = json!({ "allOf": [{ "$ref": "#/a" }, { "type": "object" }] });
        assert_eq!(tidy(composed.clone()), composed);
    }

    #[test]
    fn extensions_come_last_by_name() {
        let tidied = tidy(json!({ "x-b": 1, "type": "string", "x-a": 2, "format": "date" }));
        let names: Vec<_> = tidied.as_object().unwrap().keys().collect();
        assert_eq!(names, ["type", "format", "x-a", "x-b"]);
    }
}
