//! The handle that the rest of the program holds for a schema.

use std::fmt;
use std::sync::Arc;

use counterpart_spec::Pointer;
use serde_json::Value;

use crate::contradiction::{Contradiction, contradictions};
use crate::direction::Direction;
use crate::error::SchemaError;
use crate::fault::Fault;
use crate::schemas::{Schemas, Slot};
use crate::shape::Shape;
use crate::violation::{Violation, violations};

/// One schema of a document: cheap to clone, equal to another by its pointer.
#[derive(Clone)]
pub struct Schema {
    schemas: Schemas,
    slot: Arc<Slot>,
}

impl Schema {
    pub(crate) fn new(schemas: Schemas, slot: Arc<Slot>) -> Self {
        Self { schemas, slot }
    }

    pub(crate) fn schemas(&self) -> &Schemas {
        &self.schemas
    }

    /// Says where the schema stands, once aliases are followed.
    pub fn pointer(&self) -> &Pointer {
        &self.slot.pointer
    }

    /// Shows the schema as the document has it.
    pub fn source(&self) -> &Value {
        self.pointer().resolve(self.schemas.document()).unwrap_or(&Value::Bool(true))
    }

    /// Lists what is wrong with how the schema is written: here and in what stands below it, but not in what it refers to.
    pub fn faults(&self) -> Vec<Fault> {
        self.slot.faults()
    }

    /// Lists the parts of the schema that nothing fits, here and in what stands below it, each with the reason; what is `false` on purpose is none of them.
    pub fn contradictions(&self, direction: Direction) -> Vec<Contradiction> {
        contradictions(self, direction)
    }

    /// Tells whether a value fits; takes no lock once the schema is compiled.
    pub fn is_valid(&self, direction: Direction, value: &Value) -> bool {
        self.slot.is_valid(direction, value)
    }

    /// Lists what a value breaks, with the places in the value and in the document.
    pub fn violations(&self, direction: Direction, value: &Value) -> Vec<Violation> {
        violations(&self.slot, direction, value)
    }

    /// Gives the shape of the values that fit.
    ///
    /// # Errors
    ///
    /// Fails when no value fits.
    pub fn shape(&self, direction: Direction) -> Result<Arc<Shape>, SchemaError> {
        let shape = &self.slot.shapes[direction as usize];
        shape.get_or_init(|| Shape::of(self, direction).map(Arc::new)).clone()
    }
}

impl PartialEq for Schema {
    fn eq(&self, other: &Self) -> bool {
        self.pointer() == other.pointer()
    }
}

impl Eq for Schema {}

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Schema").field(&self.pointer().as_str()).finish()
    }
}
