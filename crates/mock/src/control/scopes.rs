//! The scopes that clients named.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Service;
use crate::problem::Problem;

/// A scope.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Listed {
    /// Its name.
    name: String,
    /// How many requests it had.
    requests: u64,
    /// When the last one came, by its own clock; left out where there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<String>, format = DateTime)]
    last_use: Option<Timestamp>,
    /// About how many bytes are held for what was written in it.
    bytes: usize,
}

/// Lists the scopes with a name, in the order in which they began.
#[utoipa::path(get, path = "/scopes", operation_id = "listScopes", responses(
    (status = 200, description = "The scopes.", body = Vec<Listed>),
    (status = "default", description = "Why not.", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn list(State(service): State<Arc<Service>>) -> Json<Vec<Listed>> {
    let listed = service.scopes.list().into_iter().map(|scope| {
        let (requests, last_use) = scope.use_so_far();
        let name = scope.name.clone().unwrap_or_default();
        Listed { name, requests, last_use, bytes: scope.written() }
    });
    Json(listed.collect())
}

/// Drops a scope: the next request that names it begins it anew.
#[utoipa::path(delete, path = "/scopes/{name}", operation_id = "dropScope",
    params(("name" = String, Path, description = "Its name.")),
    responses(
        (status = 204, description = "Dropped."),
        (status = "default", description = "Why not.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn remove(
    State(service): State<Arc<Service>>,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    if service.scopes.remove(&name) {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(Problem::new(StatusCode::NOT_FOUND, format!("there is no scope `{name}`")))
}

/// Drops all scopes with a name.
#[utoipa::path(delete, path = "/scopes", operation_id = "dropScopes", responses(
    (status = 204, description = "Dropped."),
    (status = "default", description = "Why not.", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn clear(State(service): State<Arc<Service>>) -> StatusCode {
    service.scopes.clear();
    StatusCode::NO_CONTENT
}
