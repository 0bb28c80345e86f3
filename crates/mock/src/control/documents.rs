//! The documents, as they are served.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::extract::Here;
use crate::Service;
use crate::live::Live;
use crate::problem::Problem;

/// Parts of a resource that are listed: enough to see what they look like.
const MAX_PARTS: usize = 100;

/// A document that is served.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Document {
    /// Its title.
    title: String,
    /// `info.version`.
    version: String,
    /// The path that everything stands below; empty for the root.
    base_path: String,
    /// The seed of its data.
    seed: u64,
    /// The operations: `operationId`, else method and path.
    operations: Vec<String>,
    /// What it remembers.
    resources: Vec<Resource>,
}

/// A resource of a document.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Resource {
    /// Its name.
    name: String,
    /// How many records there are, or what each part starts with.
    records: usize,
    /// The fields that split it into parts; empty when it is one.
    partition: Vec<String>,
    /// The parts that are in use, the first hundred of them, by their fields as text.
    #[schema(value_type = Vec<Object>)]
    parts: Vec<Map<String, Value>>,
}

fn document(live: &Live) -> Document {
    let moment = live.moment();
    let (program, state) = (&moment.program, &moment.state);
    let spec = program.spec();
    let resources = program.resources(state).into_iter().map(|summary| {
        let is_split = !summary.partition.is_empty();
        let mut parts = if is_split { program.parts(state, &summary.name) } else { Vec::new() };
        parts.truncate(MAX_PARTS);
        let (records, partition) = (summary.records, summary.partition);
        Resource { name: summary.name, records, partition, parts }
    });
    Document {
        title: spec.title.clone(),
        version: spec.version.clone(),
        base_path: spec.base_path.clone(),
        seed: program.seed().0,
        operations: spec.operations.iter().map(|operation| operation.id.clone()).collect(),
        resources: resources.collect(),
    }
}

/// Lists the documents with what they remember.
#[utoipa::path(get, path = "/documents", operation_id = "listDocuments", responses(
    (status = 200, description = "The documents, in the order in which they were given.", body = Vec<Document>),
    (status = "default", description = "Why not.", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn list(Here(scope): Here) -> Json<Vec<Document>> {
    Json(scope.lives().iter().map(document).collect())
}

/// Reads a document as it is served: overlaid, in the form of OpenAPI 3.1, with the `x-state` in force.
#[utoipa::path(get, path = "/documents/{index}", operation_id = "readDocument",
    params(("index" = usize, Path, description = "Its place in the list, from 0.")),
    responses(
        (status = 200, description = "The document.", body = Object),
        (status = "default", description = "Why not.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn read(
    State(service): State<Arc<Service>>,
    Path(index): Path<String>,
) -> Result<Json<Value>, Problem> {
    let catalog = service.catalog();
    let program = index.parse().ok().and_then(|index: usize| catalog.programs.get(index));
    let program = program.ok_or_else(|| {
        let last = catalog.programs.len().saturating_sub(1);
        let detail = format!("there is no document `{index}`: they are numbered 0 to {last}");
        Problem::new(StatusCode::NOT_FOUND, detail)
    })?;
    Ok(Json(program.inference().written(program.spec())))
}
