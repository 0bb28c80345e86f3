//! The schemas of one operation, looked up; those that do not work are noted and accept everything.

use std::sync::Arc;

use counterpart_schema::{Outline, Outlines, Schemas};
use counterpart_spec::{Diagnostic, Document, Pointer};

/// Looks schemas up.
#[derive(Debug)]
pub(crate) struct Forms<'a> {
    pub(crate) document: &'a Document,
    pub(crate) schemas: &'a Schemas,
    pub(crate) outlines: &'a Outlines,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Forms<'_> {
    pub(crate) fn outline(&mut self, pointer: Option<&Pointer>) -> Option<Arc<Outline>> {
        let pointer = pointer?;
        match self.schemas.at(pointer) {
            Ok(schema) => Some(self.outlines.of(schema)),
            Err(error) => {
                let diagnostic = Diagnostic::error("E0104", error.to_string());
                self.diagnostics.push(diagnostic.at(self.document, pointer));
                None
            }
        }
    }
}
