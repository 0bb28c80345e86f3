//! How the API refuses: in the shape of the Feathers framework, which the vendor's client reads; the pages say nothing.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use utoipa::openapi::{RefOr, Response};
use utoipa::{IntoResponses, ToSchema};

use crate::response::{Refused, refer};

/// A refusal.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
pub struct Refusal {
    /// The name of the error's class.
    pub name: String,
    /// What went wrong, in words.
    pub message: String,
    /// The status again.
    pub code: i64,
    /// The name in lower case.
    pub class_name: String,
    /// What is wrong with each field.
    #[schema(required = false)]
    pub errors: BTreeMap<String, String>,
}

/// The refusals of operations without a body or a record.
#[derive(Debug)]
pub struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refer(&[("400", "BadRequest"), ("401", "NotAuthenticated"), ("default", "Refused")])
    }
}

/// The refusals of operations on one record.
#[derive(Debug)]
pub struct RecordRefusals;

impl IntoResponses for RecordRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut responses = Refusals::responses();
        responses.extend(refer(&[("404", "NotFound")]));
        responses
    }
}

/// The refusals of operations with a body.
#[derive(Debug)]
pub struct BodyRefusals;

impl IntoResponses for BodyRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut responses = Refusals::responses();
        responses.extend(refer(&[("415", "UnsupportedMediaType")]));
        responses
    }
}

fn error(status: u16, name: &str, class_name: &str, message: &str, errors: &Value) -> Value {
    json!({
        "name": name,
        "message": message,
        "code": status,
        "className": class_name,
        "errors": errors,
    })
}

pub(super) fn shared() -> Vec<Refused> {
    let refused = |name, description, example| Refused {
        name,
        description,
        schema: "Refusal",
        example,
        on_page: false,
    };
    let none = json!({});
    let room = json!({ "room": "is missing" });
    vec![
        refused(
            "BadRequest",
            "A parameter or the body is wrong.",
            error(400, "BadRequest", "bad-request", "Invalid parameters", &room),
        ),
        refused(
            "NotAuthenticated",
            "The token is missing or wrong.",
            error(401, "NotAuthenticated", "not-authenticated", "Not authenticated", &none),
        ),
        refused(
            "NotFound",
            "There is no such message.",
            error(404, "NotFound", "not-found", "No record found for id 'id-3'", &none),
        ),
        refused(
            "UnsupportedMediaType",
            "The body is no JSON.",
            error(
                415,
                "UnsupportedMediaType",
                "unsupported-media-type",
                "The body is no JSON",
                &none,
            ),
        ),
        refused(
            "Refused",
            "Any other refusal.",
            error(500, "GeneralError", "general-error", "Something went wrong", &none),
        ),
    ]
}

pub(super) fn wording() -> Value {
    let with = |status: u16, name, class_name| {
        let fields = json!("=fields");
        json!({ "status": status, "respond": error(status, name, class_name, "=detail", &fields) })
    };
    json!({
        "unauthorized": with(401, "NotAuthenticated", "not-authenticated"),
        "missing": with(404, "NotFound", "not-found"),
        "invalid": with(400, "BadRequest", "bad-request"),
        "media_type": with(415, "UnsupportedMediaType", "unsupported-media-type"),
        "not_acceptable": with(406, "NotAcceptable", "not-acceptable"),
        "path": with(404, "NotFound", "not-found"),
        "method": with(405, "MethodNotAllowed", "method-not-allowed"),
    })
}
