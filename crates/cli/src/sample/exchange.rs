//! A request and its response, in the forms that are printed.

use std::fmt::Write;

use counterpart_exchange::Request;
use serde_json::{Map, Value, json};

/// One operation's request, its response, or both.
pub(crate) struct Exchange {
    pub(crate) operation: String,
    /// What the document's servers stand below.
    pub(crate) base_path: String,
    pub(crate) request: Option<Request>,
    pub(crate) response: Option<Response>,
}

/// A response as the document declares it.
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) media_type: Option<String>,
    pub(crate) body: Option<Value>,
}

impl Exchange {
    /// Writes the messages as they travel, below a line that names the operation.
    pub(crate) fn http(&self) -> String {
        let mut text = format!("### {}\n", self.operation);
        if let Some(request) = &self.request {
            let _ = writeln!(text, "{} {} HTTP/1.1", request.method, self.target(request));
            for (name, value) in headers(request) {
                let _ = writeln!(text, "{name}: {value}");
            }
            if !request.body.is_empty() {
                let _ = writeln!(text, "\n{}", String::from_utf8_lossy(&request.body));
            }
            text.push('\n');
        }
        if let Some(response) = &self.response {
            let _ = writeln!(text, "HTTP/1.1 {}", response.status);
            if let Some(media_type) = &response.media_type {
                let _ = writeln!(text, "content-type: {media_type}");
            }
            if let Some(body) = &response.body {
                let _ = writeln!(text, "\n{body:#}");
            }
            text.push('\n');
        }
        text
    }

    /// Shows the messages as one value.
    pub(crate) fn json(&self) -> Value {
        let mut shown = json!({ "operation": self.operation });
        if let Some(request) = &self.request {
            let headers = headers(request).map(|(name, value)| (name, Value::String(value)));
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
                "mediaType": response.media_type,
                "body": response.body,
            });
        }
        shown
    }

    fn target(&self, request: &Request) -> String {
        let query = if request.query.is_empty() { "" } else { "?" };
        format!("{}{}{query}{}", self.base_path, request.path, request.query)
    }
}

fn headers(request: &Request) -> impl Iterator<Item = (String, String)> {
    request.headers.iter().map(|(name, value)| {
        (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    })
}
