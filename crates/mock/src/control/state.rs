//! The whole state of a scope: reset, seeded anew, taken out and put back.

use std::sync::Arc;

use axum::extract::State;
use axum::response::IntoResponse;
use counterpart_generate::Seed;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::extract::{Asked, Here, Json};
use crate::Service;
use crate::live::Live;
use crate::outside::{Wanted, problem};
use crate::problem::Problem;
use crate::scope::{Scope, Unset};

/// What is reset.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// Only this resource; else everything.
    #[param(nullable = false)]
    resource: Option<String>,
    /// The document that the resource is of, by its title or its number, where several have one of that name.
    #[param(nullable = false)]
    document: Option<String>,
}

/// A seed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSeed {
    /// The number that all data derives from.
    seed: u64,
}

/// The state of a scope, to be kept and put back later.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct Export {
    /// The version of this format: 1.
    counterpart: u32,
    /// Of each document: its `title`, `seed`, `version` and `writes` (how many changes and writes led here) and `resources`, each a list of parts with their `records`.
    #[schema(value_type = Vec<Object>)]
    documents: Vec<Value>,
}

/// Puts everything, or one resource, back to its start. A scope with a name starts with the documents' own data then; dropped, it starts with those of the shared scope.
#[utoipa::path(post, path = "/reset", operation_id = "reset", params(Which), responses(
    (status = 204, description = "Done."),
    (status = "default", description = "Why not.", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn reset(
    State(service): State<Arc<Service>>,
    Here(scope): Here,
    Asked(Which { resource, document }): Asked<Which>,
) -> Result<StatusCode, Problem> {
    let Some(resource) = resource else {
        return settle(&service, &scope, || Ok(scope.reset(None)?));
    };
    let live = scope.live(&Wanted { resource: resource.clone(), document, ..Wanted::default() })?;
    settle(&service, &scope, || {
        live.put(|program, state| {
            Ok((Arc::clone(program), program.reset_resource(state, &resource)?))
        })
    })
}

/// Puts everything back to its start, with the data of another seed.
#[utoipa::path(put, path = "/seed", operation_id = "setSeed", request_body = NewSeed, responses(
    (status = 204, description = "Done."),
    (status = "default", description = "Why not.", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn seed(
    State(service): State<Arc<Service>>,
    Here(scope): Here,
    Json(NewSeed { seed }): Json<NewSeed>,
) -> Result<StatusCode, Problem> {
    settle(&service, &scope, || Ok(scope.reset(Some(Seed(seed)))?))
}

/// Takes the whole state out, as JSON.
#[utoipa::path(get, path = "/state", operation_id = "exportState", responses(
    (status = 200, description = "The state.", body = Export),
    (status = "default", description = "Why not.", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn export(Here(scope): Here) -> impl IntoResponse {
    let documents = scope.lives().iter().map(|live| {
        let moment = live.moment();
        let mut document = moment.program.export(&moment.state);
        document["title"] = moment.program.spec().title.clone().into();
        document
    });
    axum::Json(Export { counterpart: 1, documents: documents.collect() })
}

/// Puts a state back that was taken out, perhaps of another run.
#[utoipa::path(put, path = "/state", operation_id = "importState", request_body = Export, responses(
    (status = 204, description = "Done."),
    (status = "default", description = "Why not; nothing is changed then.", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn import(
    State(service): State<Arc<Service>>,
    Here(scope): Here,
    Json(export): Json<Export>,
) -> Result<StatusCode, Problem> {
    let wrong = |detail: String| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail);
    if export.counterpart != 1 {
        return Err(wrong(format!("`counterpart` is {}, and not 1", export.counterpart)));
    }
    let moments: Vec<_> = scope.lives().iter().map(Live::moment).collect();
    let mut read: Vec<_> = moments.iter().map(|_| None).collect();
    for (place, document) in export.documents.iter().enumerate() {
        let title = document["title"].as_str().unwrap_or_default();
        let is_it = |at: usize| moments.get(at).is_some_and(|m| m.program.spec().title == title);
        // Two may have one title: each is meant once, if it can be at the place that it was taken from.
        let is_left = |at: &usize| is_it(*at) && read[*at].is_none();
        let mut left = std::iter::once(place).chain(0..moments.len()).filter(is_left);
        let at = left.next().ok_or_else(|| {
            let known = (0..moments.len()).filter(|at| is_it(*at)).count();
            wrong(match known {
                0 => format!("no document `{title}` is served"),
                _ => format!(
                    "the document `{title}` is given more often than it is served, {known} times"
                ),
            })
        })?;
        let program = &moments[at].program;
        let seed = document["seed"].as_u64().map_or(program.seed(), Seed);
        let program = Arc::new(program.with_seed(seed));
        let state = program.import(document).map_err(|outside| wrong(outside.to_string()))?;
        read[at] = Some((program, state));
    }
    settle(&service, &scope, || Live::put_all(scope.lives(), |index, _, _| Ok(read[index].clone())))
}

/// Puts something in the place of what is remembered; where there is no room for it, scopes that nobody uses make some.
pub(super) fn settle(
    service: &Service,
    scope: &Scope,
    run: impl Fn() -> Result<(), Unset>,
) -> Result<StatusCode, Problem> {
    let done = service.with_room(scope, || match run() {
        Err(Unset::Full(full)) => Err(full),
        done => Ok(done),
    });
    match done.map_err(|full| service.full(full))? {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(Unset::Outside(outside)) => Err(problem(&outside)),
        Err(unset @ Unset::Unknown(_)) => {
            Err(Problem::new(StatusCode::NOT_FOUND, unset.to_string()))
        }
        Err(unset) => Err(Problem::new(StatusCode::CONFLICT, unset.to_string())),
    }
}
