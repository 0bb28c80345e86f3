//! From what the algebra makes of a schema to the nodes of a shape.

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::canonical::{ArrayView, CanonicalSchema, CanonicalView, Distinctness, ObjectView};
use serde_json::{Value, json};

use crate::algebra::leaf::{check, integer, number, pattern, size, text, types};
use crate::algebra::meaning::meaning;
use crate::algebra::meet::meet;
use crate::bundle::bundle;
use crate::check::{Check, matches};
use crate::direction::Direction;
use crate::schema::Schema;
use crate::shape::{ArrayShape, Contains, Entry, Id, Kind, Lowering, Node, ObjectShape, Sources};
use crate::types::{Type, Types};

/// How many merges of compositions that refer to themselves one shape unfolds.
/// Each may give rise to another; beyond this they are left to the check.
const MAX_MERGES: usize = 64;

/// An object of which nothing is said.
const NOTHING_SAID: ObjectView = ObjectView {
    min_properties: None,
    max_properties: None,
    required: Vec::new(),
    property_names: None,
    properties: BTreeMap::new(),
    pattern_properties: BTreeMap::new(),
    additional_properties: None,
    violations: Vec::new(),
};

/// Lowers what a schema means to the nodes of a shape.
pub(crate) fn lower(schema: &Schema, direction: Direction) -> (Vec<Node>, Id) {
    let bundle = bundle(schema.schemas().home(), schema.pointer(), direction);
    let members = bundle.members.iter().map(|pointer| schema.sibling(pointer)).collect();
    let mut algebra = Algebra {
        members,
        direction,
        lowering: Lowering::default(),
        references: BTreeMap::new(),
        merged: Vec::new(),
        pending: Vec::new(),
    };
    let sources = Sources::new([schema.clone()]);
    let root = match meaning(&bundle.schema) {
        Some(meaning) => algebra.node(&meaning, &sources),
        None => algebra.guess(Check::new(bundle.schema), &sources),
    };
    // References wait here instead of on the stack: a document may chain a thousand of them.
    while let Some(Pending { reserved, meaning, sources }) = algebra.pending.pop() {
        let id = algebra.node(&meaning, &sources);
        algebra.lowering.alias(reserved, id);
    }
    (algebra.lowering.into_nodes(), root)
}

struct Algebra {
    members: Vec<Option<Schema>>,
    direction: Direction,
    lowering: Lowering,
    references: BTreeMap<String, Vec<(Sources, Id)>>,
    merged: Vec<(CanonicalSchema, Id)>,
    pending: Vec<Pending>,
}

/// A node that is reserved and waits to be lowered.
struct Pending {
    reserved: Id,
    meaning: CanonicalSchema,
    sources: Sources,
}

impl Algebra {
    fn node(&mut self, meaning: &CanonicalSchema, sources: &Sources) -> Id {
        let kind = match meaning.view() {
            CanonicalView::Reference(uri) => return self.reference(meaning, &uri, sources),
            CanonicalView::AllOf(branches) => return self.all_of(meaning, &branches, sources),
            CanonicalView::True => Kind::Any(Types::ANY),
            CanonicalView::False => Kind::Never,
            CanonicalView::MultiType(set) => return self.any(types(set), meaning, sources),
            CanonicalView::Const(value) => Kind::Const(value),
            CanonicalView::Enum(values) if values == [json!(false), json!(true)] => {
                Kind::Any(Types::just(Type::Boolean))
            }
            CanonicalView::Enum(values) => Kind::Enum(values),
            CanonicalView::Integer(view) => Kind::Integer(integer(meaning, &view)),
            CanonicalView::Number(view) => Kind::Number(number(meaning, &view)),
            CanonicalView::String(view) => Kind::Text(Box::new(text(meaning, &view))),
            CanonicalView::Array(view) => return self.array(meaning, &view, sources),
            CanonicalView::Object(view) => return self.object(meaning, &view, sources),
            CanonicalView::AnyOf(branches) => Kind::AnyOf(self.nodes(&branches, sources)),
            CanonicalView::OneOf(branches) => {
                Kind::Hard(self.nodes(&branches, sources), check(meaning))
            }
            CanonicalView::TypedGroup(group) => {
                let any = self.lowering.add(Kind::Any(types(group.ty.into())), sources);
                Kind::Hard(vec![self.node(&group.body, sources), any], check(meaning))
            }
            CanonicalView::Not(_) | CanonicalView::Raw(_) => {
                return self.guess(check(meaning), sources);
            }
        };
        self.lowering.add(kind, sources)
    }

    fn nodes(&mut self, branches: &[CanonicalSchema], sources: &Sources) -> Vec<Id> {
        branches.iter().map(|branch| self.node(branch, sources)).collect()
    }

    /// Any value of some types; objects keep the declarations that admit everything.
    fn any(&mut self, types: Types, meaning: &CanonicalSchema, sources: &Sources) -> Id {
        if !types.admits(Type::Object) || sources.properties().is_empty() {
            return self.lowering.add(Kind::Any(types), sources);
        }
        let object = self.object(meaning, &NOTHING_SAID, sources);
        let others = types.without(Type::Object);
        if others.is_none() {
            return object;
        }
        let others = self.lowering.add(Kind::Any(others), sources);
        self.lowering.add(Kind::AnyOf(vec![others, object]), sources)
    }

    /// Stands for what the algebra says nothing about: any value of the types that the document names, if it passes.
    fn guess(&mut self, check: Check, sources: &Sources) -> Id {
        let any = self.lowering.add(Kind::Any(sources.types()), sources);
        self.lowering.add(Kind::Hard(vec![any], check), sources)
    }

    fn reference(&mut self, meaning: &CanonicalSchema, uri: &str, sources: &Sources) -> Id {
        let index = uri.rsplit('/').next().and_then(|index| index.parse::<usize>().ok());
        let member = index.and_then(|index| self.members.get(index)?.clone());
        let referred = Sources::new(member);
        // The algebra takes a schema that only extends another for that one; its tag is its own.
        let own = match sources.tag() {
            tag @ Some(_) if referred.tag() != tag => sources.clone(),
            _ => referred,
        };
        let known = self.references.get(uri).into_iter().flatten().find(|(known, _)| *known == own);
        let target = match (known, meaning.definition(uri)) {
            (Some((_, id)), _) => *id,
            (None, Some(definition)) => {
                let reserved = self.wait(definition, own.clone());
                self.references.entry(uri.to_owned()).or_default().push((own.clone(), reserved));
                reserved
            }
            (None, None) => self.lowering.add(Kind::Any(Types::ANY), sources),
        };
        // Hints beside the reference hold here only, so they get a node of their own.
        if own == *sources { target } else { self.lowering.add(Kind::AnyOf(vec![target]), sources) }
    }

    fn wait(&mut self, meaning: CanonicalSchema, sources: Sources) -> Id {
        let reserved = self.lowering.reserve();
        self.pending.push(Pending { reserved, meaning, sources });
        reserved
    }

    /// Unfolds the references that kept a composition from being merged.
    fn all_of(
        &mut self,
        meaning: &CanonicalSchema,
        branches: &[CanonicalSchema],
        sources: &Sources,
    ) -> Id {
        if let Some((_, id)) = self.merged.iter().find(|(known, _)| known == meaning) {
            return *id;
        }
        if self.merged.len() < MAX_MERGES
            && let Some(merged) = meet(branches)
            && merged != *meaning
        {
            let id = self.wait(merged, sources.clone());
            self.merged.push((meaning.clone(), id));
            return id;
        }
        let kind = Kind::AllOf(self.nodes(branches, sources), check(meaning));
        self.lowering.add(kind, sources)
    }

    fn array(&mut self, meaning: &CanonicalSchema, view: &ArrayView, sources: &Sources) -> Id {
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
            element: self.node(&contains.schema, &Sources::default()),
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

    fn object(&mut self, meaning: &CanonicalSchema, view: &ObjectView, sources: &Sources) -> Id {
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
