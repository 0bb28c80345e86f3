//! How the API refuses: the table that every operation repeats, and the shape of a 401, which the vendor documents elsewhere.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use utoipa::openapi::schema::{AdditionalProperties, Object, ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{RefOr, Response, Schema};
use utoipa::{IntoResponses, ToSchema};

use crate::response::{Refused, refer};

/// A refusal.
#[derive(Debug, ToSchema)]
pub struct ChatError {
    /// A number for what went wrong.
    pub code: i64,
    /// What went wrong, in words.
    pub error: String,
    /// What is wrong with each field.
    #[schema(required = false, schema_with = by_field)]
    pub errors: BTreeMap<String, String>,
}

/// Describes messages under the names of their fields; PHP writes an empty one as an array.
fn by_field() -> Object {
    let message = Schema::from(ObjectBuilder::new().schema_type(Type::String));
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::Object, Type::Array]))
        .description(Some("What is wrong with each field."))
        .additional_properties(Some(AdditionalProperties::RefOr(message.into())))
        .build()
}

/// The refusal of a token.
#[derive(Debug, ToSchema)]
pub struct Unauthorized {
    /// The status again.
    pub code: i64,
    /// What is wrong with the token.
    pub message: String,
}

/// The refusals of every operation.
#[derive(Debug)]
pub struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refer(&[("400", "Invalid"), ("401", "Unauthorized"), ("default", "Refused")])
    }
}

pub(super) fn shared() -> Vec<Refused> {
    let errors = |code: u16, error: &str, errors: Value| json!({ "code": code, "error": error, "errors": errors });
    vec![
        Refused {
            name: "Invalid",
            description: "A parameter or a field is wrong.",
            schema: "ChatError",
            example: errors(400, "Validation failed", json!({ "user": "no such user" })),
            on_page: false,
        },
        Refused {
            name: "Unauthorized",
            description: "The token is missing, wrong or expired.",
            schema: "Unauthorized",
            example: json!({ "code": 401, "message": "Invalid JWT Token" }),
            on_page: false,
        },
        Refused {
            name: "Refused",
            description: "Any other refusal; the pages name no status.",
            schema: "ChatError",
            example: errors(404, "Not found", json!({})),
            on_page: true,
        },
    ]
}

pub(super) fn wording() -> Value {
    let with = |status: u16| {
        let respond = json!({ "code": status, "error": "=detail", "errors": "=fields" });
        json!({ "status": status, "respond": respond })
    };
    let respond = json!({ "code": 401, "message": "Invalid JWT Token" });
    json!({
        "unauthorized": { "status": 401, "respond": respond },
        "missing": with(404),
        "invalid": with(400),
        "media_type": with(415),
        "not_acceptable": with(406),
        "path": with(404),
        "method": with(405),
    })
}
