//! States that are kept in memory under names.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::extract::Here;
use super::state::settle;
use crate::Service;
use crate::problem::Problem;

/// Longer names are mistakes.
const MAX_NAME: usize = 256;

/// A saved state.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Snapshot {
    /// Its name.
    name: String,
    /// About how many bytes of what callers wrote it keeps.
    bytes: usize,
}

/// Lists the saved states of the scope.
#[utoipa::path(get, path = "/snapshots", operation_id = "listSnapshots", responses(
    (status = 200, description = "The saved states, in the order in which they were first saved.", body = Vec<Snapshot>),
    (status = "default", description = "Why not.", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn list(Here(scope): Here) -> Json<Vec<Snapshot>> {
    let saved = scope.saved().into_iter();
    Json(saved.map(|(name, bytes)| Snapshot { name, bytes }).collect())
}

/// Saves the state of the scope, in the place of what was saved under the name.
#[utoipa::path(put, path = "/snapshots/{name}", operation_id = "saveSnapshot",
    params(("name" = String, Path, description = "Its name.")),
    responses(
        (status = 204, description = "Saved."),
        (status = "default", description = "Why not.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn save(
    State(service): State<Arc<Service>>,
    Here(scope): Here,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    if name.len() > MAX_NAME {
        let detail = format!("the name is longer than {MAX_NAME} bytes");
        return Err(Problem::new(StatusCode::BAD_REQUEST, detail));
    }
    settle(&service, &scope, || scope.save(&name))
}

/// Puts a saved state in the place of what the scope remembers; it stays saved.
#[utoipa::path(post, path = "/snapshots/{name}/restore", operation_id = "restoreSnapshot",
    params(("name" = String, Path, description = "Its name.")),
    responses(
        (status = 204, description = "Restored."),
        (status = "default", description = "Why not.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn restore(
    State(service): State<Arc<Service>>,
    Here(scope): Here,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    settle(&service, &scope, || scope.restore(&name))
}

/// Forgets a saved state.
#[utoipa::path(delete, path = "/snapshots/{name}", operation_id = "dropSnapshot",
    params(("name" = String, Path, description = "Its name.")),
    responses(
        (status = 204, description = "Forgotten."),
        (status = "default", description = "Why not.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn forget(
    Here(scope): Here,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    if scope.forget(&name) {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(Problem::new(StatusCode::NOT_FOUND, format!("there is nothing saved as `{name}`")))
}
