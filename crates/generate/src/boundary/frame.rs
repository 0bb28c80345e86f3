//! One place that is looked at: the edges of its schema there, and the places below.

use counterpart_schema::{Follow, Schema};
use counterpart_spec::Pointer;
use serde_json::{Map, Value};

use crate::boundary::Boundaries;
use crate::boundary::edges::{beyond, edges};
use crate::breaks::breaks;
use crate::negative::{confirmed, replaced};
use crate::sites::{Site, at, branches, element_schema, spoken_of};
use crate::walk::merged;

/// How many ways of breaking one keyword at one place are given.
const MAX_BREAKS: usize = 8;

/// A value that fits, and a schema that judges a place in it.
#[derive(Debug)]
pub(super) struct Frame {
    base: Value,
    place: Pointer,
    schema: Schema,
    /// The schemas that led here, so that recursion ends where it starts again.
    above: Vec<Pointer>,
}

impl Frame {
    pub(super) fn root(schema: &Schema, base: Value) -> Self {
        Self { base, place: Pointer::root(), schema: schema.clone(), above: Vec::new() }
    }

    fn site(&self, holder: &Schema, keyword: &str) -> Site {
        Site { instance: self.place.clone(), keyword: keyword.to_owned(), schema: holder.clone() }
    }

    fn below(&self, holder: &Schema, schema: Schema, place: Pointer, base: Value) -> Self {
        let above = self.above.iter().chain([holder.pointer()]).cloned().collect();
        Self { base, place, schema, above }
    }
}

impl Boundaries {
    pub(super) fn look_at(&mut self, frame: &Frame) {
        let Some(value) = frame.place.resolve(&frame.base) else { return };
        for part in frame.schema.parts(Follow::Always) {
            let Some(holder) = frame.schema.sibling(&part.pointer) else { continue };
            let question = (holder.pointer().clone(), frame.place.clone());
            if frame.above.contains(holder.pointer()) || !self.seen.insert(question) {
                continue;
            }
            for keyword in part.source.keys() {
                self.fitting(frame, &frame.site(&holder, keyword), value);
            }
            for keyword in spoken_of(part.source, value) {
                self.breaking(frame, &frame.site(&holder, keyword), value);
            }
            self.members(frame, &holder, part.source, value);
            self.elements(frame, &holder, part.source, value);
            self.alternatives(frame, &holder, part.source, value);
        }
    }

    fn fitting(&mut self, frame: &Frame, site: &Site, value: &Value) {
        for (what, edge) in edges(site, value, &mut |schema| self.make(schema)) {
            self.offer(site, replaced(&frame.base, site, edge), what);
        }
    }

    fn breaking(&mut self, frame: &Frame, site: &Site, value: &Value) {
        let ways = breaks(site, value, &mut |schema| self.make(schema));
        let wholes = ways.into_iter().map(|way| replaced(&frame.base, site, way));
        let (schema, direction) = (self.schema.clone(), self.direction);
        let broken = wholes.filter(|whole| confirmed(&schema, direction, whole, site).is_some());
        for whole in broken.take(MAX_BREAKS).collect::<Vec<_>>() {
            self.give(site, whole, false, beyond(&site.keyword));
        }
    }

    /// Looks at each property: on top of the smallest object, and all together.
    fn members(
        &mut self,
        frame: &Frame,
        holder: &Schema,
        source: &Map<String, Value>,
        value: &Value,
    ) {
        let (Some(Value::Object(declared)), Value::Object(object)) =
            (source.get("properties"), value)
        else {
            return;
        };
        let site = frame.site(holder, "properties");
        let mut all = frame.base.clone();
        for name in declared.keys() {
            let place = holder.pointer().join("properties").join(name);
            let Some(schema) = holder.sibling(&place) else { continue };
            let inner = frame.place.join(name);
            if object.contains_key(name) {
                self.frames.push_back(frame.below(holder, schema, inner, frame.base.clone()));
                continue;
            }
            let Some(member) = self.make(&schema) else { continue };
            let add = |base: &Value| {
                let mut base = base.clone();
                let object = base.pointer_mut(frame.place.as_str()).and_then(Value::as_object_mut);
                object.map(|object| object.insert(name.clone(), member.clone()));
                base
            };
            let together = add(&all);
            if self.schema.is_valid(self.direction, &together) {
                all = together;
            }
            let alone = add(&frame.base);
            if self.offer(&site, alone.clone(), "one optional property") {
                self.frames.push_back(frame.below(holder, schema, inner, alone));
            }
        }
        self.offer(&site, all, "all properties");
    }

    /// Looks at the first element of each schema, put there where there is none.
    fn elements(
        &mut self,
        frame: &Frame,
        holder: &Schema,
        source: &Map<String, Value>,
        value: &Value,
    ) {
        let Value::Array(elements) = value else { return };
        let prefix = source.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len);
        let site = frame.site(holder, "items");
        let mut longer = elements.clone();
        for index in 0..=prefix {
            let Some(schema) = element_schema(holder, source, index) else { break };
            if longer.len() <= index {
                let Some(element) = self.make(&schema) else { break };
                longer.push(element);
            }
            let base = replaced(&frame.base, &site, Value::Array(longer.clone()));
            if self.offer(&site, base.clone(), "one element") {
                self.frames.push_back(frame.below(holder, schema, frame.place.join(index), base));
            }
        }
    }

    /// Looks at each alternative, with a value of it in the place.
    fn alternatives(
        &mut self,
        frame: &Frame,
        holder: &Schema,
        source: &Map<String, Value>,
        value: &Value,
    ) {
        for keyword in ["oneOf", "anyOf", "then", "else"] {
            let site = frame.site(holder, keyword);
            let single = at(holder, source, keyword);
            for branch in branches(holder, source, keyword).into_iter().chain(single) {
                let Some(made) = self.make(&branch) else { continue };
                let kept = merged(value.clone(), made.clone());
                let ways = [made, kept].map(|way| replaced(&frame.base, &site, way));
                let fitting =
                    ways.into_iter().find(|way| self.schema.is_valid(self.direction, way));
                let Some(base) = fitting else { continue };
                self.offer(&site, base.clone(), "one alternative");
                self.frames.push_back(frame.below(holder, branch, frame.place.clone(), base));
            }
        }
    }
}
