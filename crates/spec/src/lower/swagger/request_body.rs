//! Request bodies, from parameters in the body and from form fields.

use serde_json::{Map, Value, json};

use super::content::{content, illustrate};
use super::{JSON, parameter};
use crate::Pointer;
use crate::lower::journal::Journal;

const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

/// Makes a request body of a parameter that is one.
pub(super) fn convert(
    journal: &mut Journal<'_>,
    body: &mut Map<String, Value>,
    at: &Pointer,
    consumes: Option<&[String]>,
) {
    body.shift_remove("in");
    body.shift_remove("name");
    let json = [JSON.to_owned()];
    let media_types = consumes.filter(|listed| !listed.is_empty()).unwrap_or(&json);
    let place = at.join("content");
    let first = place.join(&media_types[0]);
    let schema = body.shift_remove("schema");
    if schema.is_some() {
        journal.moves(&first.join("schema"), &at.join("schema"));
    }
    let mut content = content(media_types, schema, &place);
    if let Some(example) = body.shift_remove("x-example") {
        journal.moves(&first.join("example"), &at.join("x-example"));
        content[&media_types[0]]["example"] = example;
    }
    if let Some(Value::Object(examples)) = body.shift_remove("x-examples") {
        for (name, example) in examples {
            let from = at.join("x-examples").join(&name);
            illustrate(journal, &mut content, &place, (&name, example), &from);
        }
    }
    body.insert("content".to_owned(), Value::Object(content));
}

/// A field of a form, and where it is written.
pub(super) struct Field {
    pub(super) parameter: Map<String, Value>,
    pub(super) from: Pointer,
    /// Whether it stands in the operation, so that it is moved.
    pub(super) is_own: bool,
}

/// Makes the request body that is an object of form fields.
pub(super) fn of_form(
    journal: &mut Journal<'_>,
    fields: Vec<Field>,
    at: &Pointer,
    consumes: Option<&[String]>,
) -> Value {
    let has_file = fields.iter().any(|field| field.parameter.get("type") == Some(&json!("file")));
    let fits = |name: &str| name.starts_with(MULTIPART) || !has_file && name.starts_with(FORM);
    let listed = consumes.unwrap_or_default();
    let mut media_types: Vec<_> = listed.iter().filter(|name| fits(name)).cloned().collect();
    if media_types.is_empty() {
        media_types.push(if has_file { MULTIPART } else { FORM }.to_owned());
    }
    let place = at.join("content");
    let properties_at = place.join(&media_types[0]).join("schema").join("properties");
    let (mut properties, mut encoding) = (Map::new(), Map::new());
    let mut required = Vec::new();
    for Field { mut parameter, from, is_own } in fields {
        let Some(Value::String(name)) = parameter.shift_remove("name") else { continue };
        if properties.contains_key(&name) {
            continue;
        }
        let to = properties_at.join(&name);
        if is_own {
            journal.moves(&to, &from);
        } else {
            journal.stems(to.clone(), &from);
        }
        parameter.shift_remove("in");
        parameter.shift_remove("allowEmptyValue");
        if parameter.shift_remove("required") == Some(Value::Bool(true)) {
            required.push(name.clone());
        }
        let style = parameter::style(journal, &mut parameter, "formData", &to);
        if !style.is_empty() {
            encoding.insert(name.clone(), Value::Object(style));
        }
        properties.insert(name, Value::Object(parameter));
    }
    let is_required = !required.is_empty();
    let mut schema = json!({ "type": "object", "properties": properties });
    if is_required {
        schema["required"] = json!(required);
    }
    let mut content = content(&media_types, Some(schema), &place);
    if !encoding.is_empty() {
        for media_type in content.values_mut() {
            media_type["encoding"] = Value::Object(encoding.clone());
        }
    }
    json!({ "required": is_required, "content": content })
}
