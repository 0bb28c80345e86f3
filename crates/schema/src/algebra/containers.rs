//! Arrays and objects, which are lowered part by part.

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::canonical::{ArrayView, CanonicalSchema, CanonicalView, Distinctness, ObjectView};
use serde_json::{Value, json};

use crate::algebra::leaf::{check, pattern, size};
use crate::algebra::lower::Algebra;
use crate::algebra::meet::meet;
use crate::check::{Check, matches};
use crate::shape::{ArrayShape, Contains, Entry, Id, Kind, ObjectShape, Sources};
use crate::types::{Type, Types};

/// An object of which nothing is said.
pub(super) const NOTHING_SAID: ObjectView = ObjectView {
    min_properties: None,
    max_properties: None,
    required: Vec::new(),
    property_names: None,
    properties: BTreeMap::new(),
    pattern_properties: BTreeMap::new(),
    additional_properties: None,
    violations: Vec::new(),
};

impl Algebra {
    pub(super) fn array(
        &mut self,
        meaning: &CanonicalSchema,
        view: &ArrayView,
        sources: &Sources,
    ) -> Id {
        let prefix = &view.prefix_items;
        let prefix: Vec<_> =
            prefix.iter().enumerate().map(|(i, c)| self.node(c, &sources.element(i))).collect();
        let beyond = sources.element(prefix.len());
        let closed = view.items.as_ref().is_some_and(|i| matches!(i.view(), CanonicalView::False));
        let items = match &view.items {
            Some(items) => self.node(items, &beyond),
            None => self.lowering.add(Kind::Any(Types::ANY), &beyond),
        };
        let contains = view.contains.iter().map(|contains| Contains {
            element: self.contained(&contains.schema, view.items.as_ref(), &beyond),
            min: contains.min_contains.as_ref().map_or(1, size),
        });
        let contains = contains.collect();
        let max = view.max_items.as_ref().map(size);
        let array = ArrayShape {
            min: view.min_items.as_ref().map_or(0, size),
            max: if closed { Some(max.unwrap_or(prefix.len()).min(prefix.len())) } else { max },
            unique: view.distinctness == Distinctness::AllDistinct,
            items: Some(items),
            prefix,
            contains,
        };
        let hard = view.distinctness == Distinctness::SomeRepeated
            || view.contains.iter().any(|contains| contains.max_contains.is_some());
        self.checked(Kind::Array(Box::new(array)), hard.then(|| check(meaning)), sources)
    }

    /// Lowers what must be among the elements of an array, each of which is an element like the others.
    fn contained(
        &mut self,
        wanted: &CanonicalSchema,
        items: Option<&CanonicalSchema>,
        sources: &Sources,
    ) -> Id {
        let both = items.and_then(|items| meet(&[items.clone(), wanted.clone()]));
        match both {
            Some(both) => self.node(&both, sources),
            None => self.node(wanted, &Sources::default()),
        }
    }

    pub(super) fn object(
        &mut self,
        meaning: &CanonicalSchema,
        view: &ObjectView,
        sources: &Sources,
    ) -> Id {
        let sources = &sources.tagged(&|name| match view.properties.get(name)?.view() {
            CanonicalView::Const(value) => Some(value),
            _ => None,
        });
        let patterns: Vec<_> = view
            .pattern_properties
            .iter()
            .map(|(source, c)| (pattern(source), self.node(c, &Sources::default())))
            .collect();
        let rest = view.additional_properties.as_ref().map(|c| self.node(c, &sources.rest()));
        let admitted = view.property_names.as_ref().map(check);
        let admitted =
            |name: &str| admitted.as_ref().is_none_or(|check| check.admits(&json!(name)));
        let withheld = sources.withheld(self.direction);
        let required: BTreeSet<_> = view.required.iter().collect();
        let mut properties = sources.properties();
        // The algebra drops the declarations that admit everything; they are declarations still.
        properties.retain(|name, declared| {
            view.properties.contains_key(name) || admitted(name) && declared.types().is_any()
        });
        for name in view.properties.keys().chain(&view.required) {
            if !properties.contains_key(name) {
                properties.insert(name.clone(), sources.undeclared(name));
            }
        }
        let tag = sources.tag();
        let mut entries = Vec::with_capacity(properties.len());
        for (name, declared) in properties {
            let matching = patterns.iter().find(|(pattern, _)| matches(&pattern.source, &name));
            let node = match (view.properties.get(&name), matching, rest) {
                (Some(property), _, _) => self.node(property, &declared),
                (None, Some(&(_, id)), _) | (None, None, Some(id)) => id,
                (None, None, None) => self.lowering.add(Kind::Any(Types::ANY), &declared),
            };
            let node = match &tag {
                Some((property, tags)) if *property == name => self.tag(node, tags, &declared),
                _ => node,
            };
            let required = required.contains(&name);
            entries.push(Entry { node, required, withheld: withheld.contains(&name), name });
        }
        let object = ObjectShape {
            name: sources.name(),
            min: view.min_properties.as_ref().map_or(0, size),
            max: view.max_properties.as_ref().map(size),
            entries,
            names: view.property_names.as_ref().map(|c| self.node(c, &Sources::default())),
            patterns,
            rest,
        };
        let check = (!view.violations.is_empty()).then(|| check(meaning));
        self.checked(Kind::Object(Box::new(object)), check, sources)
    }

    /// Leaves only the tags of a property that tells what is meant, as far as it admits them.
    fn tag(&mut self, node: Id, tags: &[Value], sources: &Sources) -> Id {
        let admits = |tag: &Value| match self.lowering.kind(node) {
            Kind::Any(types) => types.admits(Type::of(tag)),
            Kind::Text(text) => text.check.as_ref().is_none_or(|check| check.admits(tag)),
            Kind::Enum(values) => values.contains(tag),
            _ => false,
        };
        let tags: Vec<_> = tags.iter().filter(|tag| admits(tag)).cloned().collect();
        match tags.as_slice() {
            [] => node,
            [only] => self.lowering.add(Kind::Const(only.clone()), sources),
            _ => self.lowering.add(Kind::Enum(tags), sources),
        }
    }

    fn checked(&mut self, kind: Kind, check: Option<Check>, sources: &Sources) -> Id {
        let id = self.lowering.add(kind, sources);
        match check {
            Some(check) => self.lowering.add(Kind::Hard(vec![id], check), sources),
            None => id,
        }
    }
}
