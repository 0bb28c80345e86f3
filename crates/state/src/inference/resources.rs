//! What the collections remember: names, keys, parts, and what one record says of another.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use counterpart_generate::words;
use counterpart_schema::Outline;
use counterpart_spec::Pointer;
use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::collections::{Collection, Reading};
use super::fields::{new, owned};
use super::keys::{key, room};
use super::links::{Known, above, links, parents, partition};
use super::note::Note;
use super::paths::Step;

/// A resource that a collection makes.
#[derive(Debug)]
pub(super) struct Resource {
    pub(super) name: String,
    /// The field that identifies a record.
    pub(super) key: String,
    pub(super) form: Arc<Outline>,
    /// The fields that tell the parts apart, each with the path parameters that give it.
    pub(super) partition: IndexMap<String, BTreeSet<String>>,
    /// The fields that say which parent a record belongs to, where it also stands without one.
    pub(super) links: BTreeSet<String>,
    pub(super) note: Note,
}

/// Makes a resource of every collection, by shape.
pub(super) fn resources(
    reading: &Reading<'_>,
    collections: &IndexMap<String, Collection>,
    declared: Option<&Map<String, Value>>,
    meant: &dyn Fn(&Collection) -> Option<String>,
) -> IndexMap<String, Resource> {
    let mut resources = IndexMap::new();
    let mut names = BTreeSet::new();
    // The shortest path has the first choice of a name.
    let mut by_length: Vec<_> = collections.iter().collect();
    by_length.sort_by_key(|(_, collection)| collection.steps.len());
    let mut chosen = BTreeMap::new();
    for (shape, collection) in by_length {
        let name = meant(collection).unwrap_or_else(|| name(collection, &names));
        names.insert(name.clone());
        chosen.insert(shape, name);
    }
    for (shape, collection) in collections {
        let name = chosen.remove(shape).unwrap_or_default();
        let key = declared.and_then(|declared| declared.get(&name)?.get("key")?.as_str());
        let mut resource = resource(reading, collection, name);
        if let Some(key) = key {
            key.clone_into(&mut resource.key);
        }
        resources.insert(shape.clone(), resource);
    }
    let known = Known::of(&resources);
    let relations: Vec<_> = collections
        .values()
        .zip(resources.values())
        .map(|(collection, resource)| {
            let mut relations = parents(collection, resource, &resources);
            relations.extend(known.relations(resource));
            relations.extend(above(collection, resource, &resources));
            relations
        })
        .collect();
    for (resource, relations) in resources.values_mut().zip(relations) {
        if !relations.is_empty() {
            let fields: Map<_, _> =
                relations.into_iter().map(|(field, name)| (field, name.into())).collect();
            let reason = "these fields are named like resources, shown as their records, or hold what the records stand below";
            resource.note.say("refers", Value::Object(fields), reason);
        }
    }
    resources
}

/// Names a resource by its noun, else by the nouns of its path.
fn name(collection: &Collection, taken: &BTreeSet<String>) -> String {
    let words_of = |noun: &str| words(noun).join("_");
    let nouns: Vec<_> = collection
        .steps
        .iter()
        .filter_map(|step| match step {
            Step::Word(word) => Some(words_of(word)),
            Step::Parameter(_) => None,
        })
        .collect();
    let short = words_of(&collection.noun);
    let short = if short.is_empty() { "records".to_owned() } else { short };
    let longer = (0..nouns.len().saturating_sub(1)).rev().map(|from| nouns[from..].join("_"));
    let numbered = (2..).map(|number| format!("{short}_{number}"));
    let mut candidates = std::iter::once(short.clone()).chain(longer).chain(numbered);
    candidates.find(|name| !taken.contains(name)).unwrap_or_default()
}

fn resource(reading: &Reading<'_>, collection: &Collection, name: String) -> Resource {
    let form = Arc::clone(&collection.form);
    let mut note = Note::default();
    let (key, reason) = key(collection);
    note.say("key", key.as_str().into(), &reason);
    let schema = form.schema().pointer();
    note.say("schema", schema.to_fragment().into(), "what a record is shown as");
    if !collection.views.is_empty() {
        let views: Vec<_> = collection.views.iter().map(Pointer::to_fragment).collect();
        note.say("views", json!(views), "other answers show it so");
    }
    let partition = partition(collection, &form);
    if !partition.is_empty() {
        let fields: Map<_, _> = partition
            .iter()
            .map(|(field, names)| {
                let names: Vec<_> = names.iter().map(|name| operand("path", name)).collect();
                (field.clone(), format!("={}", names.join(" or ")).into())
            })
            .collect();
        note.say("partition", Value::Object(fields), "the records stand below these parameters");
    }
    let new = new(reading, collection, &form, &key);
    if !new.is_empty() {
        note.say("new", Value::Object(new.clone()), "what callers do not send, the server sets");
    }
    let taken = |name: &str| *name == key || partition.contains_key(name) || new.contains_key(name);
    let owned = owned(reading, collection, &form, &taken);
    if !owned.is_empty() {
        note.say("generate", owned.into(), "callers cannot send these");
    }
    say_seeds(reading, collection, !collection.single && !new.contains_key(&key), &key, &mut note);
    let links = links(collection, &form);
    Resource { name, key, form, partition, links, note }
}

/// Says with what data the records start; `chosen` tells whether callers choose keys.
fn say_seeds(
    reading: &Reading<'_>,
    collection: &Collection,
    chosen: bool,
    key: &str,
    note: &mut Note,
) {
    let count = if collection.single { 1 } else { room(reading, collection) };
    let shown = collection.members.iter().any(|member| reading.shows_examples(member));
    let reason = match (chosen, shown) {
        (true, _) => "callers choose keys: those of examples are left to them",
        (false, true) => "the records that answers show, and some more",
        (false, false) => "so that there is something to see",
    };
    let mut seed = Map::from_iter([("count".to_owned(), json!(count))]);
    seed.extend(shown.then(|| ("examples".to_owned(), json!(true))));
    seed.extend(chosen.then(|| ("unset".to_owned(), json!([key]))));
    let seed = if seed.len() == 1 { json!(count) } else { Value::Object(seed) };
    note.say("seed", seed, reason);
}

/// Writes how an expression names a part of something: `path.id`, `query['page-size']`.
pub(super) fn operand(location: &str, name: &str) -> String {
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if is_name {
        format!("{location}.{name}")
    } else {
        format!("{location}['{}']", name.replace('\\', "\\\\").replace('\'', "\\'"))
    }
}
