//! What the operations of a document are for, worked out once for all scenarios.

use std::collections::BTreeSet;
use std::sync::Arc;

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

/// Tells whether servers change a field by themselves: moments of change, versions, counters.
pub(super) fn is_kept_by_server(name: &str) -> bool {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let plain = plain.to_ascii_lowercase();
    let ends =
        ["count", "counter", "updatedat", "modifiedat", "createdat", "updatedon", "createdon"];
    let names = ["updated", "modified", "created", "version", "revision", "etag", "rev", "slug"];
    names.contains(&plain.as_str())
        || ends.iter().any(|end| plain.ends_with(end))
        || plain.contains("password")
        || plain.contains("secret")
        || plain.contains("token")
        || plain.starts_with("last")
}
