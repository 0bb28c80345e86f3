//! What an API remembers, where its document does not say: read off its paths, schemas and parameters.
//!
//! Inference writes the state language and nothing else: what it finds can be printed, edited and given back as an Overlay.
//! It says nothing of an operation whose path and answers do not tell, and nothing against what the document says itself.

mod actions;
mod collections;
mod fields;
mod keys;
mod links;
mod named;
mod note;
mod operations;
mod overlay;
mod paths;
mod places;
mod queries;
mod resources;
mod selves;
mod slots;
mod spelling;
mod words;
mod wrapper;

use std::collections::BTreeMap;

use counterpart_schema::{Outlines, Schemas};
use counterpart_spec::{Pointer, Spec};
use indexmap::IndexMap;
use serde_json::{Map, Value};

use collections::{Collection, Reading};
pub use note::Note;
pub(crate) use paths::{Step, shape, steps};
pub(crate) use words::plain;

use crate::language::{self, VERBS};

/// What was found: the resources by name, and what operations do by their index in [`Spec::operations`].
#[derive(Debug, Default)]
pub struct Inference {
    /// What `x-state` at the root would say of each resource.
    pub resources: IndexMap<String, Note>,
    /// What `x-state` at each operation would say.
    pub operations: BTreeMap<usize, Note>,
}

impl Inference {
    /// Reads a document.
    pub fn of(spec: &Spec, schemas: &Schemas, outlines: &Outlines) -> Self {
        let reading = Reading { spec, schemas, outlines };
        let said = |operation: usize| {
            language::said(spec, &spec.operations[operation]).map(|(said, _)| said)
        };
        let is_silent = |collection: &Collection| {
            collection.members.iter().any(|member| said(member.operation).is_none())
        };
        let mut collections = reading.collections();
        collections.retain(|_, collection| is_silent(collection));
        let root = Pointer::root().join("x-state");
        let declared = spec.value(&root).and_then(Value::as_object);
        // Where the document speaks of one operation, it means the same records by the others.
        let meant = |collection: &Collection| {
            let mut said = collection.members.iter().filter_map(|m| named(said(m.operation)?));
            said.find(|name| declared.is_some_and(|declared| declared.contains_key(name)))
        };
        let resources = resources::resources(&reading, &collections, declared, &meant);
        let mut inference = Self::default();
        for (collection, resource) in collections.values().zip(resources.values()) {
            let found = operations::operations(&reading, collection, resource, &resources);
            let silent = found.into_iter().filter(|(operation, _)| said(*operation).is_none());
            inference.operations.extend(silent);
            // A declared resource with a schema is described as it is meant; of another, the rest is filled in.
            let own = declared.and_then(|declared| declared.get(&resource.name)?.as_object());
            if own.is_none_or(|own| !own.contains_key("schema")) {
                let mut note = resource.note.clone();
                note.say_instead(own);
                inference.resources.insert(resource.name.clone(), note);
            }
        }
        inference
    }

    /// Writes what was found into a copy of the document.
    pub fn written(&self, spec: &Spec) -> Value {
        let mut document = (*spec.document.value).clone();
        if let (Value::Object(root), false) = (&mut document, self.resources.is_empty()) {
            let said = root.entry("x-state").or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(said) = said {
                said.extend(self.resources.iter().map(|(name, note)| (name.clone(), note.value())));
            }
        }
        for (index, note) in &self.operations {
            let pointer = &spec.operations[*index].pointer;
            if let Some(Value::Object(operation)) = document.pointer_mut(pointer.as_str()) {
                operation.insert("x-state".to_owned(), note.value());
            }
        }
        document
    }
}

/// Names the resource of an operation that says what it does.
fn named(said: &Value) -> Option<String> {
    match said {
        Value::String(text) => Some(text.split_once(' ')?.1.trim().to_owned()),
        said => VERBS.iter().find_map(|(verb, _)| Some(said.get(verb)?.as_str()?.to_owned())),
    }
}
