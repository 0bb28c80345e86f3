//! Keys that are given to two records.

use counterpart_state::Handle;
use serde_json::Value;

use super::observe::Call;
use super::{Breach, Model};
use crate::Check;

impl Model {
    /// Tells whether a new record has the key of another one.
    pub(super) fn keyed_twice(
        &mut self,
        call: &Call<'_>,
        new: &Handle,
        key: &Value,
    ) -> Option<Breach> {
        let handle = new.with_key(key);
        // The key of a record that is gone may be given again, as some databases do.
        if self.memory.is_gone(&handle) {
            return None;
        }
        let law = self.law(call.resource, Check::IdReused, "");
        let resource = law.resource.clone();
        let alive = self.memory.alive();
        if !alive.contains(&handle) {
            if alive.iter().any(|other| other.resource == handle.resource) {
                self.hold(law);
            }
            return None;
        }
        // Some creations find what is there already, and say so by the same answer to the same request.
        if self.repeats.is_known(call.exchanged) {
            return None;
        }
        let is_found = self.is_found(call, key);
        self.lose_record(&handle);
        self.tainted.insert(handle.clone());
        (!is_found).then(|| Breach {
            check: Check::IdReused,
            operation: call.exchanged.operation,
            key: String::new(),
            message: format!(
                "two records of {resource} were created with the key `{}`",
                handle.key
            ),
            law,
            certain: call.role.is_declared,
            pointer: call.role.showing.key_at.clone(),
        })
    }

    /// Tells whether an answer says by its status that a record was found, not made: beside 201, or where only 200 is declared, of what agrees in what can tell records apart.
    fn is_found(&self, call: &Call<'_>, key: &Value) -> bool {
        let operation = &self.subject.operations()[call.exchanged.operation];
        if call.exchanged.status() != Some(200) {
            return false;
        }
        let own = call.exchanged.said().and_then(|said| said.body.as_ref());
        operation.response_index(201).is_some()
            || self.repeats.bodies(key).any(|before| self.are_of_one(call, &before, own))
    }

    /// Tells whether two bodies agree in a text that is no choice, or in the key of another record.
    fn are_of_one(&self, call: &Call<'_>, before: &Value, own: Option<&Value>) -> bool {
        let Some(own) = own.and_then(Value::as_object) else { return false };
        let refers = self.roles.model().refers(call.resource);
        let mut same = own.iter().filter(|(name, value)| before.get(name) == Some(value));
        same.any(|(name, value)| {
            let is_text = value.as_str().is_some_and(|text| !text.trim().is_empty());
            is_text && !self.is_choice(call, name) || refers.iter().any(|(field, _)| field == name)
        })
    }

    /// Tells whether a body takes only some values of a property.
    fn is_choice(&self, call: &Call<'_>, name: &str) -> bool {
        let body = &self.subject.operations()[call.exchanged.operation].body;
        let content = body.iter().flat_map(|body| &body.content);
        let mut forms = content.filter_map(|content| {
            let schema = self.subject.schemas().at(content.schema.as_ref()?).ok()?;
            self.subject.program().outlines().of(schema).property(name)
        });
        forms
            .any(|form| ["enum", "const"].iter().any(|key| form.schema().annotation(key).is_some()))
    }
}
