//! One call after the other: what it should have done, what it did, and what is remembered from then on.

use std::collections::BTreeSet;

use counterpart_state::{Done, Expected, Handle, Memory, Prediction, Role, Verb};
use serde_json::{Map, Value};

use super::facts::{Facts, Source};
use super::idempotent::Repeats;
use super::pages::Pages;
use super::views::Views;
use super::windows::Windows;
use super::{Breach, Law, Roles};
use crate::subject::is_safe;
use crate::{Check, Exchanged, Meaning, Shown, Step, Subject};

/// What a server should remember of one scenario.
#[derive(Debug, Clone)]
pub struct Model {
    pub(super) subject: Subject,
    pub(super) roles: Roles,
    pub(super) memory: Memory,
    pub(super) facts: Facts,
    pub(super) repeats: Repeats,
    pub(super) lengths: super::whole::Lengths,
    pub(super) pages: Pages,
    pub(super) windows: Windows,
    pub(super) views: Views,
    /// Which list was seen to show which of our records.
    pub(super) listed: BTreeSet<(usize, Handle)>,
    /// Records whose keys were given twice.
    pub(super) tainted: BTreeSet<Handle>,
    held: BTreeSet<Law>,
    /// What was told, so that each cause is told once.
    told: BTreeSet<(Check, usize, String)>,
}

/// One call, as the model sees it.
pub(super) struct Call<'c> {
    pub(super) role: &'c Role,
    pub(super) resource: usize,
    pub(super) exchanged: &'c Exchanged,
    pub(super) prediction: &'c Prediction,
    pub(super) done: &'c Done,
}

impl Model {
    /// Starts to observe a scenario, knowing nothing of the server.
    pub fn new(subject: &Subject) -> Self {
        let roles = subject.roles();
        Self {
            subject: subject.clone(),
            memory: roles.model().memory(),
            roles: roles.clone(),
            facts: Facts::default(),
            repeats: Repeats::default(),
            lengths: super::whole::Lengths::default(),
            pages: Pages::default(),
            windows: Windows::default(),
            views: Views::default(),
            listed: BTreeSet::new(),
            tainted: BTreeSet::new(),
            held: BTreeSet::new(),
            told: BTreeSet::new(),
        }
    }

    /// Gives the laws that were seen to hold.
    pub fn held(&self) -> &BTreeSet<Law> {
        &self.held
    }

    /// Tells whether a call is about a record that was deleted before.
    pub fn is_gone(&self, exchanged: &Exchanged) -> bool {
        self.roles.model().ended_by(&self.memory, &exchanged.request).is_some()
    }

    /// Looks at one call, in the order of the scenario; gives what does not hold.
    pub fn observe(&mut self, step: &Step, exchanged: &Exchanged) -> Vec<Breach> {
        let roles = self.roles.clone();
        let Some(role) = roles.role(exchanged.operation) else {
            self.repeats.interrupt();
            return Vec::new();
        };
        let prediction = roles.model().predict(&self.memory, &exchanged.request);
        let asks = matches!(step.meaning, Meaning::Lead | Meaning::Valid(_));
        let is_plain = asks && step.shown == Shown::Own && exchanged.said().is_some();
        // What is accepted and not done yet (RFC 9110 §15.3.3) may come about at any time.
        let is_open = exchanged.status().is_none_or(|status| status == 202 || status >= 500);
        let Some(prediction) = prediction.filter(|_| is_plain && !is_open) else {
            self.lose(exchanged, role);
            self.repeats.interrupt();
            return Vec::new();
        };
        if !is_safe(exchanged.request.method.as_str()) {
            (self.pages, self.windows) = (Pages::default(), Windows::default());
            self.lengths.written();
        }
        let mut breaches = self.repeated(role, exchanged);
        if exchanged.is_success() {
            self.views.note(role, exchanged);
            breaches.extend(self.found(step, role, exchanged));
            breaches.extend(self.succeeded(role, exchanged, &prediction));
        } else {
            breaches.extend(self.refused(role, exchanged, &prediction));
        }
        self.repeats.note(exchanged);
        breaches.retain(|breach| {
            self.told.insert((breach.check, breach.operation, breach.key.clone()))
        });
        breaches
    }

    fn succeeded(
        &mut self,
        role: &Role,
        exchanged: &Exchanged,
        prediction: &Prediction,
    ) -> Vec<Breach> {
        let ended = self.roles.model().ended_by(&self.memory, &exchanged.request);
        if let Some(gone) = ended {
            return self.used_after_delete(role, exchanged, &gone).into_iter().collect();
        }
        // What an action is about is told by what it writes.
        let writes = prediction.done.as_ref().and_then(|done| done.writes.first());
        let resource = role.resource.or(writes.map(|write| write.handle.resource));
        let (Some(done), Some(resource)) = (&prediction.done, resource) else {
            self.roles.model().apply(&mut self.memory, prediction, None);
            self.forget_unknown();
            return Vec::new();
        };
        let call = Call { role, resource, exchanged, prediction, done };
        match role.verb {
            _ if role.is_batch => {
                self.write(&call, None);
                Vec::new()
            }
            Verb::List => self.listed(&call),
            Verb::Delete | Verb::None => {
                self.write(&call, None);
                Vec::new()
            }
            Verb::Create => self.created(&call),
            Verb::Read | Verb::Update | Verb::Replace | Verb::Upsert => self.shown(&call),
        }
    }

    /// Tells whether a record shows what we said of it, as far as it shows any of that, but for what a request says anew.
    pub(super) fn is_ours(
        &self,
        handle: &Handle,
        said: Option<&Value>,
        shown: &Map<String, Value>,
    ) -> bool {
        let is_said = |field: &str| said.is_some_and(|body| body.get(field).is_some());
        let facts = self.facts.of(handle);
        let mut own = facts.filter(|(field, fact)| fact.source != Source::Seen && !is_said(field));
        own.all(|(field, fact)| {
            shown
                .get(field)
                .is_none_or(|value| self.fits(handle.resource, field, &fact.expected, value))
        })
    }

    pub(super) fn fits(
        &self,
        resource: usize,
        field: &str,
        expected: &Expected,
        shown: &Value,
    ) -> bool {
        super::compare::says(self.roles.model(), (resource, field), expected, shown)
    }

    pub(super) fn law(&self, resource: usize, check: Check, field: &str) -> Law {
        let resource = self.roles.model().resource(resource).to_owned();
        Law { resource, check, field: field.to_owned() }
    }

    pub(super) fn hold(&mut self, law: Law) {
        self.held.insert(law);
    }
}
