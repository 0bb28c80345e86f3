//! Operations that are about the same records, and the form of these records.

use std::collections::BTreeSet;
use std::sync::Arc;

use counterpart_exchange::answered;
use counterpart_schema::{Outline, Outlines, Schemas, Type};
use counterpart_spec::{MediaType, Operation, Parameter, Pointer, Spec};
use indexmap::IndexMap;
use serde_json::Value;

use super::paths::{Step, parameters, steps};
use super::places::{Map, Place, Role, Visit, noun_of};
use super::slots::{self, Slot, slots};
use super::words::{Deed, one};
use crate::language::Verb;
use crate::program::status;

/// What the records of one place are like, and what is done to them.
#[derive(Debug)]
pub(super) struct Collection {
    /// The path that leads to them.
    pub(super) steps: Vec<Step>,
    pub(super) noun: String,
    /// Whether there is exactly one record.
    pub(super) single: bool,
    pub(super) members: Vec<Member>,
    /// A record as it is shown most fully.
    pub(super) form: Arc<Outline>,
    /// The other forms it is shown in.
    pub(super) views: Vec<Pointer>,
}

/// One operation of a collection.
#[derive(Debug)]
pub(super) struct Member {
    /// By index in [`Spec::operations`].
    pub(super) operation: usize,
    pub(super) steps: Vec<Step>,
    pub(super) place: Place,
    /// Where its answer shows records; `None` where it shows none.
    pub(super) slot: Option<Slot>,
}

/// A document, with its schemas.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading<'r> {
    pub(super) spec: &'r Spec,
    pub(super) schemas: &'r Schemas,
    pub(super) outlines: &'r Outlines,
}

impl Reading<'_> {
    /// Finds the collections of a document, by the shapes of their paths.
    pub(super) fn collections(&self) -> IndexMap<String, Collection> {
        let visits: Vec<_> = self.spec.operations.iter().map(|o| self.visit(o)).collect();
        let map = Map::of(visits.iter().flatten());
        let mut grouped = IndexMap::<String, Vec<(usize, &Visit<'_>, Place)>>::new();
        for (operation, visit) in visits.iter().enumerate() {
            let Some(visit) = visit else { continue };
            let Some(place) = map.place(visit) else { continue };
            grouped.entry(place.shape.clone()).or_default().push((operation, visit, place));
        }
        let collection = |(shape, found)| Some((shape, self.collection(found)?));
        let mut collections: IndexMap<_, _> = grouped.into_iter().filter_map(collection).collect();
        merge(&mut collections);
        collections
    }

    fn visit<'o>(&self, operation: &'o Operation) -> Option<Visit<'o>> {
        let steps = steps(&operation.path)?;
        let noun = noun_of(&steps).map(|(_, noun)| noun);
        let form = self.answer(operation, Verb::Read);
        let gives_list = form.is_some_and(|form| slots::gives_list(&form, noun));
        Some(Visit { method: &operation.method, steps, gives_list })
    }

    fn collection(&self, found: Vec<(usize, &Visit<'_>, Place)>) -> Option<Collection> {
        let (_, visit, place) = found.first()?;
        let (steps, noun) = (visit.steps[..place.upto].to_vec(), place.noun.clone());
        let single = place.single;
        let answers: Vec<_> = found
            .iter()
            .map(|(operation, _, place)| {
                let form = self.answer(&self.spec.operations[*operation], verb(&place.role));
                form.map(|form| slots(&form)).unwrap_or_default()
            })
            .collect();
        let known = shared(&found, &answers);
        let members: Vec<_> = found
            .into_iter()
            .zip(&answers)
            .map(|((operation, visit, place), answer)| {
                let slot = match &place.role {
                    Role::Does(Deed::List) => slots::many(answer, Some(&noun), &known),
                    Role::Does(Deed::Read) | Role::Own(Deed::Read) => {
                        slots::single(answer, &noun, &known)
                    }
                    Role::Does(_) | Role::Own(_) => slots::written(answer, &noun, &known),
                    // What an action answers is seldom the record: only where it is plainly named or known.
                    Role::Clear | Role::Action(_) => slots::written(answer, &noun, &known)
                        .filter(|slot| known.contains(slot.pointer()) || !slot.way.is_empty()),
                };
                let slot = slot.cloned();
                Member { operation, steps: visit.steps.clone(), place, slot }
            })
            .collect();
        let shows = |deed| {
            let of = |role: &Role| *role == Role::Does(deed);
            let mut members = members.iter().filter(|member| of(&member.place.role));
            members.find_map(|member| member.slot.as_ref())
        };
        let keyed = |slot: &&Slot| slots::has_key(&slot.form, Some(&noun));
        let (read, list) = (shows(Deed::Read), shows(Deed::List));
        // Whoever lists records has to be able to read them by what the list shows.
        let form = read.filter(keyed).or(list.filter(keyed)).or(read).or(list)?.form.clone();
        let is_seen = single || shows(Deed::List).is_some() || shows(Deed::Create).is_some();
        if !is_seen {
            // Whoever cannot learn a key would get nothing but refusals.
            return None;
        }
        let primary = form.schema().pointer().clone();
        let pointers = members.iter().filter_map(|member| Some(member.slot.as_ref()?.pointer()));
        let views: BTreeSet<_> = pointers.filter(|pointer| **pointer != primary).cloned().collect();
        let views = views.into_iter().collect();
        Some(Collection { steps, noun, single, members, form, views })
    }

    /// Finds the form of an operation's answer when all goes well.
    fn answer(&self, operation: &Operation, verb: Verb) -> Option<Arc<Outline>> {
        let response = operation.response(status(operation, verb))?;
        self.form(answered(None, &response.content)?)
    }

    /// Tells whether an operation reads records, and shows some as examples of its answer.
    pub(super) fn shows_examples(&self, member: &Member) -> bool {
        let operation = &self.spec.operations[member.operation];
        let verb = verb(&member.place.role);
        let response = operation.response(status(operation, verb));
        matches!(verb, Verb::Read | Verb::List)
            && member.slot.is_some()
            && response.is_some_and(|r| r.content.iter().any(|media| !media.examples.is_empty()))
    }

    /// Finds the form of a request's body.
    pub(super) fn body(&self, operation: &Operation) -> Option<Arc<Outline>> {
        self.form(answered(None, &operation.body.as_ref()?.content)?)
    }

    fn form(&self, media_type: &MediaType) -> Option<Arc<Outline>> {
        let schema = self.schemas.at(media_type.schema.as_ref()?).ok()?;
        Some(self.outlines.of(schema))
    }

    /// Gives what a parameter and its schema say in words, in lower case.
    pub(super) fn description(&self, parameter: &Parameter) -> String {
        let own = self.spec.value(&parameter.pointer.join("description")).and_then(Value::as_str);
        let form = self.parameter(parameter.schema.as_ref());
        let of_schema = form.as_ref().and_then(|form| form.schema().annotation("description"));
        let all = own.into_iter().chain(of_schema.and_then(Value::as_str));
        all.collect::<Vec<_>>().join(" ").to_lowercase()
    }

    /// Finds the form of a parameter.
    pub(super) fn parameter(&self, pointer: Option<&Pointer>) -> Option<Arc<Outline>> {
        Some(self.outlines.of(self.schemas.at(pointer?).ok()?))
    }
}

/// Finds the schemas that lists and single answers have in common: these are the records.
fn shared(found: &[(usize, &Visit<'_>, Place)], answers: &[Vec<Slot>]) -> BTreeSet<Pointer> {
    let of = |wanted: &dyn Fn(&Role) -> bool, many: bool| -> BTreeSet<Pointer> {
        let answers = found.iter().zip(answers).filter(|((.., place), _)| wanted(&place.role));
        let slots = answers.flat_map(|(_, slots)| slots).filter(|slot| slot.many == many);
        slots.map(|slot| slot.pointer().clone()).collect()
    };
    let lists = of(&|role| *role == Role::Does(Deed::List), true);
    let reads = of(&|role| *role == Role::Does(Deed::Read), false);
    let writes = of(&|role| !matches!(role, Role::Does(Deed::List | Deed::Read)), false);
    let both = |one: &BTreeSet<Pointer>, other: &BTreeSet<Pointer>| -> BTreeSet<Pointer> {
        one.intersection(other).cloned().collect()
    };
    [both(&lists, &reads), both(&reads, &writes), both(&lists, &writes)]
        .into_iter()
        .find(|shared| !shared.is_empty())
        .unwrap_or_default()
}

/// Which verb answers for a role.
pub(super) fn verb(role: &Role) -> Verb {
    match role {
        Role::Does(deed) | Role::Own(deed) => match deed {
            Deed::Read => Verb::Read,
            Deed::List => Verb::List,
            Deed::Create => Verb::Create,
            Deed::Update => Verb::Update,
            Deed::Replace => Verb::Replace,
            Deed::Delete => Verb::Delete,
        },
        Role::Clear => Verb::Delete,
        Role::Action(_) => Verb::Update,
    }
}

/// Puts `/users/{id}/posts` to `/posts` where both are of the same noun and show the same named schema.
fn merge(collections: &mut IndexMap<String, Collection>) {
    let is_named = |form: &Outline| !form.schema().pointer().as_str().starts_with("/paths");
    let bases: Vec<(String, String, Pointer)> = collections
        .iter()
        .filter(|(_, c)| !c.single && parameters(&c.steps).next().is_none() && is_named(&c.form))
        .map(|(shape, c)| (shape.clone(), one(&c.noun), c.form.schema().pointer().clone()))
        .collect();
    for (base, noun, pointer) in bases {
        let nested: Vec<_> = collections
            .iter()
            .filter(|(shape, c)| {
                let nested = !c.single && parameters(&c.steps).next().is_some();
                let same = c.form.schema().pointer() == &pointer || c.views.contains(&pointer);
                **shape != base && nested && one(&c.noun) == noun && same
            })
            .map(|(shape, _)| shape.clone())
            .collect();
        for shape in nested {
            let Some(nested) = collections.shift_remove(&shape) else { continue };
            let Some(base) = collections.get_mut(&base) else { continue };
            let more = nested.views.into_iter().chain([nested.form.schema().pointer().clone()]);
            for view in more {
                if view != pointer && !base.views.contains(&view) {
                    base.views.push(view);
                }
            }
            base.members.extend(nested.members);
        }
    }
}

/// Tells whether values of a form are texts, numbers or truth values.
pub(super) fn is_scalar(form: &Outline) -> bool {
    let types = form.types();
    let holds = |ty| types.admits(ty);
    !holds(Type::Object) && !holds(Type::Array) && !types.without(Type::Null).is_none()
}
