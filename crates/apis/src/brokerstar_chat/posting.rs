//! Writing a message as the contact.

use utoipa::ToSchema;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};

use super::date;
use super::refusal::Refusals;
use crate::documented::{request, response};

/// A message to an advisor.
#[derive(Debug, ToSchema)]
pub struct NewMessage {
    /// The text; HTML tags are removed, BBCode stays.
    #[schema(max_length = 1500, extensions(("x-faker" = json!("text.message"))))]
    pub message: String,
    /// The advisor.
    pub user: i64,
}

/// The message as it was stored.
#[derive(Debug, ToSchema)]
pub struct PostedMessage {
    /// The number of the message.
    pub id: i64,
    /// Whether the advisor wrote the message.
    #[schema(rename = "fromUser", schema_with = zero_or_one)]
    pub from_user: i64,
    /// The text without HTML tags.
    #[schema(extensions(("x-faker" = json!("text.message"))))]
    pub message: String,
    /// When the message was written.
    #[schema(rename = "createdAt")]
    pub created_at: LocalTime,
}

/// A moment as PHP writes its own date objects.
#[derive(Debug, ToSchema)]
pub struct LocalTime {
    /// The local date and time, to the microsecond.
    #[schema(
        pattern = r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{6}$",
        extensions(("x-date" = json!(date::in_microseconds()))),
    )]
    pub date: String,
    /// How the zone is given.
    #[schema(schema_with = named_zone)]
    pub timezone_type: i64,
    /// The name of the zone.
    pub timezone: String,
}

fn zero_or_one() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .description(Some("Always `0`: the contact wrote the message."))
        .enum_values(Some([0, 1]))
        .build()
}

fn named_zone() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .description(Some("How the zone is given: `1` an offset, `2` an abbreviation, `3` a name."))
        .enum_values(Some([1, 2, 3]))
        .build()
}

/// Write to an advisor.
///
/// The conversation is listed again if it was muted.
#[utoipa::path(
    post,
    path = "/api/v3/chat",
    operation_id = "postMessage",
    tag = "Chat",
    request_body(content(
        (NewMessage = "application/json", example = json!(request!("brokerstar-chat/postMessage"))),
        (NewMessage = "*/*", example = json!(request!("brokerstar-chat/postMessage"))),
    )),
    responses(
        (
            status = 200,
            description = "The message, stored.",
            body = PostedMessage,
            example = json!(response!("brokerstar-chat/postMessage")),
        ),
        Refusals,
    ),
    extensions(("x-state" = json!({
        "create": "messages",
        "guard": [
            {
                "unless": "=get('users', body.user)",
                "refuse": "invalid",
                "field": "user",
                "detail": "there is no such user",
            },
            {
                "unless": "=body.message | strip_tags | trim",
                "refuse": "invalid",
                "field": "message",
                "detail": "nothing is left of the message without its HTML tags",
            },
        ],
        "set": { "user_id": "=body.user", "message": "=body.message | strip_tags" },
        "respond": {
            "id": "=item.id",
            "fromUser": "=item.from_user",
            "message": "=item.message",
            "createdAt": {
                "date": "=item.created_at",
                "timezone_type": 3,
                "timezone": "Europe/Zurich",
            },
        },
    }))),
)]
pub fn post_message() {}
