//! What the collections remember: names, keys, parts, and what one record says of another.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use counterpart_generate::words;
use counterpart_schema::{Direction, Outline, Type};
use counterpart_spec::{Location, Operation, Parameter, Pointer};
use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::collections::{Collection, Member, Reading, is_scalar};
use super::note::Note;
use super::paths::{Step, parameters, shape};
use super::places::Role;
use super::words::{Deed, one, plain};

/// How many records a collection starts with.
const SEEDS: usize = 5;

/// Fields that identify a record, the likeliest first.
const KEYS: [&str; 13] = [
    "id", "uuid", "guid", "key", "slug", "code", "sid", "login", "username", "name", "number",
    "token", "ref",
];

/// Fields that say when a record came into being.
const CREATED: [&str; 9] = [
    "createdat",
    "created",
    "createdon",
    "createdate",
    "datecreated",
    "creationdate",
    "createdtime",
    "insertedat",
    "creationtime",
];

/// Fields that say when a record was last changed.
pub(super) const UPDATED: [&str; 9] = [
    "updatedat",
    "updated",
    "updatedon",
    "updatedate",
    "dateupdated",
    "modifiedat",
    "modified",
    "lastmodified",
    "lastupdated",
];

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
    taken: &BTreeSet<String>,
) -> IndexMap<String, Resource> {
    let mut resources = IndexMap::new();
    let mut names = taken.clone();
    // The shortest path has the first choice of a name.
    let mut by_length: Vec<_> = collections.iter().collect();
    by_length.sort_by_key(|(_, collection)| collection.steps.len());
    let mut chosen = BTreeMap::new();
    for (shape, collection) in by_length {
        let name = name(collection, &names);
        names.insert(name.clone());
        chosen.insert(shape, name);
    }
    for (shape, collection) in collections {
        let name = chosen.remove(shape).unwrap_or_default();
        resources.insert(shape.clone(), resource(reading, collection, name));
    }
    let relations: Vec<_> = collections
        .values()
        .zip(resources.values())
        .map(|(collection, resource)| {
            let mut relations = parents(collection, resource, &resources);
            relations.extend(relations_of(resource, &resources));
            relations
        })
        .collect();
    for (resource, relations) in resources.values_mut().zip(relations) {
        if !relations.is_empty() {
            let fields: Map<_, _> =
                relations.into_iter().map(|(field, name)| (field, name.into())).collect();
            let reason = "these fields are named like resources, or shown as their records";
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
    let seeds = if collection.single { 1 } else { room(reading, collection) };
    if collection.single || new.contains_key(&key) {
        note.say("seed", seeds.into(), "so that there is something to see");
    } else {
        let seeds = json!({ "count": seeds, "unset": [key] });
        note.say("seed", seeds, "callers choose keys: those of examples are left to them");
    }
    let links = links(collection, &form);
    Resource { name, key, form, partition, links, note }
}

/// Finds the field that identifies a record: the one named like the path parameter, else a usual name.
fn key(collection: &Collection) -> (String, String) {
    let form = &collection.form;
    if collection.single {
        return ("_id".to_owned(), "there is one record".to_owned());
    }
    let scalar = |wanted: &str| {
        form.properties().find(|(name, p)| plain(name) == wanted && is_scalar(p)).map(|(n, _)| n)
    };
    let noun = one(&collection.noun);
    let mut keys = collection.members.iter().rev().filter_map(|member| member.place.key.as_deref());
    let parameter = keys.next();
    if let Some(parameter) = parameter {
        let reason = format!("as the path parameter `{parameter}`");
        let wanted = plain(parameter);
        if let Some(field) = scalar(&wanted) {
            return (field.to_owned(), reason);
        }
        // `{userId}` of a user is its `id`; `{username}` and `{idOrName}` say so themselves.
        let short = wanted.strip_prefix(&noun).unwrap_or(&wanted).to_owned();
        let likely = [short.as_str()].into_iter().chain(KEYS).find_map(|name| {
            scalar(name)
                .filter(|_| name == short || wanted.contains(name) || KEYS[..4].contains(&name))
        });
        if let Some(field) = likely.or_else(|| scalar(&format!("{noun}id"))) {
            return (field.to_owned(), reason);
        }
    }
    let usual = KEYS.iter().find_map(|name| scalar(name)).or_else(|| scalar(&format!("{noun}id")));
    match (usual, parameter) {
        (Some(field), None) => (field.to_owned(), "the usual name of a key".to_owned()),
        (_, Some(parameter)) => {
            (format!("_{parameter}"), "no property is named like the path parameter".to_owned())
        }
        (None, None) => ("_id".to_owned(), "no property looks like a key".to_owned()),
    }
}

/// Finds the fields that split a resource: one for each parameter of the path that leads to it.
fn partition(collection: &Collection, form: &Outline) -> IndexMap<String, BTreeSet<String>> {
    let mut partition = IndexMap::<String, BTreeSet<String>>::new();
    let at: Vec<_> = (0..collection.steps.len())
        .filter(|&at| matches!(collection.steps[at], Step::Parameter(_)))
        .collect();
    for at in at {
        let Step::Parameter(name) = &collection.steps[at] else { continue };
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
fn links(collection: &Collection, form: &Outline) -> BTreeSet<String> {
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
    let noun = parent.iter().rev().find_map(|step| match step {
        Step::Word(word) => Some(one(word)),
        Step::Parameter(_) => None,
    });
    let noun = noun.unwrap_or_default();
    let generic = KEYS.contains(&plain(parameter).as_str());
    let wanted = if generic { format!("{noun}{}", plain(parameter)) } else { plain(parameter) };
    let property = form.properties().find(|(name, p)| plain(name) == wanted && is_scalar(p));
    property.map_or_else(|| format!("_{wanted}"), |(name, _)| name.to_owned())
}

/// Says what the server sets: the key where callers do not send it, and when the record came into being.
fn new(
    reading: &Reading<'_>,
    collection: &Collection,
    form: &Outline,
    key: &str,
) -> Map<String, Value> {
    let created: Vec<&Operation> = collection
        .members
        .iter()
        .filter(|member| member.place.role == Role::Does(Deed::Create))
        .map(|member| &reading.spec.operations[member.operation])
        .collect();
    let body = created.iter().find_map(|operation| reading.body(operation));
    let sends = |name: &str| {
        let property =
            body.as_ref().and_then(|body| body.property(name).filter(|_| body.declares(name)));
        property.is_some_and(|p| p.schema().annotation("readOnly") != Some(&Value::Bool(true)))
    };
    let mut new = Map::new();
    if !sends(key)
        && !collection.single
        && let Some(value) = fresh_key(reading, collection, form.property(key).as_deref())
    {
        new.insert(key.to_owned(), value.into());
    }
    new.extend(shown_by_default(reading, collection, form));
    for (name, property) in form.properties() {
        let is_date = [&CREATED[..], &UPDATED[..]].concat().contains(&plain(name).as_str());
        if is_date
            && !sends(name)
            && let Some(now) = now(&property)
        {
            new.insert(name.to_owned(), now.into());
        }
    }
    new
}

/// Says what a new record is like, so that a list shows it to a caller who does not filter: its filters have defaults.
fn shown_by_default(
    reading: &Reading<'_>,
    collection: &Collection,
    form: &Outline,
) -> Map<String, Value> {
    let lists = collection.members.iter().filter(|m| m.place.role == Role::Does(Deed::List));
    let parameters = lists.flat_map(|m| &reading.spec.operations[m.operation].parameters);
    let filters = parameters.filter(|parameter| parameter.location == Location::Query);
    let default = |parameter: &Parameter| {
        let default = reading.parameter(parameter.schema.as_ref())?.default()?.clone();
        let default = match default {
            Value::Array(values) => values.into_iter().next()?,
            Value::String(text) => text.split(',').next()?.into(),
            single => single,
        };
        let (name, property) =
            form.properties().find(|(name, _)| plain(name) == plain(&parameter.name))?;
        let fits = property.schema().is_valid(Direction::Response, &default);
        (fits && is_scalar(&property)).then(|| (name.to_owned(), default))
    };
    filters.filter_map(default).collect()
}

/// Says what a new key is; `None` where the schema of the field has to tell.
fn fresh_key(
    reading: &Reading<'_>,
    collection: &Collection,
    property: Option<&Outline>,
) -> Option<&'static str> {
    let parameter = key_parameter(reading, collection);
    let forms: Vec<&Outline> = property.into_iter().chain(parameter.as_deref()).collect();
    let Some(first) = forms.first() else { return Some("=seq") };
    let fits =
        |value: Value| forms.iter().all(|form| form.schema().is_valid(Direction::Response, &value));
    if first.types().admits(Type::Integer) {
        let is_free = fits(json!(7)) && fits(json!(1007)) || property.is_none();
        return is_free.then_some("=seq");
    }
    let uuid = "3b241101-e2bb-4255-8caf-4136c566a962";
    let is_uuid = first.schema().annotation("format").is_some_and(|format| format == "uuid");
    (is_uuid && fits(json!(uuid))).then_some("=uuid()")
}

/// Finds the form of the path parameter that names a record.
fn key_parameter(reading: &Reading<'_>, collection: &Collection) -> Option<Arc<Outline>> {
    let member = collection.members.iter().find(|member| member.place.key.is_some())?;
    let operation = &reading.spec.operations[member.operation];
    let name = member.place.key.as_deref()?;
    let parameter = operation.parameters.iter().find(|p| p.name == name)?;
    reading.parameter(parameter.schema.as_ref())
}

/// Says how many records there are at the start: where there are few keys, some are left for callers.
fn room(reading: &Reading<'_>, collection: &Collection) -> usize {
    let most = key_parameter(reading, collection)
        .and_then(|form| form.schema().annotation("maximum")?.as_u64())
        .and_then(|most| usize::try_from(most / 2).ok());
    most.map_or(SEEDS, |most| most.clamp(1, SEEDS))
}

/// Says what the moment of the request is in a field's form.
pub(super) fn now(form: &Outline) -> Option<&'static str> {
    let format = form.schema().annotation("format").and_then(Value::as_str);
    match (format, form.types().single()) {
        (Some("date-time"), _) => Some("=now()"),
        (Some("date"), _) => Some("=now() | date('%Y-%m-%d')"),
        (_, Some(Type::Integer | Type::Number)) => Some("=now() | date('%s') | int"),
        _ => form.date().map(|_| "=now()"),
    }
}

/// Finds the resources that the records of a collection belong to.
fn parents(
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

/// Finds the fields that speak of another resource: `user_id`, or a property that is shown as its records are.
fn relations_of(resource: &Resource, all: &IndexMap<String, Resource>) -> Vec<(String, String)> {
    let mut relations = Vec::new();
    for (name, property) in resource.form.properties() {
        if name == resource.key || resource.partition.contains_key(name) {
            continue;
        }
        let plain_name = plain(name);
        let reachable = |other: &&Resource| {
            other.name != resource.name
                && other.partition.keys().all(|field| resource.partition.contains_key(field))
        };
        let by_name = all.values().filter(reachable).find(|other| {
            let noun = one(&other.name);
            let key = plain(&other.key);
            [format!("{noun}{key}"), format!("{noun}id")].contains(&plain_name)
                && is_scalar(&property)
        });
        if let Some(other) = by_name {
            relations.push((name.to_owned(), other.name.clone()));
        }
    }
    relations
}

/// Writes how an expression names a parameter.
pub(super) fn operand(location: &str, name: &str) -> String {
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if is_name {
        format!("{location}.{name}")
    } else {
        format!("{location}['{}']", name.replace('\\', "\\\\").replace('\'', "\\'"))
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
    let at = (0..steps.len()).filter(|&at| matches!(steps[at], Step::Parameter(_)));
    at.zip(parameters(steps)).collect()
}
