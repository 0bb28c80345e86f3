//! Whether records are there: what was deleted is gone, what was created can be read.

use counterpart_generate::words;
use counterpart_state::{Handle, Prediction, Role, Verb};

use super::place::{self, Place};
use super::{Breach, Model, mark};
use crate::{Check, Exchanged};

/// Words of actions that bring back what was deleted.
const RESTORING: [&str; 6] = ["restore", "undelete", "recover", "unarchive", "reactivate", "undo"];

impl Model {
    /// Tells of what was deleted and is still answered; `None` where that is as it should be.
    pub(super) fn used_after_delete(
        &mut self,
        role: &Role,
        exchanged: &Exchanged,
        gone: &Handle,
    ) -> Option<Breach> {
        // To delete twice is no mistake (RFC 9110 §9.2.2).
        if role.verb == Verb::Delete {
            return None;
        }
        // To put a new record where there is none is to create it (RFC 9110 §9.3.4).
        let is_new = exchanged.request.method == "PUT" && exchanged.status() == Some(201);
        if is_new || restores(&self.subject.operations()[exchanged.operation].path) {
            self.lose_record(gone);
            return None;
        }
        // Below what is gone there is nothing: where no guard is declared, an empty list says so.
        if role.verb == Verb::List && !role.is_said && !self.lists_ours(role, exchanged) {
            return None;
        }
        let roles = self.roles.clone();
        let shown = place::item(role, exchanged);
        let is_marked = shown.as_ref().is_some_and(|place| mark::is_marked_deleted(place.record));
        // Numbers may be given again: it is ours if what we said of it is still there.
        let body = exchanged.said().and_then(|said| said.body.as_ref());
        let is_ours = role.verb == Verb::Replace
            || shown.as_ref().is_none_or(|place| self.is_ours(gone, body, place.record));
        if is_marked || !is_ours {
            return None;
        }
        let resource = roles.model().resource(gone.resource);
        let name = self.subject.name(exchanged.operation);
        let message = format!(
            "`{}` was deleted from {resource}, and `{name}` is still answered {}",
            gone.key,
            exchanged.status().unwrap_or_default()
        );
        Some(Breach {
            check: Check::UseAfterDelete,
            operation: exchanged.operation,
            key: if role.resource == Some(gone.resource) { "" } else { resource }.to_owned(),
            message,
            // What a second deletion is answered says nothing of what a read is.
            law: self.law(gone.resource, Check::UseAfterDelete, &name),
            certain: role.is_said || role.is_declared && role.resource == Some(gone.resource),
            pointer: shown.map(|place| place.at),
        })
    }

    /// Tells whether a list shows a record that this scenario made.
    fn lists_ours(&self, role: &Role, exchanged: &Exchanged) -> bool {
        let (Some(resource), Some(field)) = (role.resource, &role.showing.key) else {
            return false;
        };
        let own = self.roles.model().key(resource);
        let is_ours = |place: &Place<'_>| {
            let key = place.record.get(field)?;
            let mut ours = self.facts.handles().filter(|handle| handle.resource == resource);
            ours.find(|handle| {
                self.roles.model().agrees(resource, own, &handle.key.as_str().into(), key)
            })
        };
        let places = place::items(role, exchanged).unwrap_or_default();
        places.iter().any(|place| is_ours(place).is_some())
    }

    /// Looks at a call that was refused: what was deleted has to be, what was created must not.
    pub(super) fn refused(
        &mut self,
        role: &Role,
        exchanged: &Exchanged,
        prediction: &Prediction,
    ) -> Vec<Breach> {
        let is_missing = matches!(exchanged.status(), Some(404 | 410));
        let roles = self.roles.clone();
        if is_missing && let Some(gone) = roles.model().ended_by(&self.memory, &exchanged.request) {
            let name = self.subject.name(exchanged.operation);
            self.hold(self.law(gone.resource, Check::UseAfterDelete, &name));
            return Vec::new();
        }
        let seen = prediction.done.as_ref().and_then(|done| done.shown.first());
        let Some(seen) = seen.filter(|seen| {
            is_missing && role.verb == Verb::Read && !role.is_batch && self.facts.has(&seen.handle)
        }) else {
            return Vec::new();
        };
        let handle = seen.handle.clone();
        // Of another record on the path, such as a parent of somebody else, nothing is known.
        if role
            .names
            .iter()
            .any(|naming| naming.resource != handle.resource && !self.owns(naming.resource))
        {
            return Vec::new();
        }
        // Drafts and what has run out are often shown to nobody.
        let record = self.memory.record(&handle);
        if !role.is_declared && record.is_some_and(|record| mark::is_hidden(&record.fields())) {
            return Vec::new();
        }
        self.lose_record(&handle);
        let resource = roles.model().resource(handle.resource);
        let name = self.subject.name(exchanged.operation);
        let message = format!(
            "`{}` was created in {resource}, and reading it is answered {}",
            handle.key,
            exchanged.status().unwrap_or_default()
        );
        vec![Breach {
            check: Check::CreatedUnreadable,
            operation: exchanged.operation,
            key: String::new(),
            message,
            // One read may show what only some records have, such as an invoice of an order.
            law: self.law(handle.resource, Check::CreatedUnreadable, &name),
            certain: role.is_declared,
            pointer: None,
        }]
    }

    /// Tells whether a record of a resource is ours.
    fn owns(&self, resource: usize) -> bool {
        self.memory.alive().iter().any(|h| h.resource == resource && self.facts.has(h))
    }
}

/// Tells whether a path ends with a word for bringing back what was deleted.
fn restores(path: &str) -> bool {
    let last = path.rsplit(['/', ':']).next().unwrap_or_default();
    words(last).iter().any(|word| RESTORING.contains(&word.as_str()))
}
