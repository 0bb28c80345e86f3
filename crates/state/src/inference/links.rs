//! What the records of one resource say of another: the parent below which they stand, and keys of others.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use counterpart_schema::Outline;
use indexmap::IndexMap;

use super::collections::{Collection, Member, is_scalar};
use super::keys::KEYS;
use super::paths::{Step, parameters, shape};
use super::places::noun_of;
use super::resources::Resource;
use super::words::{one, plain};

/// Finds the fields that split a resource: one for each parameter of the path that leads to it.
pub(super) fn partition(
    collection: &Collection,
    form: &Outline,
) -> IndexMap<String, BTreeSet<String>> {
    let mut partition = IndexMap::<String, BTreeSet<String>>::new();
    for (at, name) in positions(&collection.steps) {
        let field = link(name, &collection.steps[..at], form);
        let names = partition.entry(field).or_default();
        for member in &collection.members {
            if let Some(Step::Parameter(name)) = member.steps.get(at) {
                names.insert(name.clone());
            }
        }
    }
    partition
}

/// Finds the fields by which the members of a collection without parameters belong to parents.
pub(super) fn links(collection: &Collection, form: &Outline) -> BTreeSet<String> {
    if partitioned(collection) {
        return BTreeSet::new();
    }
    let link = |member: &Member| link_of(member, form).map(|(field, _)| field);
    collection.members.iter().filter_map(link).collect()
}

/// Tells whether the path to a collection has parameters.
pub(super) fn partitioned(collection: &Collection) -> bool {
    parameters(&collection.steps).next().is_some()
}

/// Finds the field by which the records of an operation belong to the last parameter before them, with that parameter.
pub(super) fn link_of(member: &Member, form: &Outline) -> Option<(String, String)> {
    let upto = &member.steps[..member.place.upto];
    let (at, name) = positions(upto).pop()?;
    Some((link(name, &upto[..at], form), name.to_owned()))
}

/// Names the field that says which parent a record belongs to: a property named so, else one that is not shown.
fn link(parameter: &str, parent: &[Step], form: &Outline) -> String {
    let noun = noun_of(parent).map(|(_, noun)| one(noun)).unwrap_or_default();
    let generic = KEYS.contains(&plain(parameter).as_str());
    let wanted = if generic { format!("{noun}{}", plain(parameter)) } else { plain(parameter) };
    let named =
        |wanted: &str| form.properties().find(|(name, p)| plain(name) == wanted && is_scalar(p));
    // `appid` of an application.
    let shortened = || {
        let stems = (3..noun.len()).rev().filter_map(|length| noun.get(..length));
        stems.filter(|_| generic).find_map(|stem| named(&format!("{stem}{}", plain(parameter))))
    };
    let property = named(&wanted).or_else(shortened);
    property.map_or_else(|| format!("_{wanted}"), |(name, _)| name.to_owned())
}

/// Finds the resources that the records of a collection belong to.
pub(super) fn parents(
    collection: &Collection,
    resource: &Resource,
    all: &IndexMap<String, Resource>,
) -> IndexMap<String, String> {
    let mut parents = IndexMap::new();
    for member in collection.members.iter().filter(|_| !partitioned(collection)) {
        let upto = &member.steps[..member.place.upto];
        let Some((at, _)) = positions(upto).pop() else { continue };
        let Some((field, _)) = link_of(member, &resource.form) else { continue };
        let parent = parent(upto, at, all);
        if let Some(parent) = parent.filter(|p| p.partition.is_empty() && p.name != resource.name) {
            parents.insert(field, parent.name.clone());
        }
    }
    parents
}

/// Finds the resources below whose records the parts of a resource stand, by the fields that tell the parts apart.
pub(super) fn above(
    collection: &Collection,
    resource: &Resource,
    all: &IndexMap<String, Resource>,
) -> IndexMap<String, String> {
    let mut above = IndexMap::new();
    // One record that is always there is there below a new record, too.
    for (at, name) in positions(&collection.steps).into_iter().filter(|_| !collection.single) {
        let field = link(name, &collection.steps[..at], &resource.form);
        let parent = parent(&collection.steps, at, all).filter(|p| p.name != resource.name);
        above.extend(parent.map(|parent| (field, parent.name.clone())));
    }
    above
}

/// The resources by the names of fields that speak of their records: `userid` of users.
pub(super) struct Known<'r>(BTreeMap<String, Vec<&'r Resource>>);

impl<'r> Known<'r> {
    pub(super) fn of(all: &'r IndexMap<String, Resource>) -> Self {
        let mut known = BTreeMap::<String, Vec<&Resource>>::new();
        for resource in all.values() {
            let noun = one(&resource.name);
            let names = BTreeSet::from([plain(&resource.key), "id".to_owned()]);
            for name in names {
                known.entry(format!("{noun}{name}")).or_default().push(resource);
            }
        }
        Self(known)
    }

    /// Finds the fields of a resource that speak of another one.
    pub(super) fn relations(&self, resource: &Resource) -> Vec<(String, String)> {
        let own = |name: &str| name == resource.key || resource.partition.contains_key(name);
        let reachable = |other: &&&Resource| {
            other.name != resource.name
                && other.partition.keys().all(|field| resource.partition.contains_key(field))
        };
        let properties = resource.form.properties().filter(|(name, _)| !own(name));
        let relation = |(name, property): (&str, Arc<Outline>)| {
            let other = self.0.get(&plain(name))?.iter().find(reachable)?;
            is_scalar(&property).then(|| (name.to_owned(), other.name.clone()))
        };
        properties.filter_map(relation).collect()
    }
}

/// Finds the resource whose records stand below a parameter of a path.
pub(super) fn parent<'r>(
    steps: &[Step],
    at: usize,
    resources: &'r IndexMap<String, Resource>,
) -> Option<&'r Resource> {
    resources.get(&shape(&steps[..at]))
}

/// Lists the parameters of a collection's path with their positions.
pub(super) fn positions(steps: &[Step]) -> Vec<(usize, &str)> {
    let named = steps.iter().enumerate().filter_map(|(at, step)| match step {
        Step::Parameter(name) => Some((at, name.as_str())),
        Step::Word(_) => None,
    });
    named.collect()
}
