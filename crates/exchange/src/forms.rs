//! The schemas of one operation, looked up.

use std::sync::Arc;

use counterpart_schema::{Outline, Outlines, Schemas};
use counterpart_spec::Pointer;

/// Looks schemas up.
#[derive(Debug, Clone)]
pub(crate) struct Forms {
    pub(crate) schemas: Schemas,
    /// Keeps alive what is below the outlines that were given.
    pub(crate) outlines: Outlines,
}

impl Forms {
    /// Gives the schema at a pointer; one that leads nowhere, which was told when the document was loaded, accepts everything.
    pub(crate) fn outline(&self, pointer: Option<&Pointer>) -> Option<Arc<Outline>> {
        self.schemas.at(pointer?).ok().map(|schema| self.outlines.of(schema))
    }
}
