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
            (Self::Root, "paths" | "webhooks" | "x-webhooks") | (Self::Components, "pathItems") => {
                (Map, Self::PathItem)
            }
            (Self::Root, "definitions")
            | (Self::Components, "schemas")
            | (Self::Schema, "$defs" | "definitions" | "dependencies") => (Map, Self::Schema),
            (Self::Root | Self::Components, "parameters") => (Map, Self::Parameter),
            (Self::Root | Self::Components | Self::Operation, "responses") => (Map, Self::Response),
            (Self::Root, "securityDefinitions") | (Self::Components, "securitySchemes") => {
                (Map, Self::SecurityScheme)
            }
            (Self::Components, "requestBodies") => (Map, Self::RequestBody),
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
            (Self::Callback, key) if !key.starts_with("x-") && !is_of_reference(key) => {
                (One, Self::PathItem)
            }
            (Self::Schema, keyword) => (subschemas(keyword)?, Self::Schema),
            _ => return None,
        })
    }

    /// Tells what stands at a place, as far as that follows from the keys that lead there from the root.
    pub fn at(pointer: &Pointer) -> Option<Self> {
        let mut tokens = pointer.tokens();
        let mut kind = Self::Root;
        while let Some(key) = tokens.next() {
            let (holds, below) = kind.child(&key)?;
            if holds != Holds::One {
                tokens.next()?;
            }
            kind = below;
        }
        Some(kind)
    }

    /// Walks over a value and all below it that the table knows, each before what is below it.
    pub fn walk(self, value: &Value, at: &Pointer, visit: &mut dyn FnMut(Self, &Value, &Pointer)) {
        self.walk_held(Holds::One, value, at, &mut |held, kind, value, at| {
            if held == Holds::One {
                visit(kind, value, at);
            }
        });
    }

    /// Walks like [`Kind::walk`], over what a key holds; also shows the maps and lists that are references as a whole, which the specification does not allow.
    pub fn walk_held(
        self,
        held: Holds,
        value: &Value,
        at: &Pointer,
        visit: &mut dyn FnMut(Holds, Self, &Value, &Pointer),
    ) {
        match (held, value) {
            (Holds::Map | Holds::List, _) if is_reference(value) => visit(held, self, value, at),
            (Holds::Map, Value::Object(members)) => {
                // Where members have names of their own, an extension is not an object.
                let is_extension = |name: &str, member: &Value| {
                    self != Self::Schema && name.starts_with("x-") && !member.is_object()
                };
                for (name, member) in members {
                    if !is_extension(name, member) {
                        self.walk_held(Holds::One, member, &at.join(name), visit);
                    }
                }
            }
            // Tuples of older drafts put a list where one schema belongs.
            (Holds::List | Holds::One, Value::Array(elements)) => {
                for (index, element) in elements.iter().enumerate() {
                    self.walk_held(Holds::One, element, &at.join(index), visit);
                }
            }
            (Holds::One, _) => {
                visit(held, self, value, at);
                for (key, value) in value.as_object().into_iter().flatten() {
                    if let Some((held, kind)) = self.child(key) {
                        kind.walk_held(held, value, &at.join(key), visit);
                    }
                }
            }
            _ => {}
        }
    }
}

/// A chain of references longer than this goes round in a circle.
pub(crate) const MAX_REFERENCES: usize = 64;

/// Follows a value that stands for another to what is meant, and says where that is; `None` when it leads nowhere, or round in a circle.
pub fn follow<'v>(
    document: &'v Value,
    at: Pointer,
    value: &'v Value,
) -> Option<(Pointer, &'v Value)> {
    let mut found = (at, value);
    for _ in 0..MAX_REFERENCES {
        let Some(reference) = found.1.get("$ref").and_then(Value::as_str) else {
            return Some(found);
        };
        let pointer = Pointer::from_fragment(reference)?;
        let value = pointer.resolve(document)?;
        found = (pointer, value);
    }
    None
}

/// Tells whether a key belongs to a Reference Object; a callback has none of these names.
fn is_of_reference(key: &str) -> bool {
    matches!(key, "$ref" | "summary" | "description")
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
