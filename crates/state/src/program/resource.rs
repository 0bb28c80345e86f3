//! A resource, compiled.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::expression::{Failure, Fields, Scope};
use crate::language::{self, Seeds};
use crate::store::{Text, text};
use counterpart_schema::Outline;

/// What the program knows of a resource.
#[derive(Debug)]
pub(super) struct Resource {
    pub(super) name: String,
    pub(super) key: String,
    pub(super) form: Option<Arc<Outline>>,
    pub(super) partition: Fields,
    pub(super) new: Fields,
    pub(super) seeds: Seeds,
}

impl Resource {
    pub(super) fn new(
        name: String,
        resource: language::Resource,
        form: Option<Arc<Outline>>,
    ) -> Self {
        let language::Resource { key, partition, new, seed, .. } = resource;
        Self { name, key, form, partition, new, seeds: seed }
    }

    /// Evaluates the fields that tell which part the caller sees.
    pub(super) fn part(&self, scope: &Scope) -> Result<(Text, Map<String, Value>), Failure> {
        if self.partition.0.is_empty() {
            return Ok((Text::from(""), Map::new()));
        }
        let fields = self.partition.values(scope)?;
        Ok((part(&fields), fields))
    }
}

/// Names the part that fields make: with their names, so that one field's value is never taken for another's.
pub(super) fn part(fields: &Map<String, Value>) -> Text {
    let texts = fields.iter().map(|(name, value)| (name.clone(), (*text(value)).into()));
    Value::Object(texts.collect()).to_string().into()
}
