//! What is served, for the person who started it.

use counterpart_state::{Program, ResourceSummary, State};

/// One document, and what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The document's title.
    pub title: String,
    /// The path that everything stands below; empty for the root.
    pub base_path: String,
    /// How many operations there are.
    pub operations: usize,
    /// The resources.
    pub resources: Vec<ResourceSummary>,
}

impl Summary {
    pub(crate) fn of(program: &Program, state: &State) -> Self {
        let spec = program.spec();
        Self {
            title: spec.title.clone(),
            base_path: spec.base_path.clone(),
            operations: spec.operations.len(),
            resources: program.resources(state),
        }
    }
}
