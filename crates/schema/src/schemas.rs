//! All schemas of one document, each interned under its pointer.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock, PoisonError, RwLock, Weak};

use counterpart_spec::Pointer;
use serde_json::Value;

use crate::error::SchemaError;
use crate::keywords::only_describes;
use crate::schema::Schema;
use crate::shape::Shape;
use crate::validator::Compiled;

/// All schemas of one document, compiled on demand, each once.
#[derive(Clone)]
pub struct Schemas(Arc<Home>);

/// What every handle keeps alive: the document and the slots.
pub(crate) struct Home {
    document: Arc<Value>,
    slots: RwLock<BTreeMap<Pointer, Arc<Slot>>>,
}

/// What is known about the schema at one pointer; filled in as it is asked for.
///
/// Slots know their home weakly: validators refer to other slots, and a strong cycle would never be freed.
pub(crate) struct Slot {
    pub(crate) pointer: Pointer,
    pub(crate) home: Weak<Home>,
    pub(crate) compiled: [OnceLock<Compiled>; 2],
    pub(crate) shapes: [OnceLock<Result<Arc<Shape>, SchemaError>>; 2],
}

impl Schemas {
    /// Takes a document; nothing is compiled yet.
    pub fn new(document: Arc<Value>) -> Self {
        Self(Arc::new(Home { document, slots: RwLock::default() }))
    }

    /// Gives the schema at a pointer, or the one that it is an alias of.
    ///
    /// # Errors
    ///
    /// Fails when there is nothing, or when it is an alias of itself.
    /// A schema that is written wrongly is one nevertheless; [`Schema::faults`] says what is wrong with it.
    pub fn at(&self, pointer: &Pointer) -> Result<Schema, SchemaError> {
        Ok(Schema::new(self.clone(), self.0.slot(pointer)?))
    }

    pub(crate) fn document(&self) -> &Value {
        &self.0.document
    }

    pub(crate) fn home(&self) -> &Arc<Home> {
        &self.0
    }
}

impl Home {
    pub(crate) fn document(&self) -> &Value {
        &self.document
    }

    pub(crate) fn slot(self: &Arc<Self>, pointer: &Pointer) -> Result<Arc<Slot>, SchemaError> {
        let pointer = follow_aliases(&self.document, pointer)?;
        let slots = self.slots.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = slots.get(&pointer) {
            return Ok(Arc::clone(slot));
        }
        drop(slots);
        let mut slots = self.slots.write().unwrap_or_else(PoisonError::into_inner);
        let slot = slots.entry(pointer.clone()).or_insert_with(|| {
            let home = Arc::downgrade(self);
            Arc::new(Slot {
                pointer,
                home,
                compiled: Default::default(),
                shapes: Default::default(),
            })
        });
        Ok(Arc::clone(slot))
    }
}

/// Follows `{$ref}` and `{$ref, description}` to the schema that is meant.
fn follow_aliases(document: &Value, start: &Pointer) -> Result<Pointer, SchemaError> {
    let mut trail = vec![start.clone()];
    loop {
        let pointer = &trail[trail.len() - 1];
        match pointer.resolve(document) {
            Some(schema @ Value::Object(_)) => match alias(schema) {
                Some(next) if trail.contains(&next) => {
                    return Err(SchemaError::Cycle { pointer: start.clone() });
                }
                Some(next) => trail.push(next),
                None => return Ok(pointer.clone()),
            },
            Some(_) => return Ok(pointer.clone()),
            None => return Err(SchemaError::Dangling { pointer: pointer.clone() }),
        }
    }
}

fn alias(schema: &Value) -> Option<Pointer> {
    let schema = schema.as_object()?;
    let target = Pointer::from_fragment(schema.get("$ref")?.as_str()?)?;
    schema.keys().all(|keyword| keyword == "$ref" || only_describes(keyword)).then_some(target)
}

impl fmt::Debug for Schemas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let slots = self.0.slots.read().unwrap_or_else(PoisonError::into_inner);
        f.debug_set().entries(slots.keys().map(Pointer::as_str)).finish()
    }
}
