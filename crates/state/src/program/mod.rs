//! A document made ready to run: routes, contracts, resources and behaviours, compiled once.

mod adopt;
mod again;
mod behaviour;
mod compile;
mod export;
mod fields;
mod guard;
mod lead;
mod list;
mod lookup;
mod model;
mod outside;
mod page;
mod place;
mod records;
mod resource;
mod run;
mod seed;
mod shown;
mod step;
mod unsaid;
mod write;
mod written;

pub(crate) use behaviour::{Behaviour, status};

use std::sync::Arc;

use counterpart_exchange::{Route, Router};
use counterpart_generate::Seed;
use counterpart_schema::{Outline, Outlines, Schemas};
use counterpart_spec::{MediaType, Spec};

use crate::language::Refusals;
use crate::{Inference, State};
use resource::Resource;
pub use written::{Event, Written};

pub use adopt::{Adopted, Dropped};
pub use model::{
    Done, Expected, Handle, Memory, Model, Naming, Paging, Prediction, Role, Seen, Showing, Write,
};
pub use outside::Outcome;
pub use place::{Outside, Place};

/// A document that can answer; a clone is a few pointers.
#[derive(Debug, Clone)]
pub struct Program {
    spec: Arc<Spec>,
    schemas: Schemas,
    outlines: Outlines,
    inference: Arc<Inference>,
    seed: Seed,
    router: Arc<Router>,
    resources: Arc<[Resource]>,
    /// The names of the resources, for expressions.
    names: Arc<[String]>,
    operations: Arc<[Behaviour]>,
    refusals: Arc<Refusals>,
    /// Whether any expression speaks of the caller: working out the account costs a hash.
    speaks_of_auth: bool,
    /// What it rehearses as, where it does not serve but tells what a server should do.
    twin: Option<model::Twin>,
    /// Whether answers are generated unless a caller prefers otherwise.
    is_dynamic: bool,
}

/// What a resource holds, for the person who started the mock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceSummary {
    /// Its name.
    pub name: String,
    /// How many records it holds, or starts each part with.
    pub records: usize,
    /// The fields that split it into parts; empty when it is one.
    pub partition: Vec<String>,
}

/// How far a request gets in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// To no path; it shares this many leading segments with the nearest.
    Near(usize),
    /// To a path without the method.
    Path,
    /// To an operation.
    Operation {
        /// How many literal segments its path has: the most literal one is meant.
        literals: usize,
        /// Its index in [`Spec::operations`].
        index: usize,
    },
}

impl Program {
    /// Gives the document.
    pub fn spec(&self) -> &Spec {
        &self.spec
    }

    /// Gives the seed of all data.
    pub fn seed(&self) -> Seed {
        self.seed
    }

    /// Makes the same program with other data.
    #[must_use]
    pub fn with_seed(&self, seed: Seed) -> Self {
        Self { seed, ..self.clone() }
    }

    /// Makes the same program as it answers those who always prefer generated data: no state is asked, unless a request prefers `dynamic=false`.
    #[must_use]
    pub fn dynamic(self) -> Self {
        Self { is_dynamic: true, ..self }
    }

    /// Makes the state that the document starts with: every resource is seeded when it is first asked for.
    pub fn initial(&self) -> State {
        State::new(self.resources.len())
    }

    /// Gives what was inferred because the document does not say it.
    pub fn inference(&self) -> &Inference {
        &self.inference
    }

    /// Lists the resources with what they hold.
    pub fn resources(&self, state: &State) -> Vec<ResourceSummary> {
        let summary = |(index, resource): (usize, &Resource)| {
            let partition: Vec<_> = resource.partition.0.iter().map(|f| f.0.clone()).collect();
            let is_open = partition.is_empty() && state.table(index, "").is_some();
            let records = if is_open { state.count(index) } else { resource.seeds.count };
            ResourceSummary { name: resource.name.clone(), records, partition }
        };
        self.resources.iter().enumerate().map(summary).collect()
    }

    /// Tells how far a request gets: several programs on one port are asked in turn.
    pub fn reach(&self, method: &http::Method, path: &str, query: &str) -> Reach {
        match self.router.find(method, path, query) {
            Route::Operation { index, .. } => {
                let segments = self.spec.operations[index].path.split('/');
                let literals = segments.filter(|segment| !segment.contains('{')).count();
                Reach::Operation { literals, index }
            }
            Route::MethodNotAllowed(_) => Reach::Path,
            Route::Unknown => Reach::Near(self.shared_segments(path)),
        }
    }

    /// Counts the leading segments that a path shares literally with one of the document's.
    fn shared_segments(&self, path: &str) -> usize {
        let shared = |template: &str| {
            let pairs = template.split('/').zip(path.split('/')).skip(1);
            pairs.take_while(|(wanted, sent)| wanted == sent && !sent.is_empty()).count()
        };
        self.spec.operations.iter().map(|operation| shared(&operation.path)).max().unwrap_or(0)
    }

    pub(crate) fn refusals(&self) -> &Refusals {
        &self.refusals
    }

    /// Gives the operations, as the document lists them.
    pub(crate) fn behaviours(&self) -> &[Behaviour] {
        &self.operations
    }

    pub(crate) fn outline(&self, media_type: &MediaType) -> Option<Arc<Outline>> {
        let schema = self.schemas.at(media_type.schema.as_ref()?).ok()?;
        Some(self.outlines.of(schema))
    }
}
