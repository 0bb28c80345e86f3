//! What the rules found, each cause once.

use std::collections::BTreeSet;
use std::sync::Arc;

use counterpart_schema::Schemas;
use counterpart_spec::{Diagnostic, Document, Pointer};

/// Collects diagnostics, and lends the rules the document and its schemas.
pub(crate) struct Findings<'d> {
    pub(crate) document: &'d Document,
    pub(crate) schemas: Schemas,
    told: BTreeSet<(&'static str, Pointer)>,
    diagnostics: Vec<Diagnostic>,
}

impl<'d> Findings<'d> {
    pub(crate) fn new(document: &'d Document) -> Self {
        let schemas = Schemas::new(Arc::clone(&document.value));
        Self { document, schemas, told: BTreeSet::new(), diagnostics: Vec::new() }
    }

    /// Notes what is wrong at a place, unless that was said of it before.
    pub(crate) fn note(&mut self, diagnostic: Diagnostic, pointer: &Pointer) {
        if self.told.insert((diagnostic.code, pointer.clone())) {
            self.diagnostics.push(diagnostic.at(self.document, pointer));
        }
    }

    pub(crate) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }
}
