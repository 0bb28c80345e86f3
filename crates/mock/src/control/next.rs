//! Answers that are forced on the next requests.

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;

use super::extract::{Here, Json};
use crate::problem::Problem;
use crate::{Force, Service};

/// Lists what waits for requests in the scope, each with how many it still waits for.
#[utoipa::path(get, path = "/next", operation_id = "listForced", responses(
    (status = 200, description = "What waits, the first first.", body = Vec<Force>),
    (status = "default", description = "Why not.", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn list(Here(scope): Here) -> axum::Json<Vec<Force>> {
    axum::Json(scope.forced.list())
}

/// Forces an answer, or a preference for one of the document's, on the next requests that match; it changes no state.
#[utoipa::path(post, path = "/next", operation_id = "force", request_body = Force, responses(
    (status = 204, description = "It waits."),
    (status = "default", description = "Why not.", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn force(
    State(service): State<Arc<Service>>,
    Here(scope): Here,
    Json(force): Json<Force>,
) -> Result<StatusCode, Problem> {
    service.force_next(&scope, force)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets what waits in the scope.
#[utoipa::path(delete, path = "/next", operation_id = "clearForced", responses(
    (status = 204, description = "Forgotten."),
    (status = "default", description = "Why not.", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn clear(Here(scope): Here) -> StatusCode {
    scope.forced.clear();
    StatusCode::NO_CONTENT
}
