//! What stands where in an OpenAPI document, of any version: the one table that all walks go by.
//!
//! So a property that is called `$ref`, or a `$ref` within an example, is never taken for a reference.
//! Versions do not contradict each other in this, but for what a name at the root means; so one table serves all.

use serde_json::Value;

use crate::Pointer;

/// What an object of a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The document.
    Root,
    /// What is referred to, by section.
    Components,
    /// A path with its operations.
    PathItem,
    /// A method of a path.
    Operation,
    /// A parameter, in 2.0 also a body or a form field.
    Parameter,
    /// A request body.
    RequestBody,
    /// One type of content.
    MediaType,
    /// How a part of a form is written.
    Encoding,
    /// A response.
    Response,
    /// A header of a response or a part.
    Header,
    /// An example.
    Example,
    /// A link from a response to an operation.
    Link,
    /// What is called back: an object whose members are path items.
    Callback,
    /// How callers are known.
    SecurityScheme,
    /// A schema.
    Schema,
}

/// How the value of a key holds what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// One of it.
    One,
    /// A list.
    List,
    /// An object whose members are of it.
    Map,
}

/// The keys of a path item that are operations, but for those of `additionalOperations`.
pub const METHODS: [&str; 9] =
    ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// Tells what schemas a keyword holds; `None` for a keyword that holds none (JSON Schema 2020-12, core §10 and §11).
pub fn subschemas(keyword: &str) -> Option<Holds> {
    Some(match keyword {
        "additionalProperties"
        | "contains"
        | "else"
        | "if"
        | "items"
        | "not"
        | "propertyNames"
        | "then"
        | "unevaluatedItems"
        | "unevaluatedProperties" => Holds::One,
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => Holds::List,
        "dependentSchemas" | "patternProperties" | "properties" => Holds::Map,
        _ => return None,
    })
}

impl Kind {
    /// Tells what the value of a key holds.
    pub fn child(self, key: &str) -> Option<(Holds, Self)> {
        use Holds::{List, Map, One};
        Some(match (self, key) {
            (Self::Root, "components") => (One, Self::Components),
            (Self::Root, "paths" | "webhooks" | "x-webhooks") => (Map, Self::PathItem),
            (Self::Root, "definitions") | (Self::Components, "schemas") => (Map, Self::Schema),
            (Self::Root | Self::Components, "parameters") => (Map, Self::Parameter),
            (Self::Root | Self::Components | Self::Operation, "responses") => (Map, Self::Response),
            (Self::Root, "securityDefinitions") | (Self::Components, "securitySchemes") => {
                (Map, Self::SecurityScheme)
            }
            (Self::Components, "requestBodies") => (Map, Self::RequestBody),
            (Self::Components, "pathItems") => (Map, Self::PathItem),
            (Self::Components, "mediaTypes") => (Map, Self::MediaType),
            (Self::Components | Self::Response | Self::Encoding, "headers") => (Map, Self::Header),
            (Self::Components | Self::Response, "links") => (Map, Self::Link),
            (Self::Components | Self::Operation, "callbacks") => (Map, Self::Callback),
            (Self::Components | Self::MediaType | Self::Parameter | Self::Header, "examples") => {
                (Map, Self::Example)
            }
            (Self::PathItem | Self::Operation, "parameters") => (List, Self::Parameter),
            (Self::PathItem, "additionalOperations") => (Map, Self::Operation),
            (Self::PathItem, method) if METHODS.contains(&method) => (One, Self::Operation),
            (Self::Operation, "requestBody") => (One, Self::RequestBody),
            (Self::Parameter | Self::Header | Self::RequestBody | Self::Response, "content") => {
                (Map, Self::MediaType)
            }
            (
                Self::Parameter | Self::Header | Self::MediaType | Self::Response,
                "schema" | "itemSchema",
            )
            | (Self::Parameter | Self::Header, "items") => (One, Self::Schema),
            (Self::MediaType | Self::Encoding, "encoding") => (Map, Self::Encoding),
            (Self::MediaType | Self::Encoding, "prefixEncoding") => (List, Self::Encoding),
            (Self::MediaType | Self::Encoding, "itemEncoding") => (One, Self::Encoding),
            (Self::Callback, key) if !key.starts_with("x-") => (One, Self::PathItem),
            (Self::Schema, "$defs" | "definitions" | "dependencies") => (Map, Self::Schema),
            (Self::Schema, keyword) => (subschemas(keyword)?, Self::Schema),
            _ => return None,
        })
    }

    /// Walks over a value and all below it that the table knows, each before what is below it.
    pub fn walk(self, value: &Value, at: &Pointer, visit: &mut dyn FnMut(Self, &Value, &Pointer)) {
        visit(self, value, at);
        let Value::Object(entries) = value else { return };
        for (key, value) in entries {
            let Some((holds, kind)) = self.child(key) else { continue };
            let at = at.join(key);
            match (holds, value) {
                (Holds::Map, Value::Object(members)) if !is_reference(value) => {
                    for (name, member) in members {
                        kind.walk(member, &at.join(name), visit);
                    }
                }
                // Tuples of older drafts put a list where one schema belongs.
                (Holds::List | Holds::One, Value::Array(elements)) => {
                    for (index, element) in elements.iter().enumerate() {
                        kind.walk(element, &at.join(index), visit);
                    }
                }
                (Holds::One, _) => kind.walk(value, &at, visit),
                _ => {}
            }
        }
    }
}

/// Tells whether a value stands for another: no member of a map can be a text, so `$ref` is no member then.
pub fn is_reference(value: &Value) -> bool {
    value.get("$ref").is_some_and(Value::is_string)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn walks_go_where_things_stand() {
        let document = json!({
            "paths": {"/a": {"get": {"responses": {"200": {"content": {"x/y": {
                "schema": {"properties": {"$ref": {"items": [{}]}, "properties": {}}, "enum": [{"items": {}}]},
                "example": {"schema": {}},
            }}}}}, "x-get": {"parameters": [{}]}}},
        });
        let mut schemas = Vec::new();
        Kind::Root.walk(&document, &Pointer::root(), &mut |kind, _, at| {
            if kind == Kind::Schema {
                schemas.push(at.last().map(std::borrow::Cow::into_owned).unwrap_or_default());
            }
        });
        assert_eq!(schemas, ["schema", "$ref", "0", "properties"]);
    }
}
