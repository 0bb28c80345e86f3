//! The request log.

use axum::Json;
use http::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;

use axum::extract::State;

use super::extract::{Asked, Here};
use crate::problem::Problem;
use crate::{LoggedRequest, Service};

/// Which requests are listed; all filters hold at once.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// A status such as 404, or a class such as `4xx`.
    #[param(nullable = false, pattern = "^[1-5]([0-9]{2}|[xX]{2})$")]
    status: Option<String>,
    /// The operation: its `operationId`, or its method and path such as `GET /pets/{id}`.
    #[param(nullable = false)]
    operation: Option<String>,
    /// Only those that were refused, or only those that were not.
    #[param(nullable = false)]
    refused: Option<bool>,
    /// Only those that came at this moment or later, by the mock's clock.
    #[param(nullable = false, value_type = String, format = DateTime, required = false)]
    since: Option<Timestamp>,
    /// Only those after the one with this `id`.
    #[param(nullable = false)]
    after: Option<u64>,
    /// Only the last of them, so many.
    #[param(nullable = false)]
    limit: Option<usize>,
}

/// Lists requests, the oldest first, with what each got and why.
#[utoipa::path(get, path = "/requests", operation_id = "listRequests", params(Filter), responses(
    (status = 200, description = "The requests.", body = Vec<LoggedRequest>),
    (status = "default", description = "Why not.", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn list(
    State(service): State<Arc<Service>>,
    Here(scope): Here,
    Asked(filter): Asked<Filter>,
) -> Result<Json<Vec<LoggedRequest>>, Problem> {
    let wanted = filter.status.as_deref().map(statuses).transpose()?;
    let kept = scope.requests.all();
    let kept = kept.iter().filter(|kept| {
        wanted.as_ref().is_none_or(|wanted| wanted.contains(&kept.status))
            && filter.refused.is_none_or(|refused| refused == kept.reason.is_some())
            && filter.since.is_none_or(|since| kept.at >= since)
            && filter.after.is_none_or(|after| kept.id > after)
            && filter.operation.as_deref().is_none_or(|text| service.is_for(&kept.request, text))
    });
    let kept: Vec<_> = kept.collect();
    let first = filter.limit.map_or(0, |limit| kept.len().saturating_sub(limit));
    Ok(Json(kept[first..].iter().map(|kept| service.shown(&scope, kept)).collect()))
}

/// Empties the log of the scope.
#[utoipa::path(delete, path = "/requests", operation_id = "clearRequests", responses(
    (status = 204, description = "Emptied."),
    (status = "default", description = "Why not.", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn clear(Here(scope): Here) -> StatusCode {
    scope.requests.clear();
    StatusCode::NO_CONTENT
}

/// Reads `404` or `4xx`.
fn statuses(text: &str) -> Result<std::ops::RangeInclusive<u16>, Problem> {
    let class = text.to_ascii_lowercase();
    let class = class.strip_suffix("xx").and_then(|class| class.parse().ok());
    match (class, text.parse()) {
        (Some(class @ 1..=5), _) => Ok(class * 100..=class * 100 + 99),
        (_, Ok(status @ 100..=599)) => Ok(status..=status),
        _ => {
            let detail = format!("`status` is `{text}`, and neither a status nor a class as `4xx`");
            Err(Problem::new(StatusCode::BAD_REQUEST, detail))
        }
    }
}
