//! What stands at the root: servers, and what is referred to.

use serde_json::{Map, Value, json};

use super::{Context, request_body};
use crate::Pointer;
use crate::lower::journal::Journal;

/// Where the sections of 2.0 stand later.
const SECTIONS: [(&str, &str); 4] = [
    ("definitions", "schemas"),
    ("parameters", "parameters"),
    ("responses", "responses"),
    ("securityDefinitions", "securitySchemes"),
];

pub(super) fn convert(context: &Context, journal: &mut Journal<'_>, root: &mut Map<String, Value>) {
    let at = Pointer::root();
    if root.shift_remove("swagger").is_some() {
        journal.stems(at.join("openapi"), &at.join("swagger"));
        root.shift_insert(0, "openapi".to_owned(), json!("3.1.0"));
    }
    servers(journal, root);
    for (section, name) in SECTIONS {
        if let Some(Value::Object(members)) = root.get_mut(section).map(Value::take) {
            root.shift_remove(section);
            let to = at.join("components").join(name);
            journal.moves(&to, &at.join(section));
            add(root, name, members);
        }
    }
    bodies(context, journal, root);
    root.shift_remove("consumes");
    root.shift_remove("produces");
}

/// Adds members to a section of the components.
fn add(root: &mut Map<String, Value>, section: &str, members: Map<String, Value>) {
    let components = root.entry("components").or_insert_with(|| json!({}));
    let Value::Object(components) = components else { return };
    let section = components.entry(section).or_insert_with(|| json!({}));
    let Value::Object(section) = section else { return };
    for (name, member) in members {
        section.entry(name).or_insert(member);
    }
}

/// Shared bodies stand among the request bodies; form fields stand where they are used.
fn bodies(context: &Context, journal: &mut Journal<'_>, root: &mut Map<String, Value>) {
    let parameters = root.get_mut("components").and_then(|c| c.get_mut("parameters"));
    let Some(Value::Object(parameters)) = parameters else { return };
    let components = Pointer::root().join("components");
    let mut bodies = Map::new();
    for (name, mut parameter) in std::mem::take(parameters) {
        let location = parameter.get("in").and_then(Value::as_str).unwrap_or_default().to_owned();
        match (location.as_str(), &mut parameter) {
            ("body", Value::Object(body)) => {
                let to = components.join("requestBodies").join(&name);
                journal.moves(&to, &components.join("parameters").join(&name));
                request_body::convert(journal, body, &to, context.consumes.as_deref());
                bodies.insert(name, parameter);
            }
            ("formData", _) => {}
            _ => {
                parameters.insert(name, parameter);
            }
        }
    }
    if !bodies.is_empty() {
        add(root, "requestBodies", bodies);
    }
}

/// One server for each scheme; a document without a host says nothing about schemes.
fn servers(journal: &mut Journal<'_>, root: &mut Map<String, Value>) {
    let at = Pointer::root();
    let mut take = |key: &str| {
        let value = root.shift_remove(key)?;
        journal.stems(at.join("servers"), &at.join(key));
        Some(value)
    };
    let schemes = take("schemes");
    let host = take("host");
    let base_path = take("basePath");
    let text = |value: &Option<Value>| {
        value.as_ref().and_then(Value::as_str).unwrap_or_default().trim().to_owned()
    };
    let path = match text(&base_path).trim_matches('/') {
        "" => String::new(),
        path => format!("/{path}"),
    };
    let urls: Vec<_> = match text(&host).trim_end_matches('/') {
        "" if path.is_empty() => return,
        "" => vec![path],
        // A host with its scheme is a common mistake.
        host if host.contains("://") => vec![format!("{host}{path}")],
        host => {
            let listed = schemes.as_ref().and_then(Value::as_array).into_iter().flatten();
            let mut schemes: Vec<_> = listed.filter_map(Value::as_str).collect();
            if schemes.is_empty() {
                schemes.push("https");
            }
            schemes.iter().map(|scheme| format!("{scheme}://{host}{path}")).collect()
        }
    };
    let servers = urls.into_iter().map(|url| json!({ "url": url })).collect();
    root.entry("servers").or_insert(Value::Array(servers));
}
