//! The time of a scope.

use axum::Json as Told;
use http::StatusCode;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::extract::{Here, Json};
use crate::Clock;
use crate::problem::Problem;

/// What a clock shows.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Reading {
    /// The moment.
    #[schema(value_type = String, format = DateTime)]
    now: Timestamp,
    /// Whether it was set, and stands still.
    standing: bool,
}

/// A moment to set a clock to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Moment {
    /// The moment at which it stands still from now on.
    #[schema(value_type = String, format = DateTime)]
    now: Timestamp,
}

/// How far a clock is put forward.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Advance {
    /// A duration of ISO 8601, such as `PT90M` or `P1D`.
    #[schema(value_type = String)]
    by: Span,
}

fn reading(clock: &Clock) -> Told<Reading> {
    Told(Reading { now: clock.now(), standing: clock.is_standing() })
}

/// Tells the time of the scope.
#[utoipa::path(get, path = "/clock", operation_id = "readClock", responses(
    (status = 200, description = "The time.", body = Reading),
    (status = "default", description = "Why not.", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn read(Here(scope): Here) -> Told<Reading> {
    reading(&scope.clock)
}

/// Sets the clock to a moment, at which it stands still.
#[utoipa::path(put, path = "/clock", operation_id = "setClock", request_body = Moment, responses(
    (status = 200, description = "The time.", body = Reading),
    (status = "default", description = "Why not.", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn set(Here(scope): Here, Json(Moment { now }): Json<Moment>) -> Told<Reading> {
    scope.clock.set(now);
    reading(&scope.clock)
}

/// Puts the clock forward, or back by a negative duration; running or standing, it stays so.
#[utoipa::path(post, path = "/clock/advance", operation_id = "advanceClock", request_body = Advance, responses(
    (status = 200, description = "The time.", body = Reading),
    (status = "default", description = "Why not.", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn advance(
    Here(scope): Here,
    Json(Advance { by }): Json<Advance>,
) -> Result<Told<Reading>, Problem> {
    let moved = scope.clock.advance(by);
    moved.map_err(|error| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, error.to_string()))?;
    Ok(reading(&scope.clock))
}

/// Lets the clock tell what it did at the start.
#[utoipa::path(delete, path = "/clock", operation_id = "runClock", responses(
    (status = 200, description = "The time.", body = Reading),
    (status = "default", description = "Why not.", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn run(Here(scope): Here) -> Told<Reading> {
    scope.clock.run();
    reading(&scope.clock)
}
