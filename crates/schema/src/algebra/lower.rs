//! From what the algebra makes of a schema to the nodes of a shape.

use std::collections::BTreeMap;

use counterpart_spec::Pointer;
use jsonschema::canonical::{CanonicalSchema, CanonicalView};
use serde_json::json;

use crate::algebra::containers::NOTHING_SAID;
use crate::algebra::leaf::{check, integer, number, text, types};
use crate::algebra::meaning::meaning;
use crate::algebra::meet::{exclusive, meet};
use crate::bundle::bundle;
use crate::check::Check;
use crate::direction::Direction;
use crate::schema::Schema;
use crate::shape::{Id, Kind, Lowering, Node, Sources};
use crate::types::{Type, Types};

/// How many compositions that refer to something one shape unfolds, to merge them or to take them apart.
/// Each may give rise to another; beyond this they are left to the check.
const MAX_UNFOLDED: usize = 64;

/// Lowers what a schema means to the nodes of a shape.
pub(crate) fn lower(schema: &Schema, direction: Direction) -> (Vec<Node>, Id) {
    let bundle = bundle(schema.schemas().home(), schema.pointer(), direction).apart();
    let sources =
        |of: Vec<&Pointer>| Sources::new(of.into_iter().filter_map(|at| schema.sibling(at)));
    let members = bundle.sources().map(sources).collect();
    let mut algebra = Algebra {
        members,
        direction,
        lowering: Lowering::default(),
        references: BTreeMap::new(),
        merged: Vec::new(),
        unfolded: 0,
        pending: Vec::new(),
    };
    let sources = Sources::new([schema.clone()]);
    let root = if bundle.is_tangled() {
        // Checking a part costs as much as checking the whole, which whoever asks does anyway.
        algebra.lowering.add(Kind::Any(sources.types()), &sources)
    } else if let Some(meaning) = meaning(&bundle.schema) {
        algebra.node(&meaning, &sources)
    } else {
        algebra.guess(Check::new(bundle.schema), &sources)
    };
    // References wait here instead of on the stack: a document may chain a thousand of them.
    while let Some(Pending { reserved, meaning, sources }) = algebra.pending.pop() {
        let id = algebra.node(&meaning, &sources);
        algebra.lowering.alias(reserved, id);
    }
    (algebra.lowering.into_nodes(), root)
}

pub(super) struct Algebra {
    members: Vec<Sources>,
    pub(super) direction: Direction,
    pub(super) lowering: Lowering,
    references: BTreeMap<String, Vec<(Sources, Id)>>,
    merged: Vec<(CanonicalSchema, Id)>,
    unfolded: usize,
    pending: Vec<Pending>,
}

/// A node that is reserved and waits to be lowered.
struct Pending {
    reserved: Id,
    meaning: CanonicalSchema,
    sources: Sources,
}

impl Algebra {
    pub(super) fn node(&mut self, meaning: &CanonicalSchema, sources: &Sources) -> Id {
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
                let alone = self.one_of(&branches, sources);
                Kind::Hard(alone, check(meaning))
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

    /// Lowers alternatives of which just one may hold, each without what the others admit too.
    fn one_of(&mut self, branches: &[CanonicalSchema], sources: &Sources) -> Vec<Id> {
        if self.unfolded >= MAX_UNFOLDED {
            return self.nodes(branches, sources);
        }
        self.unfolded += 1;
        let alone = exclusive(branches);
        let lowered = alone.into_iter().map(|branch| match branch.view() {
            CanonicalView::False => None,
            CanonicalView::Reference(_) => Some(self.node(&branch, sources)),
            _ => Some(self.wait(branch, sources.clone())),
        });
        lowered.flatten().collect()
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
        let member = index.and_then(|index| self.members.get(index));
        let referred = member.cloned().unwrap_or_default();
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
        if self.unfolded < MAX_UNFOLDED
            && let Some(merged) = meet(branches)
            && merged != *meaning
        {
            self.unfolded += 1;
            let id = self.wait(merged, sources.clone());
            self.merged.push((meaning.clone(), id));
            return id;
        }
        let kind = Kind::AllOf(self.nodes(branches, sources), check(meaning));
        self.lowering.add(kind, sources)
    }
}
