//! What the operations of a document are for, worked out once for all scenarios.

use std::collections::BTreeSet;
use std::sync::Arc;

use counterpart_generate::{singular, words};
use counterpart_schema::Outline;
use counterpart_state::{self as state, Role, Verb};
use serde_json::Value;

use crate::Subject;

/// What the operations are for, and what callers can say of the records; a clone is a pointer.
#[derive(Debug, Clone)]
pub struct Roles(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    model: state::Model,
    roles: Vec<Option<Role>>,
    /// Of each resource, the fields that the bodies of writes declare.
    declared: Vec<BTreeSet<String>>,
}

impl Roles {
    /// Reads the roles of a document's operations.
    pub(crate) fn of(subject: &Subject) -> Self {
        let model = subject.program().model();
        let roles = model.roles();
        let resources = roles.iter().flatten().filter_map(|role| role.resource).max();
        let count = resources.map_or(0, |last| last + 1);
        let declared = (0..count).map(|resource| declared(subject, &roles, resource)).collect();
        Self(Arc::new(Inner { model, roles, declared }))
    }

    /// Gives the model that predicts.
    pub fn model(&self) -> &state::Model {
        &self.0.model
    }

    /// Gives the role of an operation; `None` where nothing is said of what it remembers.
    pub fn role(&self, operation: usize) -> Option<&Role> {
        self.0.roles.get(operation)?.as_ref()
    }

    /// Lists the operations with a role, in the order of the document.
    pub fn all(&self) -> impl Iterator<Item = (usize, &Role)> {
        let all = self.0.roles.iter().enumerate();
        all.filter_map(|(index, role)| Some((index, role.as_ref()?)))
    }

    /// Lists the operations that do something to a resource.
    pub fn on(&self, resource: usize) -> impl Iterator<Item = (usize, &Role)> {
        self.all().filter(move |(_, role)| role.resource == Some(resource))
    }

    /// Tells whether callers can send a field of a resource's records and expect to see it again.
    pub fn is_sendable(&self, resource: usize, field: &str) -> bool {
        self.is_declared(resource, field) && !is_kept_by_server(field)
    }

    /// Tells whether the bodies of writes declare a field of a resource's records.
    pub fn is_declared(&self, resource: usize, field: &str) -> bool {
        self.0.declared.get(resource).is_some_and(|fields| fields.contains(field))
    }
}

/// Collects the fields that the bodies of writes declare, but for those that are hidden.
fn declared(subject: &Subject, roles: &[Option<Role>], resource: usize) -> BTreeSet<String> {
    let writes = [Verb::Create, Verb::Update, Verb::Replace, Verb::Upsert];
    let mut fields = BTreeSet::new();
    for (index, role) in roles.iter().enumerate() {
        let Some(role) = role else { continue };
        if role.resource != Some(resource) || !writes.contains(&role.verb) {
            continue;
        }
        let body = subject.operations()[index].body.iter().flat_map(|body| &body.content);
        let forms = body.filter_map(|media| subject.schemas().at(media.schema.as_ref()?).ok());
        for form in forms.map(|schema| subject.program().outlines().of(schema)) {
            let own = form.properties();
            let inner = form.properties().flat_map(|(_, form)| names(&form)).collect::<Vec<_>>();
            let own = own.filter(|(_, form)| is_shown(form)).map(|(name, _)| name.to_owned());
            fields.extend(own.chain(inner));
        }
    }
    fields
}

/// Lists what a body's one property holds, where the body only wraps the record.
fn names(form: &Outline) -> Vec<String> {
    let shown = form.properties().filter(|(_, form)| is_shown(form));
    shown.map(|(name, _)| name.to_owned()).collect()
}

/// Tells whether what is sent is shown again: no secret, and not only for writing (OpenAPI "writeOnly").
fn is_shown(form: &Outline) -> bool {
    let schema = form.schema();
    let says = |key: &str| schema.annotation(key) == Some(&Value::Bool(true));
    let is_secret = schema.annotation("format").is_some_and(|format| format == "password");
    !is_secret && !says("writeOnly") && !says("readOnly")
}

/// Tells whether servers change a field by themselves: moments of change, versions, counters, secrets.
pub(super) fn is_kept_by_server(name: &str) -> bool {
    let words: Vec<_> = words(name).iter().map(|word| singular(word)).collect();
    let plain = words.concat();
    let names = ["updated", "modified", "created", "version", "revision", "etag", "rev", "slug"];
    let ends = ["updatedat", "modifiedat", "createdat", "updatedon", "createdon"];
    names.contains(&plain.as_str())
        || ends.iter().any(|end| plain.ends_with(end))
        || words.last().is_some_and(|word| is_count(word))
        || words.iter().any(|word| is_secret(word))
        // The last name is no moment.
        || plain.starts_with("last") && !plain.ends_with("name")
}

/// Tells whether a word says how many there are, also where it is run together with what is counted.
fn is_count(word: &str) -> bool {
    let is_other = ["account", "discount"].contains(&word);
    (word.ends_with("count") || word.ends_with("counter")) && !is_other
}

fn is_secret(word: &str) -> bool {
    word.contains("password") || word.ends_with("secret") || word.ends_with("token")
}

#[cfg(test)]
mod tests {
    use super::is_kept_by_server;

    #[test]
    fn servers_keep_some_fields_by_themselves() {
        for name in [
            "updatedAt",
            "createdOn",
            "version",
            "slug",
            "view_count",
            "viewcount",
            "likeCounts",
            "retry-counter",
            "lastSeen",
            "last_login_at",
            "lastlogin",
            "passwordHash",
            "clientSecret",
            "access_token",
            "apitokens",
        ] {
            assert!(is_kept_by_server(name), "{name}");
        }
        for name in [
            "last_name",
            "lastName",
            "lastname",
            "discount",
            "account",
            "bank_account",
            "secretary",
            "tokenized",
            "country",
            "blast",
        ] {
            assert!(!is_kept_by_server(name), "{name}");
        }
    }
}
