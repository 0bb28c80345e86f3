//! How the API refuses; known from the vendor's general pages and its public tooling, not from the two pages modelled here.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use utoipa::openapi::{RefOr, Response};
use utoipa::{IntoResponses, ToSchema};

use crate::response::{Refused, refer};

/// A refusal: always the same two fields.
#[derive(Debug, ToSchema)]
pub struct Refusal {
    /// Says that the call failed.
    #[schema(inline)]
    pub status: Failure,
    /// What went wrong, in words.
    pub message: String,
}

/// Says that a call failed.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum Failure {
    /// The only value of a failure.
    Error,
}

/// The refusals of every operation.
#[derive(Debug)]
pub struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refer(&[("400", "Invalid"), ("401", "Unauthorized"), ("default", "Refused")])
    }
}

/// The refusals of operations with a form.
#[derive(Debug)]
pub struct FormRefusals;

impl IntoResponses for FormRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut responses = Refusals::responses();
        responses.extend(refer(&[("415", "MediaType")]));
        responses
    }
}

pub(super) fn shared() -> Vec<Refused> {
    let refused = |name, description, message| Refused {
        name,
        description,
        schema: "Refusal",
        example: json!({ "status": "error", "message": message }),
        on_page: false,
    };
    vec![
        refused("Invalid", "A value is wrong, or no such row exists.", "messages not found"),
        refused("Unauthorized", "The key is missing or unknown.", "Invalid API key"),
        refused("MediaType", "The body is no form.", "Unsupported media type"),
        refused(
            "Refused",
            "Any other refusal: 403 for a key without the permission, 404 and 405 for an unknown path or method, 429 above 100 requests a minute.",
            "Too many API requests per minute",
        ),
    ]
}

/// Words the refusals: a missing row is a 400, as the live API has it (BD-21).
pub(super) fn wording() -> Value {
    let with = |status: u16, message: &str| json!({ "status": status, "respond": { "status": "error", "message": message } });
    json!({
        "unauthorized": with(401, "=detail"),
        "missing": with(400, "=resource ~ ' not found'"),
        "invalid": with(400, "=detail"),
        "media_type": with(415, "=detail"),
        "not_acceptable": with(406, "=detail"),
        "path": with(404, "=detail"),
        "method": with(405, "=detail"),
    })
}
