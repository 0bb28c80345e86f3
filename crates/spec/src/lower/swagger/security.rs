//! Security schemes: `basic` is a scheme of HTTP, and OAuth has flows.

use serde_json::{Map, Value, json};

/// What says something about one flow.
const OF_FLOW: [&str; 4] = ["authorizationUrl", "tokenUrl", "refreshUrl", "scopes"];

pub(super) fn convert(scheme: &mut Map<String, Value>) {
    match scheme.get("type").and_then(Value::as_str) {
        Some("basic") => {
            scheme.insert("type".to_owned(), json!("http"));
            scheme.insert("scheme".to_owned(), json!("basic"));
        }
        Some("oauth2") if !scheme.contains_key("flows") => {
            let name = match scheme.shift_remove("flow").as_ref().and_then(Value::as_str) {
                Some("application") => "clientCredentials",
                Some("accessCode") => "authorizationCode",
                Some("password") => "password",
                _ => "implicit",
            };
            let mut flow = Map::new();
            for key in OF_FLOW {
                flow.extend(scheme.shift_remove_entry(key));
            }
            scheme.insert("flows".to_owned(), json!({ name: flow }));
        }
        _ => {}
    }
}
