//! Records that the scenario did not make: what a list names has to be what a read shows.

use counterpart_spec::Location;
use counterpart_state::{Role, Verb};
use serde_json::Value;

use super::{Breach, Model, compare, echo::brief, place};
use crate::{Check, Exchanged, Slot, Step};

impl Model {
    /// Tells of a read that shows another record than the one whose key an earlier answer gave.
    pub(super) fn found(
        &mut self,
        step: &Step,
        role: &Role,
        exchanged: &Exchanged,
    ) -> Option<Breach> {
        let key = role.key.as_ref().filter(|_| role.verb == Verb::Read && !role.is_batch)?;
        let Ok((Location::Path, name)) = &key.place else { return None };
        let slot = Slot::Parameter(Location::Path, name.clone());
        if !step.binds.iter().any(|bind| bind.slot == slot) {
            return None;
        }
        let asked = exchanged.said()?.path.get(name)?;
        let place = place::item(role, exchanged)?;
        let shown = place.record.get(role.showing.key.as_ref()?)?;
        self.wrong_record(role, key.resource, exchanged, (asked, shown))
    }

    /// Compares the key that was asked for with the one that is shown.
    pub(super) fn wrong_record(
        &mut self,
        role: &Role,
        resource: usize,
        exchanged: &Exchanged,
        (asked, shown): (&Value, &Value),
    ) -> Option<Breach> {
        if !shown.is_string() && !shown.is_number() {
            return None;
        }
        let law = self.law(resource, Check::WrongRecord, "");
        let model = self.roles.model();
        if model.agrees(resource, model.key(resource), asked, shown)
            || compare::is_alike(asked, shown)
        {
            self.hold(law);
            return None;
        }
        Some(Breach {
            check: Check::WrongRecord,
            operation: exchanged.operation,
            key: String::new(),
            message: format!(
                "`{}` of {} was asked for, and `{}` is shown",
                brief(asked),
                law.resource,
                brief(shown)
            ),
            law,
            certain: role.is_declared,
            pointer: role.showing.key_at.clone(),
        })
    }
}
