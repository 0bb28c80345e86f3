//! The schema objects that judge one value together: a schema, what it refers to, what it is composed of.
//!
//! Every question about what a schema declares is asked of its parts, so that no caller walks `$ref` and `allOf` itself.

use std::collections::BTreeSet;

use counterpart_spec::Pointer;
use serde_json::{Map, Value};

/// One schema object of several that judge the same value.
#[derive(Debug, Clone)]
pub struct Part<'d> {
    /// Where it stands.
    pub pointer: Pointer,
    /// Its keywords.
    pub source: &'d Map<String, Value>,
}

/// Which compositions a walk follows besides `$ref` and `allOf`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follow {
    /// None: only what always holds.
    Always,
    /// `oneOf`, `anyOf`, `then` and `else` too: what may hold.
    Maybe,
}

/// Lists the parts of the schema at a pointer, each once, in the order they are written: what is inherited before what is added, unless the document has it the other way round.
pub(crate) fn parts<'d>(document: &'d Value, pointer: &Pointer, follow: Follow) -> Vec<Part<'d>> {
    let mut walk = Walk { document, follow, parts: Vec::new(), seen: BTreeSet::new(), depth: 0 };
    walk.visit(pointer);
    walk.parts
}

/// Lists the parts with the schema itself first and its refinements before what they refine: the order in which an annotation is looked for.
pub(crate) fn overriding<'d>(
    document: &'d Value,
    pointer: &Pointer,
    follow: Follow,
) -> Vec<Part<'d>> {
    let mut parts = parts(document, pointer, follow);
    parts.reverse();
    parts.sort_by_key(|part| part.pointer != *pointer);
    parts
}

/// Schemas that inherit through more others are told apart by nothing further up.
const MAX_DEPTH: usize = 256;

struct Walk<'d> {
    document: &'d Value,
    follow: Follow,
    parts: Vec<Part<'d>>,
    seen: BTreeSet<Pointer>,
    depth: usize,
}

impl Walk<'_> {
    fn visit(&mut self, pointer: &Pointer) {
        if self.seen.contains(pointer) || self.depth == MAX_DEPTH {
            return;
        }
        self.depth += 1;
        self.look(pointer);
        self.depth -= 1;
    }

    fn look(&mut self, pointer: &Pointer) {
        let Some(Value::Object(source)) = pointer.resolve(self.document) else { return };
        self.seen.insert(pointer.clone());
        let mut own = Some(Part { pointer: pointer.clone(), source });
        for (keyword, value) in source {
            match (keyword.as_str(), value) {
                ("$ref" | "$dynamicRef", Value::String(reference)) => {
                    if let Some(target) = Pointer::from_fragment(reference) {
                        self.visit(&target);
                    }
                }
                ("allOf", Value::Array(branches)) => {
                    self.branches(&pointer.join(keyword), branches.len());
                }
                ("oneOf" | "anyOf", Value::Array(branches)) if self.follow == Follow::Maybe => {
                    self.parts.extend(own.take());
                    self.branches(&pointer.join(keyword), branches.len());
                }
                ("then" | "else", _) if self.follow == Follow::Maybe => {
                    self.parts.extend(own.take());
                    self.visit(&pointer.join(keyword));
                }
                ("properties" | "items", _) => self.parts.extend(own.take()),
                _ => {}
            }
        }
        self.parts.extend(own);
    }

    fn branches(&mut self, base: &Pointer, count: usize) {
        for index in 0..count {
            self.visit(&base.join(index));
        }
    }
}
