//! Records, past the operations: from the server's side, as the other party of a conversation would write.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::IntoResponse;
use http::StatusCode;
use serde_json::{Map, Value};
use utoipa::IntoParams;

use super::extract::{Asked, Here, Json};
use crate::Service;
use crate::outside::Wanted;
use crate::problem::Problem;

/// What the query says.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct Question {
    /// The document, by its title or its number, where several have a resource of that name.
    #[param(nullable = false)]
    document: Option<String>,
    #[param(ignore)]
    force: bool,
    /// The fields that the resource is split by.
    #[param(value_type = Option<BTreeMap<String, String>>, nullable = false, style = Form, explode)]
    part: Map<String, Value>,
}

impl Question {
    fn of(pairs: Vec<(String, String)>) -> Result<Self, Problem> {
        let mut question = Self { document: None, force: false, part: Map::new() };
        for (name, value) in pairs {
            match (name.as_str(), value.as_str()) {
                ("document", _) => question.document = Some(value),
                ("force", "true" | "false") => question.force = value == "true",
                ("force", _) => {
                    let detail = "`force` is neither `true` nor `false`";
                    return Err(Problem::new(StatusCode::BAD_REQUEST, detail));
                }
                _ => drop(question.part.insert(name, value.into())),
            }
        }
        Ok(question)
    }

    /// Says which records of a resource are meant.
    fn about(self, resource: String) -> Wanted {
        Wanted { resource, document: self.document, part: self.part }
    }
}

/// Lists the records of a resource, or of one of its parts, as they are remembered.
#[utoipa::path(get, path = "/records/{resource}", operation_id = "listRecords",
    params(
        ("resource" = String, Path, description = "The resource."),
        Question,
    ),
    responses(
        (status = 200, description = "The records, in the order of their creation.", body = Vec<Object>),
        (status = "default", description = "Why not.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn list(
    State(service): State<Arc<Service>>,
    Here(scope): Here,
    Path(resource): Path<String>,
    Asked(pairs): Asked<Vec<(String, String)>>,
) -> Result<impl IntoResponse, Problem> {
    let wanted = Question::of(pairs)?.about(resource);
    let records = service.outside(&scope, &wanted, |program, state, place, _| {
        let (changes, records) = program.records(state, place);
        (changes, Ok(records))
    })?;
    Ok(axum::Json(records.iter().map(|record| (**record).clone()).collect::<Value>()))
}

/// Creates a record: what is left out comes from the resource's `new`, else, where the schema requires it, is generated.
#[utoipa::path(post, path = "/records/{resource}", operation_id = "createRecord", request_body = Object,
    params(
        ("resource" = String, Path, description = "The resource."),
        ("force" = Option<bool>, Query, nullable = false, description = "Write it even if it breaks the resource's schema."),
        Question,
    ),
    responses(
        (status = 201, description = "The record.", body = Object),
        (status = "default", description = "Why not.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn create(
    State(service): State<Arc<Service>>,
    Here(scope): Here,
    Path(resource): Path<String>,
    Asked(pairs): Asked<Vec<(String, String)>>,
    Json(fields): Json<Map<String, Value>>,
) -> Result<impl IntoResponse, Problem> {
    let question = Question::of(pairs)?;
    let force = question.force;
    let made =
        service.outside(&scope, &question.about(resource), |program, state, place, env| {
            program.create_record(state, place, &fields, env, force)
        })?;
    Ok((StatusCode::CREATED, axum::Json((*made).clone())))
}

/// Reads a record as it is remembered.
#[utoipa::path(get, path = "/records/{resource}/{key}", operation_id = "readRecord",
    params(
        ("resource" = String, Path, description = "The resource."),
        ("key" = String, Path, description = "The record's key."),
        Question,
    ),
    responses(
        (status = 200, description = "The record.", body = Object),
        (status = "default", description = "Why not.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn read(
    State(service): State<Arc<Service>>,
    Here(scope): Here,
    Path((resource, key)): Path<(String, String)>,
    Asked(pairs): Asked<Vec<(String, String)>>,
) -> Result<impl IntoResponse, Problem> {
    let wanted = Question::of(pairs)?.about(resource);
    let found = service
        .outside(&scope, &wanted, |program, state, place, _| program.record(state, place, &key))?;
    Ok(axum::Json((*found).clone()))
}

/// Writes a record anew: it has exactly these fields, its key and those of its part.
#[utoipa::path(put, path = "/records/{resource}/{key}", operation_id = "replaceRecord", request_body = Object,
    params(
        ("resource" = String, Path, description = "The resource."),
        ("key" = String, Path, description = "The record's key."),
        ("force" = Option<bool>, Query, nullable = false, description = "Write it even if it breaks the resource's schema."),
        Question,
    ),
    responses(
        (status = 200, description = "The record.", body = Object),
        (status = "default", description = "Why not.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn replace(
    State(service): State<Arc<Service>>,
    Here(scope): Here,
    Path((resource, key)): Path<(String, String)>,
    Asked(pairs): Asked<Vec<(String, String)>>,
    Json(fields): Json<Map<String, Value>>,
) -> Result<impl IntoResponse, Problem> {
    let question = Question::of(pairs)?;
    let force = question.force;
    let written =
        service.outside(&scope, &question.about(resource), |program, state, place, env| {
            program.replace_record(state, (place, &key), &fields, env, force)
        })?;
    Ok(axum::Json((*written).clone()))
}

/// Sets fields of a record; `null` is a value.
#[utoipa::path(patch, path = "/records/{resource}/{key}", operation_id = "patchRecord", request_body = Object,
    params(
        ("resource" = String, Path, description = "The resource."),
        ("key" = String, Path, description = "The record's key."),
        ("force" = Option<bool>, Query, nullable = false, description = "Write it even if it breaks the resource's schema."),
        Question,
    ),
    responses(
        (status = 200, description = "The record.", body = Object),
        (status = "default", description = "Why not.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn patch(
    State(service): State<Arc<Service>>,
    Here(scope): Here,
    Path((resource, key)): Path<(String, String)>,
    Asked(pairs): Asked<Vec<(String, String)>>,
    Json(fields): Json<Map<String, Value>>,
) -> Result<impl IntoResponse, Problem> {
    let question = Question::of(pairs)?;
    let force = question.force;
    let written =
        service.outside(&scope, &question.about(resource), |program, state, place, env| {
            program.patch_record(state, (place, &key), &fields, env, force)
        })?;
    Ok(axum::Json((*written).clone()))
}

/// Deletes a record.
#[utoipa::path(delete, path = "/records/{resource}/{key}", operation_id = "deleteRecord",
    params(
        ("resource" = String, Path, description = "The resource."),
        ("key" = String, Path, description = "The record's key."),
        Question,
    ),
    responses(
        (status = 204, description = "Deleted."),
        (status = "default", description = "Why not.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn delete(
    State(service): State<Arc<Service>>,
    Here(scope): Here,
    Path((resource, key)): Path<(String, String)>,
    Asked(pairs): Asked<Vec<(String, String)>>,
) -> Result<StatusCode, Problem> {
    let wanted = Question::of(pairs)?.about(resource);
    service.outside(&scope, &wanted, |program, state, place, _| {
        program.delete_record(state, place, &key)
    })?;
    Ok(StatusCode::NO_CONTENT)
}
