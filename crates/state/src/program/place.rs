//! Resources and their parts by name, as they are spoken of from outside, and what can be wrong with that.

use counterpart_exchange::Violation;
use serde_json::{Map, Value};

use super::Program;
use super::resource::{Resource, part};
use crate::store::Text;
use crate::{Change, State};

/// A resource, or one of the parts it is split into.
#[derive(Debug, Clone)]
pub struct Place {
    pub(super) resource: usize,
    pub(super) part: Text,
    /// What the part is for; every record in it has these fields.
    pub(super) fields: Map<String, Value>,
}

/// Why a record cannot be had or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Outside {
    /// No resource has this name.
    #[error("there is no resource `{name}`, only {known}")]
    NoResource {
        /// The name.
        name: String,
        /// The names that there are.
        known: String,
    },
    /// The fields do not name one part.
    #[error("`{resource}` is split by {wanted}: {wrong}")]
    NoPart {
        /// The resource.
        resource: String,
        /// The fields that it is split by.
        wanted: String,
        /// What is missing or too much.
        wrong: String,
    },
    /// There is no record with this key.
    #[error("there is no record `{key}` in {resource}")]
    Missing {
        /// The resource.
        resource: String,
        /// The key.
        key: String,
    },
    /// There is a record with this key.
    #[error("there is a record `{key}` in {resource} already")]
    Conflict {
        /// The resource.
        resource: String,
        /// The key.
        key: String,
    },
    /// The record would be shown as something that its schema does not allow; never empty.
    #[error("the record breaks its schema: {}", .0.first().map(ToString::to_string).unwrap_or_default())]
    Invalid(Vec<Violation>),
    /// The record is larger or nested deeper than records may be.
    #[error("{0}")]
    TooLarge(String),
    /// What is to be read is no export of a state.
    #[error("this is no export of this document's state: {0}")]
    Import(String),
}

impl Program {
    /// Finds a resource, or the part of it that fields name.
    ///
    /// # Errors
    /// There is no such resource, or it is not split by just these fields.
    pub fn place(&self, resource: &str, fields: &Map<String, Value>) -> Result<Place, Outside> {
        let index = self.index(resource)?;
        let partition = &self.resources[index].partition;
        let no_part = |wrong: String| Outside::NoPart {
            resource: resource.to_owned(),
            wanted: names(partition.0.iter().map(|(name, _)| name.as_str())),
            wrong,
        };
        if let Some(unknown) = fields.keys().find(|name| !partition.has(name)) {
            return Err(no_part(format!("`{unknown}` is none of them")));
        }
        let mut own = Map::new();
        for (name, _) in &partition.0 {
            let value = fields.get(name).ok_or_else(|| no_part(format!("`{name}` is missing")))?;
            own.insert(name.clone(), value.clone());
        }
        let part = if own.is_empty() { Text::from("") } else { part(&own) };
        Ok(Place { resource: index, part, fields: own })
    }

    /// Puts a resource back to its start; its parts are seeded again when they are asked for.
    ///
    /// # Errors
    /// There is no such resource.
    pub fn reset_resource(&self, state: &State, resource: &str) -> Result<State, Outside> {
        let index = self.index(resource)?;
        Ok(state.cleared(index))
    }

    /// Gives the parts of all resources that belong to a place: those that are split by nothing else.
    pub(super) fn around(&self, place: &Place) -> Vec<(Text, Map<String, Value>)> {
        let of = |resource: &Resource| {
            let own = resource.partition.0.iter().map_while(|(name, _)| {
                place.fields.get(name).map(|value| (name.clone(), value.clone()))
            });
            let own: Map<_, _> = own.collect();
            if own.is_empty() { (Text::from(""), own) } else { (part(&own), own) }
        };
        let mut parts: Vec<_> = self.resources.iter().map(of).collect();
        parts[place.resource] = (Text::clone(&place.part), place.fields.clone());
        parts
    }

    /// Seeds the resources that are not split and that nobody has asked for.
    pub(super) fn seeded(&self, state: &State) -> State {
        let mut state = state.clone();
        for (index, resource) in self.resources.iter().enumerate() {
            if resource.partition.0.is_empty() && state.table(index, "").is_none() {
                let place = Place { resource: index, part: Text::from(""), fields: Map::new() };
                let change = self.open_place(&place, &state);
                state.apply_one(&change);
            }
        }
        state
    }

    /// Seeds a place.
    pub(super) fn open_place(&self, place: &Place, state: &State) -> Change {
        self.open(place.resource, &self.around(place), state)
    }

    fn index(&self, resource: &str) -> Result<usize, Outside> {
        let found = self.resources.iter().position(|known| known.name == resource);
        found.ok_or_else(|| {
            let known = names(self.resources.iter().map(|known| known.name.as_str()));
            Outside::NoResource { name: resource.to_owned(), known }
        })
    }

    /// Lists the parts of a resource that are in use, by their fields as text.
    pub fn parts(&self, state: &State, resource: &str) -> Vec<Map<String, Value>> {
        let parts = self.index(resource).into_iter().flat_map(|index| state.parts(index));
        parts.filter_map(|(part, _)| serde_json::from_str(part).ok()).collect()
    }
}

/// Shows `` `a`, `b` ``, or `none`.
fn names<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}
