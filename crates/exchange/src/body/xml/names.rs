//! What the `xml` object of a schema says.

use std::sync::Arc;

use counterpart_schema::Outline;
use serde_json::Value;

/// How a value stands in XML.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) name: Option<String>,
    pub(super) prefix: Option<String>,
    pub(super) namespace: Option<String>,
    pub(super) node: Node,
}

/// What kind of node a value is (`nodeType` of OpenAPI 3.2, `attribute` and `wrapped` before).
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Node {
    /// What the type says: an element, or for an array none.
    #[default]
    Unsaid,
    Element,
    Attribute,
    Text,
    None,
}

impl Names {
    pub(super) fn of(outline: Option<&Arc<Outline>>) -> Self {
        let Some(xml) = outline.and_then(|outline| outline.schema().annotation("xml")) else {
            return Self::default();
        };
        let text = |key: &str| xml.get(key).and_then(Value::as_str).map(str::to_owned);
        let flag = |key: &str| xml.get(key) == Some(&Value::Bool(true));
        let node = match xml.get("nodeType").and_then(Value::as_str) {
            Some("element") => Node::Element,
            Some("attribute") => Node::Attribute,
            Some("text" | "cdata") => Node::Text,
            Some("none") => Node::None,
            _ if flag("attribute") => Node::Attribute,
            _ if flag("wrapped") => Node::Element,
            _ => Node::Unsaid,
        };
        Self { name: text("name"), prefix: text("prefix"), namespace: text("namespace"), node }
    }

    /// Gives the name, or the one that stands in for it.
    pub(super) fn local<'n>(&'n self, otherwise: &'n str) -> &'n str {
        self.name.as_deref().unwrap_or(otherwise)
    }
}
