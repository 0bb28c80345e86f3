//! A resource, compiled.

use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};

use crate::expression::{Failure, Fields, Scope};
use crate::language::{self, Seeds};
use crate::store::{Forms, Text, text};
use counterpart_schema::{Outline, Schema};

/// What the program knows of a resource.
#[derive(Debug)]
pub(super) struct Resource {
    pub(super) name: String,
    pub(super) key: String,
    /// The forms its records are shown in, its own schema first.
    pub(super) forms: Forms,
    /// The fields that speak of other resources' records, with their indices.
    pub(super) refers: Vec<(String, usize)>,
    /// What a key has to be: by the field's schema, and by those of the path parameters that name it.
    pub(super) keys: Vec<Schema>,
    pub(super) partition: Fields,
    /// The fields of the partition that hold the key of another resource's record, with its index.
    pub(super) parents: Vec<(String, usize)>,
    pub(super) new: Fields,
    /// The fields that a new record has besides those that its forms require.
    pub(super) generate: Vec<String>,
    pub(super) seeds: Seeds,
    /// The records that the document shows, once they were asked for.
    pub(super) shown: OnceLock<Vec<Map<String, Value>>>,
}

impl Resource {
    pub(super) fn new(
        name: String,
        resource: language::Resource,
        forms: Forms,
        refers: Vec<(String, usize)>,
    ) -> Self {
        let language::Resource { key, partition, new, generate, seed, .. } = resource;
        let (parents, refers) = refers.into_iter().partition(|(field, _)| partition.has(field));
        let own = forms.first().and_then(|form| Some(form.property(&key)?.schema().clone()));
        let keys = own.into_iter().collect();
        let shown = OnceLock::new();
        Self {
            name,
            key,
            forms,
            refers,
            keys,
            partition,
            parents,
            new,
            generate,
            seeds: seed,
            shown,
        }
    }

    /// Gives the form of the resource's own schema.
    pub(super) fn form(&self) -> Option<&Arc<Outline>> {
        self.forms.first()
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
