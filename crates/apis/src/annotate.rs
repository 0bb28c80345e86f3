//! Finds the places that notes speak of, and puts the notes there.

use serde_json::{Value, json};

use crate::note::Note;

/// Puts a note at each of its places.
///
/// # Panics
///
/// When a place does not exist: the tables of notes are our own, and every export runs through here.
pub(crate) fn place(document: &mut Value, note: &Note) {
    for at in note.places() {
        let place = find(document, at).unwrap_or_else(|| panic!("no such place: `{at}`"));
        if note.is_listed() {
            let list = &mut place[note.key()];
            if list.is_null() {
                *list = json!([]);
            }
            list.as_array_mut().expect("only lists are put under this key").push(note.value());
        } else {
            place[note.key()] = note.value();
        }
    }
}

fn find<'d>(document: &'d mut Value, at: &str) -> Option<&'d mut Value> {
    if at == "info" {
        return document.get_mut("info");
    }
    if at.starts_with(|c: char| c.is_ascii_uppercase()) {
        let schemas = document.pointer_mut("/components/schemas")?;
        return match at.split_once('.') {
            None => schemas.get_mut(at),
            Some((schema, property)) => {
                schemas.get_mut(schema)?.get_mut("properties")?.get_mut(property)
            }
        };
    }
    if let Some((operation, parameter)) = at.split_once('?') {
        let parameters = self::operation(document, operation)?.get_mut("parameters")?;
        return parameters.as_array_mut()?.iter_mut().find(|p| p["name"] == parameter);
    }
    match at.split_once('!') {
        None => operation(document, at),
        Some((operation, "body")) => self::operation(document, operation)?.get_mut("requestBody"),
        Some((operation, status)) => {
            self::operation(document, operation)?.get_mut("responses")?.get_mut(status)
        }
    }
}

fn operation<'d>(document: &'d mut Value, id: &str) -> Option<&'d mut Value> {
    let paths = document.get_mut("paths")?.as_object_mut()?;
    let mut operations =
        paths.values_mut().filter_map(Value::as_object_mut).flat_map(|i| i.values_mut());
    operations.find(|operation| operation["operationId"] == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_place_is_found() {
        let mut document = json!({
            "info": { "is": "info" },
            "paths": { "/a": { "get": {
                "operationId": "readA",
                "is": "readA",
                "parameters": [{ "name": "id", "is": "readA?id" }],
                "requestBody": { "is": "readA!body" },
                "responses": { "200": { "is": "readA!200" } },
            } } },
            "components": { "schemas": { "A": {
                "is": "A",
                "properties": { "id": { "is": "A.id" } },
            } } },
        });
        for at in ["info", "readA", "readA?id", "readA!body", "readA!200", "A", "A.id"] {
            assert_eq!(find(&mut document, at).map(|place| &place["is"]), Some(&json!(at)));
        }
        for at in ["readB", "readA?name", "readA!404", "B", "A.name"] {
            assert_eq!(find(&mut document, at), None, "{at}");
        }
    }
}
