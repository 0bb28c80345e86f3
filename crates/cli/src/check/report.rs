//! What is known of one document once all of it was looked at.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use counterpart_generate::Seed;
use counterpart_mock::check_conditions;
use counterpart_spec::{Diagnostic, Loaded, Severity};
use counterpart_state::Program;
use serde_json::Value;

use crate::arguments::CheckOptions;
use crate::documents::Named;

/// One document and what is wrong with it.
pub(crate) struct Report {
    /// What the document is called.
    pub(crate) name: String,
    /// How much there is in it; `None` when it is refused.
    pub(crate) size: Option<Size>,
    /// What is wrong: errors first, those of one code together, in the order they were found.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// How much there is in a document.
pub(crate) struct Size {
    pub(crate) operations: usize,
    pub(crate) schemas: usize,
}

impl Report {
    /// Looks at a document.
    pub(crate) fn of(document: &Named, options: &CheckOptions) -> Self {
        let (size, mut diagnostics) = match document.load(&options.load) {
            Ok(loaded) => (Some(Size::of(&loaded)), diagnostics(loaded)),
            Err(refusal) => (None, vec![*refusal]),
        };
        let is_refusal = size.is_none();
        diagnostics.retain(|d| is_refusal || !options.allow.contains(&d.code));
        once(&mut diagnostics);
        diagnostics.sort_by_key(|diagnostic| (Reverse(diagnostic.severity), diagnostic.code));
        Self { name: document.name(), size, diagnostics }
    }

    /// Counts the findings of one severity.
    pub(crate) fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }
}

impl Size {
    fn of(loaded: &Loaded) -> Self {
        let schemas = loaded.spec.document.value.pointer("/components/schemas");
        Self {
            operations: loaded.spec.operations.len(),
            schemas: schemas.and_then(Value::as_object).map_or(0, serde_json::Map::len),
        }
    }
}

/// Keeps what is said of a place once: a shared part is read at each use, and says the same each time.
fn once(diagnostics: &mut Vec<Diagnostic>) {
    let mut told = BTreeSet::new();
    diagnostics.retain(|diagnostic| {
        let place = diagnostic.place.as_ref();
        let place = place.map(|place| (Arc::as_ptr(&place.source).addr(), place.pointer.clone()));
        told.insert((diagnostic.code, place, diagnostic.message.clone()))
    });
}

/// Lists what loading says, what the whole look says, and what would keep the mock from serving the document as it is written.
fn diagnostics(loaded: Loaded) -> Vec<Diagnostic> {
    let mut diagnostics = loaded.diagnostics;
    diagnostics.extend(counterpart_check::check(&loaded.spec));
    diagnostics.extend(check_conditions(&loaded.spec));
    let (_, more) = Program::compile(loaded.spec, Seed(1));
    diagnostics.extend(more);
    diagnostics
}
