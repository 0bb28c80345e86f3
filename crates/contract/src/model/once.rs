//! Each record once: what stands twice in one answer.

use std::collections::BTreeMap;

use counterpart_spec::Location;

use super::observe::Call;
use super::pages::text;
use super::place::Place;
use super::{Breach, Model};
use crate::Check;

impl Model {
    /// Tells of a record that one answer shows twice.
    ///
    /// Some lists are no sets: a list of what was played shows a track as often as it was, and one of versions a name.
    /// So, unless the document says what is listed, it has to be a collection or a record of ours, and the same to the last field.
    pub(super) fn doubled(&mut self, call: &Call<'_>, places: &[Place<'_>]) -> Option<Breach> {
        let showing = &call.role.showing;
        let field = showing.key.as_ref().filter(|_| showing.is_plain && !call.role.is_grouped)?;
        let is_certain = call.role.is_declared;
        let mut known: BTreeMap<String, &Place<'_>> = BTreeMap::new();
        let mut twice = Vec::new();
        for place in places {
            let key = place.record.get(field).filter(|key| key.is_string() || key.is_number())?;
            match known.insert(text(key), place) {
                Some(first) if is_certain || first.record == place.record => {
                    twice.push((key, place));
                }
                Some(_) => return None,
                None => {}
            }
        }
        let law = self.list_law(call, Check::ListPage, "once");
        if twice.is_empty() && places.len() > 1 {
            self.hold(law);
            return None;
        }
        let is_collection = is_certain || self.is_collection(call);
        let (key, place) = twice.into_iter().find(|(_, place)| {
            is_collection || call.done.shown.iter().any(|seen| self.is(call, place, &seen.handle))
        })?;
        let message = format!("one answer shows `{}` twice", text(key));
        let at = Some(place.at.clone());
        Some(Self::list_breach(call, (law, "once"), message, at))
    }

    /// Tells whether a list is of all records of a resource, below which each has a path of its own.
    fn is_collection(&self, call: &Call<'_>) -> bool {
        let path = |operation: usize| self.subject.operations()[operation].path.as_str();
        let own = path(call.exchanged.operation).trim_end_matches('/');
        let stands_below = |operation: usize, name: &str| {
            path(operation).strip_prefix(own) == Some(&format!("/{{{name}}}"))
        };
        !own.contains('{')
            && self.roles.on(call.resource).any(|(operation, role)| {
                let key = role.key.as_ref().and_then(|key| key.place.as_ref().ok());
                key.is_some_and(|(at, name)| *at == Location::Path && stands_below(operation, name))
            })
    }
}
