//! One schema as the compilers get it: readable, references replaced, directions applied, annotations gone.
//!
//! Owns what becomes of keywords that cannot be taken as they are written, and says so; so what is given is always a schema.
//! Assumes nothing about what the references become: the caller says, linking for validators and bundling for the algebra.

use counterpart_spec::Pointer;
use serde_json::{Map, Value};

use crate::direction::{Direction, flagged};
use crate::fault::{Fault, FaultKind};
use crate::keywords::{Holds, decides, holds, is_in_place};
use crate::reading::{Complaint, Reading, dated, ignored, read, schema};
use crate::tags::Union;
use crate::{formats, pattern};

/// What a reference becomes: a keyword and its value; `None` drops it, so that it accepts everything.
pub(crate) type Target = Option<(&'static str, Value)>;

/// A schema for the compilers, and what is wrong with how it is written.
pub(crate) struct Rewritten {
    pub(crate) schema: Value,
    pub(crate) faults: Vec<Fault>,
}

/// Rewrites the schema at a pointer for one direction.
pub(crate) fn rewrite(
    document: &Value,
    pointer: &Pointer,
    direction: Direction,
    target: &mut dyn FnMut(&Pointer) -> Target,
) -> Rewritten {
    let mut rewriter = Rewriter { document, direction, target, faults: Vec::new() };
    let source = pointer.resolve(document).unwrap_or(&Value::Bool(true));
    let schema = rewriter.schema(source, pointer, &[]);
    Rewritten { schema, faults: rewriter.faults }
}

struct Rewriter<'a> {
    document: &'a Value,
    direction: Direction,
    target: &'a mut dyn FnMut(&Pointer) -> Target,
    faults: Vec<Fault>,
}

impl Rewriter<'_> {
    /// `around` are the flagged properties of the schemas that judge the same value from outside: `required` often stands in another `allOf` branch than the property.
    fn schema(&mut self, value: &Value, at: &Pointer, around: &[String]) -> Value {
        let Value::Object(source) = value else {
            return self.taken(schema(value), value, at).unwrap_or(Value::Bool(true));
        };
        let mut optional = around.to_vec();
        if source.keys().any(|keyword| keyword == "required" || is_in_place(keyword)) {
            optional.extend(flagged(self.document, at, self.direction.flag()));
        }
        let mut out = Map::with_capacity(source.len());
        for (keyword, value) in source {
            let at = &at.join(keyword);
            match keyword.as_str() {
                "$ref" | "$dynamicRef" => out.extend(self.reference(value, at)),
                "items" if value.is_array() => self.tuple(source, value, at, &mut out),
                "additionalItems" if source.get("items").is_some_and(Value::is_array) => {
                    out.insert("items".to_owned(), self.schema(value, at, &[]));
                }
                _ if decides(keyword) => {
                    let inner = if is_in_place(keyword) { optional.as_slice() } else { &[] };
                    let value = match holds(keyword) {
                        Some(holds) => self.subschemas(keyword, holds, value, at, inner),
                        None => self.taken(read(keyword, value, source), value, at),
                    };
                    out.extend(value.map(|value| (keyword.clone(), value)));
                }
                _ => {}
            }
        }
        for keyword in ["oneOf", "anyOf"] {
            if let Some(Value::Array(branches)) = out.get_mut(keyword)
                && let Some(union) = Union::of(self.document, source, keyword)
            {
                union.fix(branches);
            }
        }
        if let Some(required) = out.get_mut("required") {
            *required = without(required, &optional);
        }
        if let Some(Value::String(format)) = source.get("format") {
            formats::bound(format, &mut out);
        }
        Value::Object(out)
    }

    fn reference(&mut self, value: &Value, at: &Pointer) -> Option<(String, Value)> {
        let pointer = value.as_str().and_then(Pointer::from_fragment);
        if let Some((keyword, value)) = pointer.and_then(|pointer| (self.target)(&pointer)) {
            return Some((keyword.to_owned(), value));
        }
        let message = format!("the reference `{value}` leads to no schema").replace('"', "");
        self.complain(at, Complaint::new(FaultKind::Dangling, message));
        None
    }

    /// Reads a list in `items`, which is `prefixItems` today.
    fn tuple(
        &mut self,
        source: &Map<String, Value>,
        value: &Value,
        at: &Pointer,
        out: &mut Map<String, Value>,
    ) {
        if source.contains_key("prefixItems") {
            self.taken(ignored("items", value, "a schema beside `prefixItems`"), value, at);
        } else if let Some(prefix) = self.subschemas("items", Holds::List, value, at, &[]) {
            self.complain(at, dated("items", "`prefixItems`"));
            out.insert("prefixItems".to_owned(), prefix);
        }
    }

    fn subschemas(
        &mut self,
        keyword: &str,
        holds: Holds,
        value: &Value,
        at: &Pointer,
        around: &[String],
    ) -> Option<Value> {
        Some(match (holds, value) {
            (Holds::One, _) => self.schema(value, at, around),
            (Holds::List, Value::Array(list)) if !list.is_empty() => {
                let list = list.iter().enumerate();
                list.map(|(index, value)| self.schema(value, &at.join(index), around)).collect()
            }
            (Holds::List, _) => {
                return self.taken(ignored(keyword, value, "a list of schemas"), value, at);
            }
            (Holds::Map, Value::Object(map)) => {
                let mut out = Map::with_capacity(map.len());
                for (name, value) in map {
                    let at = &at.join(name);
                    let schema = self.schema(value, at, around);
                    let name = match keyword {
                        "patternProperties" => {
                            let written = Value::String(name.clone());
                            let read = self.taken(pattern::read(name), &written, at);
                            read.as_ref().and_then(Value::as_str).map(str::to_owned)
                        }
                        _ => Some(name.clone()),
                    };
                    out.extend(name.map(|name| (name, schema)));
                }
                Value::Object(out)
            }
            (Holds::Map, _) => {
                return self.taken(ignored(keyword, value, "an object of schemas"), value, at);
            }
        })
    }

    /// Gives what a reading makes of a value, and complains if that is not what is written.
    fn taken(&mut self, reading: Reading, value: &Value, at: &Pointer) -> Option<Value> {
        match reading {
            Reading::Written => Some(value.clone()),
            Reading::Same(value) => Some(value),
            Reading::As(value, complaint) => {
                self.complain(at, complaint);
                Some(value)
            }
            Reading::Not(complaint) => {
                self.complain(at, complaint);
                None
            }
        }
    }

    fn complain(&mut self, at: &Pointer, complaint: Complaint) {
        let Complaint { kind, message, help } = complaint;
        self.faults.push(Fault { pointer: at.clone(), kind, message, help });
    }
}

fn without(required: &Value, optional: &[String]) -> Value {
    let names = required.as_array().into_iter().flatten();
    names.filter(|name| !optional.iter().any(|optional| *name == optional)).cloned().collect()
}
