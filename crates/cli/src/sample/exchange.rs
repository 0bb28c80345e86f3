//! A request and its response, in the forms that are printed.

use std::fmt::Write;

use counterpart_exchange::{Request, Response};
use http::{HeaderMap, header::CONTENT_TYPE};
use serde_json::{Map, Value, json};

/// One operation's request, its response, or both.
pub(crate) struct Exchange {
    pub(crate) operation: String,
    /// What the document's servers stand below.
    pub(crate) base_path: String,
    pub(crate) request: Option<Request>,
    pub(crate) response: Option<Response>,
}

impl Exchange {
    /// Writes the messages as they travel, below a line that names the operation.
    pub(crate) fn http(&self) -> String {
        // A line break in a name would forge what follows.
        let mut text = format!("### {}\n", self.operation.replace(['\r', '\n'], " "));
        if let Some(request) = &self.request {
            let _ = writeln!(text, "{} {} HTTP/1.1", request.method, self.target(request));
            for (name, value) in headers(&request.headers) {
                let _ = writeln!(text, "{name}: {value}");
            }
            if !request.body.is_empty() {
                let _ = writeln!(text, "\n{}", body(&request.headers, &request.body));
            }
            text.push('\n');
        }
        if let Some(response) = &self.response {
            let _ = writeln!(text, "HTTP/1.1 {}", response.status);
            for (name, value) in headers(&response.headers) {
                let _ = writeln!(text, "{name}: {value}");
            }
            if !response.body.is_empty() {
                let _ = writeln!(text, "\n{}", body(&response.headers, &response.body));
            }
            text.push('\n');
        }
        text
    }

    /// Shows the messages as one value.
    pub(crate) fn json(&self) -> Value {
        let mut shown = json!({ "operation": self.operation });
        if let Some(request) = &self.request {
            let headers =
                headers(&request.headers).map(|(name, value)| (name, Value::String(value)));
            shown["request"] = json!({
                "method": request.method.as_str(),
                "target": self.target(request),
                "headers": headers.collect::<Map<_, _>>(),
                "body": String::from_utf8_lossy(&request.body),
            });
        }
        if let Some(response) = &self.response {
            shown["response"] = json!({
                "status": response.status,
                "headers": headers(&response.headers)
                    .map(|(name, value)| (name, Value::String(value)))
                    .collect::<Map<_, _>>(),
                "body": String::from_utf8_lossy(&response.body),
            });
        }
        shown
    }

    fn target(&self, request: &Request) -> String {
        let query = if request.query.is_empty() { "" } else { "?" };
        format!("{}{}{query}{}", self.base_path, request.path, request.query)
    }
}

fn headers(headers: &HeaderMap) -> impl Iterator<Item = (String, String)> {
    headers.iter().map(|(name, value)| {
        (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    })
}

/// Shows a body: JSON with its lines indented, anything else as it is.
fn body(headers: &HeaderMap, bytes: &[u8]) -> String {
    let is_json =
        headers.get(CONTENT_TYPE).is_some_and(|value| value.as_bytes().ends_with(b"json"));
    match serde_json::from_slice::<Value>(bytes) {
        Ok(value) if is_json => format!("{value:#}"),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}
