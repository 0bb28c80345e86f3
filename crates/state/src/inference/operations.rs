//! What each operation of a collection does, in the state language.

use counterpart_schema::Type;
use counterpart_spec::{Location, Operation};
use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::collections::{Collection, Member, Reading, verb};
use super::fields::{UPDATED, now};
use super::links::{link_of, parent, partitioned, positions};
use super::note::Note;
use super::places::Role;
use super::resources::{Resource, operand};
use super::spelling::{given, respelt};
use super::words::{Deed, one, plain};
use super::wrapper::{besides, sent, wrapper};
use super::{actions, queries, selves};
use crate::language::VERBS;

/// Says what the operations of a collection do, each by its index.
pub(super) fn operations(
    reading: &Reading<'_>,
    collection: &Collection,
    resource: &Resource,
    resources: &IndexMap<String, Resource>,
) -> Vec<(usize, Note)> {
    let writer = Writer { reading, collection, resource, resources };
    let note = |member: &Member| Some((member.operation, writer.note(member)?));
    collection.members.iter().filter_map(note).collect()
}

struct Writer<'w> {
    reading: &'w Reading<'w>,
    collection: &'w Collection,
    resource: &'w Resource,
    resources: &'w IndexMap<String, Resource>,
}

impl Writer<'_> {
    fn note(&self, member: &Member) -> Option<Note> {
        let operation = &self.reading.spec.operations[member.operation];
        let role = &member.place.role;
        let mut note = Note::default();
        match role {
            Role::Action(word) => self.action(member, operation, word, &mut note)?,
            role => self.usual(member, operation, role, &mut note)?,
        }
        let guard = self.guard(member);
        if !guard.is_empty() {
            note.say("guard", guard.into(), "what the path leads through exists");
        }
        Some(note)
    }

    fn usual(
        &self,
        member: &Member,
        operation: &Operation,
        role: &Role,
        note: &mut Note,
    ) -> Option<()> {
        let name = self.verb(role);
        let reason = match &member.slot {
            Some(slot) => format!("{}; {}", member.place.reason, slot.place()),
            None => member.place.reason.clone(),
        };
        let asks = operation.method == "POST" && self.reading.body(operation).is_some();
        if *role == Role::Does(Deed::List) && (member.slot.is_none() || asks) {
            // What a body asks for is a language of its own: everything would be a wrong answer.
            return None;
        }
        note.say(name, self.resource.name.as_str().into(), &reason);
        let mut filter = self.belongs(member);
        match role {
            Role::Does(Deed::List) => {
                let shown = &member.slot.as_ref()?.form;
                let resource = (&*self.resource.form, self.resource.key.as_str());
                let found = queries::read(self.reading, operation, shown, resource, note);
                filter.extend(found);
            }
            Role::Does(Deed::Create) => {}
            Role::Clear => {
                // Many APIs say in the body or the query of a DELETE which record is meant.
                if let Some((key, reason)) = self.key(member, operation) {
                    note.say("key", key.into(), &reason);
                } else {
                    let form = &*self.resource.form;
                    let (resource, own) =
                        ((form, self.resource.key.as_str()), &mut Note::default());
                    filter.extend(queries::read(self.reading, operation, form, resource, own));
                    note.say("where", Value::Object(filter.clone()), "all that match");
                }
            }
            Role::Own(_) => {
                let first = operand(
                    &format!("(all('{}') | first)", self.resource.name),
                    &self.resource.key,
                );
                note.say(
                    "key",
                    format!("={first}").into(),
                    "the first record stands for the caller's",
                );
            }
            Role::Does(_) if self.collection.single => {}
            Role::Does(_) => {
                let (key, reason) = self.key(member, operation)?;
                note.say("key", key.into(), &reason);
            }
            Role::Action(_) => return None,
        }
        if matches!(role, Role::Does(Deed::Create | Deed::Update | Deed::Replace) | Role::Own(_)) {
            self.written(member, operation, role, note);
        }
        if self.collection.single && *role != Role::Does(Deed::Create) {
            note.say("where", Value::Object(filter), "there is one record");
        } else if !filter.is_empty() && !matches!(role, Role::Does(Deed::Create)) {
            note.say("where", Value::Object(filter), "parameters that are named like properties");
        }
        Some(())
    }

    fn verb(&self, role: &Role) -> &'static str {
        let wanted = verb(role);
        let replaces = *role == Role::Does(Deed::Replace);
        let creates = || {
            let has =
                |deed| self.collection.members.iter().any(|m| m.place.role == Role::Does(deed));
            // Without another way to make a record, PUT makes it (RFC 9110 §9.3.4).
            if self.collection.single {
                has(Deed::Delete)
            } else {
                !has(Deed::Create) && has(Deed::Delete)
            }
        };
        if replaces && creates() {
            return "upsert";
        }
        VERBS.iter().find(|(_, verb)| *verb == wanted).map_or("none", |(name, _)| *name)
    }

    /// Says what an action does: it changes the record, and shows it where its answer does.
    fn action(
        &self,
        member: &Member,
        operation: &Operation,
        word: &str,
        note: &mut Note,
    ) -> Option<()> {
        if operation.method == "GET" {
            return None;
        }
        let set = actions::set(word, &operation.method, &self.resource.form);
        let key = self.sent(operation, member.place.key.as_deref()?);
        let reason = match set.keys().next() {
            Some(field) => format!("{}: `{field}` is set", member.place.reason),
            None => format!("{}; which field it changes is not known", member.place.reason),
        };
        let name = self.resource.name.as_str();
        if member.slot.is_some() {
            note.say("update", name.into(), &reason);
            note.say("key", key.into(), "the path parameter");
            note.say("set", Value::Object(set), "what the word says");
        } else {
            note.say("none", "".into(), "the answer shows no record");
            let effect = json!([{ "update": name, "key": key, "set": set }]);
            note.say("effects", effect, &reason);
        }
        Some(())
    }

    /// Writes the key that a path parameter gives.
    fn sent(&self, operation: &Operation, name: &str) -> String {
        selves::key(self.reading, (self.collection, self.resource), operation, name)
    }

    /// Says where the key stands, and why; `None` when nothing of the request tells.
    fn key(&self, member: &Member, operation: &Operation) -> Option<(String, String)> {
        if let Some(name) = &member.place.key {
            return Some((self.sent(operation, name), format!("the path parameter `{name}`")));
        }
        let key = plain(&self.resource.key);
        let noun = one(&self.collection.noun);
        let names = [key.clone(), format!("{noun}{key}"), format!("{noun}id"), noun];
        let is_key = |name: &str| names.contains(&plain(name));
        let query = operation
            .parameters
            .iter()
            .find(|p| p.location == Location::Query && is_key(&p.name))
            .map(|p| {
                (format!("={}", operand("query", &p.name)), format!("the parameter `{}`", p.name))
            });
        let body = || {
            let body = self.reading.body(operation)?;
            let (name, _) = body.properties().find(|(name, _)| is_key(name))?;
            Some((format!("={}", operand("body", name)), format!("`{name}` of the body")))
        };
        query.or_else(body)
    }

    /// Says what of the body is written, and what besides it.
    fn written(&self, member: &Member, operation: &Operation, role: &Role, note: &mut Note) {
        let body = self.reading.body(operation);
        let (form, noun) = (&*self.resource.form, &self.collection.noun);
        let sent = body.as_ref().and_then(|body| sent(body, noun, form));
        let mut with = Map::new();
        if let Some(body) = &body {
            let mut whole = "body".to_owned();
            if body.types().single() == Some(Type::Array) {
                note.say("each", "=body".into(), "the body is a list");
                note.say("set", "=it".into(), "each element is written");
                "it".clone_into(&mut whole);
            } else if let Some(name) = wrapper(body, noun, form) {
                whole = operand("body", &name);
                note.say("set", format!("={whole}").into(), "what the body wraps");
                with = besides(body, &name, form);
            }
            with.extend(sent.iter().flat_map(|sent| respelt(form, sent, &whole)));
        }
        let sends = |name: &str| sent.as_ref().is_some_and(|sent| sent.declares(name));
        if *role == Role::Does(Deed::Create) {
            with.extend(given(self.reading, self.collection, operation, &self.resource.form));
            with.extend(self.belongs(member));
        } else {
            for (name, property) in self.resource.form.properties() {
                if UPDATED.contains(&plain(name).as_str())
                    && !sends(name)
                    && !with.contains_key(name)
                    && let Some(now) = now(&property)
                {
                    with.insert(name.to_owned(), now.into());
                }
            }
        }
        if *role == Role::Does(Deed::Replace) {
            let own = self.resource.form.properties().map(|(name, _)| name.to_owned());
            let links = self.resource.links.iter().cloned();
            // Frameworks that wrap what is sent change by PUT what is there.
            let whole = |name: &str| body.as_ref().is_some_and(|body| body.declares(name));
            let kept = own.chain(links).filter(|name| *name != self.resource.key && !whole(name));
            let kept: Vec<_> = kept.filter(|name| !with.contains_key(name)).collect();
            if !kept.is_empty() && body.is_some() {
                note.say("keep", json!(kept), "what callers cannot send");
            }
        }
        if !with.is_empty() {
            note.say("with", Value::Object(with), "what the request says besides its body");
        }
    }

    /// Says which parent a record belongs to, where the same records also stand without one.
    fn belongs(&self, member: &Member) -> Map<String, Value> {
        let link = link_of(member, &self.resource.form);
        let link = link.filter(|_| !partitioned(self.collection));
        let field = |(field, name): (String, String)| {
            (field, format!("={}", operand("path", &name)).into())
        };
        link.into_iter().map(field).collect()
    }

    /// Demands that what the path leads through exists.
    fn guard(&self, member: &Member) -> Vec<Value> {
        let upto = &member.steps[..member.place.upto];
        let parents = positions(upto).into_iter().filter_map(|(at, name)| {
            let parent =
                parent(upto, at, self.resources).filter(|p| p.name != self.resource.name)?;
            let operand = operand("path", name);
            let known = format!("=get('{}', {operand}) is defined", parent.name);
            let detail = format!("='there is no record `' ~ {operand} ~ '` in {}'", parent.name);
            Some(json!({ "unless": known, "refuse": "missing", "detail": detail }))
        });
        let own = self.may_be_gone(member).then(|| {
            let name = &self.resource.name;
            let detail = format!("there is no record in {name}");
            json!({ "unless": format!("=all('{name}') | length > 0"), "refuse": "missing", "detail": detail })
        });
        parents.chain(own).collect()
    }

    /// Tells whether an operation changes the one record at a path, which another one deletes: of none there would be no word.
    fn may_be_gone(&self, member: &Member) -> bool {
        self.collection.single
            && member.place.role == Role::Does(Deed::Update)
            && self.collection.members.iter().any(|m| m.place.role == Role::Does(Deed::Delete))
    }
}
