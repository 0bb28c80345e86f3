//! How the API refuses; known from the vendor's getting-started page, not from the page modelled here.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use utoipa::openapi::{RefOr, Response};
use utoipa::{IntoResponses, ToSchema};

use crate::response::{Refused, refer};

/// A refusal.
#[derive(Debug, ToSchema)]
pub struct Refusal {
    /// Always `false`.
    pub success: bool,
    /// What went wrong, in words.
    pub message: String,
    /// What is wrong in the request, part by part.
    #[schema(required = false)]
    pub errors: Vec<Flaw>,
}

/// One thing that is wrong in a request.
#[derive(Debug, ToSchema)]
pub struct Flaw {
    /// Where in the body or among the parameters.
    #[schema(required = false)]
    pub pointer: String,
    /// What is wrong.
    pub message: String,
}

/// The refusals of every operation.
#[derive(Debug)]
pub struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refer(&[
            ("400", "Invalid"),
            ("401", "Unauthorized"),
            ("404", "Missing"),
            ("415", "MediaType"),
            ("default", "Refused"),
        ])
    }
}

pub(super) fn shared() -> Vec<Refused> {
    let refused = |name, description, message| Refused {
        name,
        description,
        schema: "Refusal",
        example: json!({ "success": false, "message": message }),
        on_page: false,
    };
    vec![
        Refused {
            example: json!({
                "success": false,
                "message": "Request validation failed",
                "errors": [{ "pointer": "/0/resolved", "message": "is no boolean" }],
            }),
            ..refused("Invalid", "The body breaks its schema (REQUEST_VALIDATION_FAILED).", "")
        },
        refused(
            "Unauthorized",
            "The key is missing or wrong (API_KEY_NOT_VALID).",
            "Authorization header does not contain a valid API key",
        ),
        refused("Missing", "There is no such chatbot (CHATBOT_NOT_FOUND).", "Chatbot not found"),
        refused("MediaType", "The body is no JSON.", "Unsupported media type"),
        refused(
            "Refused",
            "Any other refusal: 403 for a chatbot of someone else, 429 above 500 requests a minute.",
            "Too many requests",
        ),
    ]
}

pub(super) fn wording() -> Value {
    let with = |status: u16| json!({ "status": status, "respond": { "success": false, "message": "=detail" } });
    let unauthorized = json!({
        "success": false,
        "message": "Authorization header does not contain a valid API key",
    });
    let invalid = json!({ "success": false, "message": "=detail", "errors": "=violations" });
    json!({
        "unauthorized": { "status": 401, "respond": unauthorized },
        "missing": with(404),
        "invalid": { "status": 400, "respond": invalid },
        "media_type": with(415),
        "not_acceptable": with(406),
        "path": with(404),
        "method": with(405),
    })
}
