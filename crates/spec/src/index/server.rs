//! The base paths: what the paths of an operation stand below.

use serde_json::Value;

use super::Node;

/// Reads the paths of the servers of the first node that has any, their variables at their defaults, each once and without a trailing slash; the empty one where there are none.
pub(super) fn base_paths(nodes: &[&Node<'_>]) -> Vec<String> {
    let mut lists = nodes.iter().filter_map(|node| node.value.get("servers")?.as_array());
    let servers = lists.find(|servers| !servers.is_empty());
    let mut paths = Vec::new();
    for server in servers.into_iter().flatten() {
        let path = base_path(server);
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    if paths.is_empty() { vec![String::new()] } else { paths }
}

fn base_path(server: &Value) -> String {
    let url = filled(server);
    // A scheme, or nothing in its place, and a host (RFC 3986 §4.2).
    let path = match url.split_once("//") {
        Some((scheme, rest)) if scheme.is_empty() || scheme.ends_with(':') => {
            rest.find('/').map_or("", |at| &rest[at..])
        }
        _ => url.as_str(),
    };
    let path = path.trim_matches('/');
    if path.is_empty() { String::new() } else { format!("/{path}") }
}

/// Writes the URL with its variables at their defaults; what stands in a default is taken as it is.
fn filled(server: &Value) -> String {
    let mut rest = server.get("url").and_then(Value::as_str).unwrap_or_default();
    let default = |name: &str| server.get("variables")?.get(name)?.get("default")?.as_str();
    let mut url = String::new();
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        url += before;
        url += default(name).unwrap_or_default();
        rest = after;
    }
    url + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Pointer;
    use serde_json::json;

    #[track_caller]
    fn check(operation: &Value, root: &Value, expected: &[&str]) {
        let node = |value| Node { pointer: Pointer::root(), value };
        assert_eq!(base_paths(&[&node(operation), &node(root)]), expected, "{operation} {root}");
    }

    #[test]
    fn base_paths_of_servers() {
        let none = json!({});
        for (url, expected) in [
            ("https://{domain}", ""),
            ("https://{domain}/api/", "/api"),
            ("/v1", "/v1"),
            ("//a.example/v2", "/v2"),
            ("a//b", "/a//b"),
            ("https://a.example/{version}/x", "/v2/x"),
        ] {
            let variables =
                json!({"domain": {"default": "a.example"}, "version": {"default": "v2"}});
            let document = json!({"servers": [{"url": url, "variables": variables}]});
            check(&none, &document, &[expected]);
        }
        let two = json!({"servers": [{"url": "//"}, {"url": "/b"}, {"url": "https://x/b/"}]});
        check(&none, &two, &["", "/b"]);
        check(&json!({"servers": [{"url": "/own"}]}), &two, &["/own"]);
        check(&json!({"servers": []}), &two, &["", "/b"]);
        check(&none, &none, &[""]);
    }
}
