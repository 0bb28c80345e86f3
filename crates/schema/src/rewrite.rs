//! One schema as the compilers get it: references replaced, directions applied, annotations gone.
//!
//! Assumes nothing about what the references become: the caller says, linking for validators and bundling for the algebra.

use counterpart_spec::Pointer;
use serde_json::{Map, Value};

use crate::direction::{Direction, flagged};
use crate::keywords::{Holds, decides, holds, is_in_place};

/// What a reference becomes: a keyword and its value; `None` drops it, so that it accepts everything.
pub(crate) type Target = Option<(&'static str, Value)>;

/// Rewrites the schema at a pointer for one direction.
pub(crate) fn rewrite(
    document: &Value,
    pointer: &Pointer,
    direction: Direction,
    target: &mut dyn FnMut(&Pointer) -> Target,
) -> Value {
    let mut rewriter = Rewriter { document, direction, target };
    match pointer.resolve(document) {
        Some(schema) => rewriter.schema(schema, pointer, &[]),
        None => Value::Bool(true),
    }
}

struct Rewriter<'a> {
    document: &'a Value,
    direction: Direction,
    target: &'a mut dyn FnMut(&Pointer) -> Target,
}

impl Rewriter<'_> {
    /// `around` are the flagged properties of the schemas that judge the same value from outside: `required` often stands in another `allOf` branch than the property.
    fn schema(&mut self, schema: &Value, pointer: &Pointer, around: &[String]) -> Value {
        let Value::Object(source) = schema else { return schema.clone() };
        let mut optional = around.to_vec();
        if source.keys().any(|keyword| keyword == "required" || is_in_place(keyword)) {
            optional.extend(flagged(self.document, pointer, self.direction.flag()));
        }
        let mut out = Map::with_capacity(source.len());
        for (keyword, value) in source {
            match keyword.as_str() {
                "$ref" | "$dynamicRef" => {
                    let at = value.as_str().and_then(Pointer::from_fragment);
                    out.extend(
                        at.and_then(|at| (self.target)(&at)).map(|(k, v)| (k.to_owned(), v)),
                    );
                }
                "required" => {
                    out.insert(keyword.clone(), without(value, &optional));
                }
                _ if decides(keyword) => {
                    let inner = if is_in_place(keyword) { optional.as_slice() } else { &[] };
                    let value = self.keyword(keyword, value, &pointer.join(keyword), inner);
                    out.insert(keyword.clone(), value);
                }
                _ => {}
            }
        }
        Value::Object(out)
    }

    fn keyword(&mut self, keyword: &str, value: &Value, at: &Pointer, around: &[String]) -> Value {
        match (holds(keyword), value) {
            (Some(Holds::One), _) => self.schema(value, at, around),
            (Some(Holds::List), Value::Array(list)) => Value::Array(
                list.iter()
                    .enumerate()
                    .map(|(index, schema)| self.schema(schema, &at.join(index), around))
                    .collect(),
            ),
            (Some(Holds::Map), Value::Object(map)) => Value::Object(
                map.iter()
                    .map(|(name, schema)| {
                        (name.clone(), self.schema(schema, &at.join(name), around))
                    })
                    .collect(),
            ),
            _ => value.clone(),
        }
    }
}

fn without(required: &Value, optional: &[String]) -> Value {
    match required {
        Value::Array(names) => names
            .iter()
            .filter(|name| !name.as_str().is_some_and(|name| optional.iter().any(|o| o == name)))
            .cloned()
            .collect(),
        _ => required.clone(),
    }
}
