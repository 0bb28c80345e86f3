//! Webhooks that nothing has happened for.

use std::sync::Arc;

use axum::extract::{Path, State};
use bytes::Bytes;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::problem::Problem;
use crate::{NoWebhook, Service};

/// Where a webhook is sent.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Target {
    /// The URL; where it is left out, those that `--webhook` gives.
    #[schema(nullable = false)]
    target: Option<String>,
}

/// Sends a webhook.
#[utoipa::path(post, path = "/webhooks/{name}", operation_id = "sendWebhook", request_body = Option<Target>,
    params(("name" = String, Path, description = "Its name, or its `operationId`.")),
    responses(
        (status = 202, description = "It is on its way."),
        (status = "default", description = "Why not.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn send(
    State(service): State<Arc<Service>>,
    Path(name): Path<String>,
    body: Bytes,
) -> Result<StatusCode, Problem> {
    let target =
        if body.is_empty() { Ok(Target::default()) } else { serde_json::from_slice(&body) };
    let Target { target } = target.map_err(|error| {
        let detail = format!("the body is not the JSON that is asked for: {error}");
        Problem::new(StatusCode::BAD_REQUEST, detail)
    })?;
    service.send_webhook(&name, target.as_deref()).map_err(|none| {
        let status = match &none {
            NoWebhook::Unknown(_) => StatusCode::NOT_FOUND,
            NoWebhook::Target(_) => StatusCode::UNPROCESSABLE_ENTITY,
            _ => StatusCode::CONFLICT,
        };
        Problem::new(status, none.to_string())
    })?;
    Ok(StatusCode::ACCEPTED)
}
