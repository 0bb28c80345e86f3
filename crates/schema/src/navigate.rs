//! What a schema declares, asked one thing at a time.
//!
//! Answers look through `$ref` and `allOf`, and where a union is the useful answer through `oneOf` and `anyOf`; exactness is the validator's business.

use std::collections::BTreeMap;

use counterpart_spec::Pointer;
use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::parts::{Follow, Part, overriding, parts};
use crate::schema::Schema;
use crate::tags::Union;
use crate::types::{Type, Types};

/// What the properties that a schema does not declare may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Additional {
    /// Anything, as nothing is said about them.
    Undeclared,
    /// Nothing: there must be none.
    Closed,
    /// Anything, expressly.
    Any,
    /// What this schema says.
    Schema(Schema),
}

impl Schema {
    /// Tells which JSON types the schema admits.
    pub fn types(&self) -> Types {
        types(self.schemas().document(), self.pointer(), &mut BTreeMap::new(), 0)
    }

    /// Lists the declared properties in the order of the document, those of all alternatives together.
    pub fn properties(&self) -> IndexMap<String, Schema> {
        let mut properties = IndexMap::<String, Schema>::new();
        for (name, schema) in self.declarations(|_| true) {
            match properties.get_mut(&name) {
                Some(known) if schema.types().count() <= known.types().count() => *known = schema,
                Some(_) => {}
                None => {
                    properties.insert(name, schema);
                }
            }
        }
        properties
    }

    /// Finds a property that is declared by name, or else by pattern.
    ///
    /// Of several declarations the narrowest speaks, of equally narrow ones the last.
    pub fn property(&self, name: &str) -> Option<Schema> {
        let declared = self.declarations(|declared| declared == name).into_iter().rev();
        let narrowest = declared.min_by_key(|(_, schema)| schema.types().count());
        narrowest.map(|(_, schema)| schema).or_else(|| {
            self.parts(Follow::Maybe).iter().find_map(|part| self.by_pattern(part, name))
        })
    }

    /// Lists the declarations of the properties whose names are asked for, in the order of the document.
    pub(crate) fn declarations(&self, asked: impl Fn(&str) -> bool) -> Vec<(String, Schema)> {
        let mut found = Vec::new();
        for part in self.parts(Follow::Maybe) {
            let Some(Value::Object(declared)) = part.source.get("properties") else { continue };
            let base = part.pointer.join("properties");
            for name in declared.keys().filter(|name| asked(name)) {
                found.extend(self.sibling(&base.join(name)).map(|schema| (name.clone(), schema)));
            }
        }
        found
    }

    /// Says what undeclared properties may be.
    pub fn additional(&self) -> Additional {
        let always = self.additional_of(&self.parts(Follow::Always));
        if always != Additional::Undeclared {
            return always;
        }
        let mut maybe = self.parts(Follow::Maybe);
        maybe.retain(|part| part.source.contains_key("properties"));
        let mut found: Vec<_> =
            maybe.iter().map(|part| self.additional_of(std::slice::from_ref(part))).collect();
        match found.iter().position(|additional| *additional != Additional::Closed) {
            Some(open) => found.swap_remove(open),
            None => found.pop().unwrap_or(Additional::Undeclared),
        }
    }

    /// Gives the schema of array elements, after those that have their own.
    pub fn items(&self) -> Option<Schema> {
        self.overriding(Follow::Maybe).iter().find_map(|part| {
            let keyword = match part.source.get("items")? {
                Value::Array(_) => "additionalItems",
                _ => "items",
            };
            part.source.get(keyword)?;
            self.sibling(&part.pointer.join(keyword))
        })
    }

    /// Gives the schemas of the first array elements.
    pub fn prefix_items(&self) -> Vec<Schema> {
        let parts = self.parts(Follow::Maybe);
        let prefix = parts.iter().find_map(|part| {
            // Older dialects write the list in `items`.
            let lists = ["prefixItems", "items"].into_iter();
            let mut lists = lists.filter_map(|keyword| Some((keyword, part.source.get(keyword)?)));
            let (keyword, list) =
                lists.find_map(|(keyword, list)| Some((keyword, list.as_array()?)))?;
            let base = part.pointer.join(keyword);
            Some((0..list.len()).filter_map(|index| self.sibling(&base.join(index))).collect())
        });
        prefix.unwrap_or_default()
    }

    /// Lists the alternatives of the first `oneOf` or `anyOf`.
    pub fn alternatives(&self) -> Vec<Schema> {
        let parts = self.parts(Follow::Always);
        let found = parts.iter().find_map(|part| {
            ["oneOf", "anyOf"].into_iter().find_map(|keyword| {
                let list = part.source.get(keyword)?.as_array()?;
                let base = part.pointer.join(keyword);
                Some((0..list.len()).filter_map(|index| self.sibling(&base.join(index))).collect())
            })
        });
        found.unwrap_or_default()
    }

    /// Finds the alternative that a tag says is meant; `fixed` gives the values of properties that have only one.
    pub(crate) fn tagged(&self, fixed: &dyn Fn(&str) -> Option<Value>) -> Option<Schema> {
        let document = self.schemas().document();
        self.parts(Follow::Always).iter().find_map(|part| {
            ["oneOf", "anyOf"].into_iter().find_map(|keyword| {
                let union = Union::of(document, part.source, keyword)?;
                let tag = fixed(&union.property)?;
                let index = union.tags.iter().position(|tags| tags.contains(&tag))?;
                self.sibling(&part.pointer.join(keyword).join(index))
            })
        })
    }

    /// Names the properties that are required whatever the direction.
    pub fn required(&self) -> Vec<String> {
        let mut names = Vec::new();
        for part in self.parts(Follow::Always) {
            let listed = part.source.get("required").and_then(Value::as_array);
            for name in listed.into_iter().flatten().filter_map(Value::as_str) {
                if !names.iter().any(|known| known == name) {
                    names.push(name.to_owned());
                }
            }
        }
        names
    }

    /// Gives the only value that fits, where `const` or a one-valued `enum` says so.
    pub fn constant(&self) -> Option<&Value> {
        self.overriding(Follow::Always).into_iter().find_map(|part| constant(part.source))
    }

    /// Lists the declared examples, then the default; none of them is known to fit.
    pub fn examples(&self) -> Vec<&Value> {
        let parts = self.overriding(Follow::Always);
        let of = |key: &'static str| parts.iter().filter_map(move |part| part.source.get(key));
        let listed = of("examples").filter_map(Value::as_array).flatten();
        listed.chain(of("example")).chain(of("default")).collect()
    }

    /// Finds an annotation on the schema, else on what it refers to or is composed of.
    pub fn annotation(&self, key: &str) -> Option<&Value> {
        self.overriding(Follow::Always).into_iter().find_map(|part| part.source.get(key))
    }

    /// Lists the schema objects that judge a value together with this one, each once.
    pub fn parts(&self, follow: Follow) -> Vec<Part<'_>> {
        parts(self.schemas().document(), self.pointer(), follow)
    }

    fn overriding(&self, follow: Follow) -> Vec<Part<'_>> {
        overriding(self.schemas().document(), self.pointer(), follow)
    }

    /// Gives the schema at a pointer into the same document, if there is one.
    pub fn sibling(&self, pointer: &Pointer) -> Option<Schema> {
        self.schemas().at(pointer).ok()
    }

    fn by_pattern(&self, part: &Part<'_>, name: &str) -> Option<Schema> {
        let patterns = part.source.get("patternProperties")?.as_object()?;
        let base = part.pointer.join("patternProperties");
        let pattern = patterns.keys().find(|pattern| crate::check::matches(pattern, name))?;
        self.sibling(&base.join(pattern))
    }

    fn additional_of(&self, parts: &[Part<'_>]) -> Additional {
        let mut found = Additional::Undeclared;
        for part in parts {
            for keyword in ["additionalProperties", "unevaluatedProperties"] {
                match part.source.get(keyword) {
                    Some(Value::Bool(false)) => return Additional::Closed,
                    Some(Value::Object(schema)) if !schema.is_empty() => {
                        let schema = self.sibling(&part.pointer.join(keyword));
                        found = schema.map_or(found, Additional::Schema);
                    }
                    Some(_) if found == Additional::Undeclared => found = Additional::Any,
                    _ => {}
                }
            }
        }
        found
    }
}

fn constant(source: &Map<String, Value>) -> Option<&Value> {
    source.get("const").or_else(|| match source.get("enum")?.as_array()?.as_slice() {
        [only] => Some(only),
        _ => None,
    })
}

/// Chains of references and compositions that are longer say nothing more about types.
const MAX_DEPTH: usize = 256;

/// Intersects what every keyword of a schema says about types; `known` are the answers so far, and anything for what is being asked, which ends cycles.
fn types(
    document: &Value,
    pointer: &Pointer,
    known: &mut BTreeMap<Pointer, Types>,
    depth: usize,
) -> Types {
    let source = match pointer.resolve(document) {
        Some(Value::Object(source)) => source,
        Some(Value::Bool(false)) => return Types::NONE,
        _ => return Types::ANY,
    };
    if let Some(types) = known.get(pointer) {
        return *types;
    }
    if depth == MAX_DEPTH {
        return Types::ANY;
    }
    known.insert(pointer.clone(), Types::ANY);
    let mut admitted = declared(source);
    if let Some(target) =
        source.get("$ref").and_then(Value::as_str).and_then(Pointer::from_fragment)
    {
        admitted = admitted.intersection(types(document, &target, known, depth + 1));
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        let Some(Value::Array(branches)) = source.get(keyword) else { continue };
        let base = pointer.join(keyword);
        let branches =
            (0..branches.len()).map(|index| types(document, &base.join(index), known, depth + 1));
        let together = match keyword {
            "allOf" => branches.fold(Types::ANY, Types::intersection),
            _ => branches.fold(Types::NONE, Types::union),
        };
        admitted = admitted.intersection(together);
    }
    known.insert(pointer.clone(), admitted);
    admitted
}

fn declared(source: &Map<String, Value>) -> Types {
    let by_value = match (source.get("const"), source.get("enum")) {
        (Some(value), _) => Types::just(Type::of(value)),
        (None, Some(Value::Array(values))) => values.iter().map(Type::of).collect(),
        _ => Types::ANY,
    };
    crate::reading::named_types(source).intersection(by_value)
}

#[cfg(test)]
mod tests;
