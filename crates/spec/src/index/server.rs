//! The base path: what every path of the document stands below.

use serde_json::Value;

/// Reads the path of the first server, its variables at their defaults; without a trailing slash.
pub(super) fn base_path(document: &Value) -> String {
    let Some(server) = document.pointer("/servers/0") else { return String::new() };
    let mut url = server.get("url").and_then(Value::as_str).unwrap_or_default().to_owned();
    for (name, variable) in server.get("variables").and_then(Value::as_object).into_iter().flatten()
    {
        let default = variable.get("default").and_then(Value::as_str).unwrap_or_default();
        url = url.replace(&format!("{{{name}}}"), default);
    }
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None => url.as_str(),
    };
    let path = path.trim_matches('/');
    if path.is_empty() { String::new() } else { format!("/{path}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn base_paths() {
        for (url, expected) in [
            ("https://{domain}", ""),
            ("https://{domain}/api/", "/api"),
            ("/v1", "/v1"),
            ("https://a.example/{version}/x", "/v2/x"),
        ] {
            let variables =
                json!({"domain": {"default": "a.example"}, "version": {"default": "v2"}});
            let document = json!({"servers": [{"url": url, "variables": variables}]});
            assert_eq!(base_path(&document), expected, "{url}");
        }
        assert_eq!(base_path(&json!({})), "");
    }
}
