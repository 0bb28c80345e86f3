//! A message, what is sent to create or to mark it, and the store.

use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::documented::response;

/// A message in a room.
#[derive(Debug, ToSchema)]
#[schema(
    rename_all = "camelCase",
    examples(
        json!(response!("chat-messages/findChatMessages")[0]),
        json!(response!("chat-messages/findChatMessages")[1]),
    ),
)]
pub struct ChatMessage {
    /// The message's identifier.
    pub id: String,
    /// When the message was written, in milliseconds since 1970.
    #[schema(extensions(("x-date" = json!("epoch-ms")), ("x-documented-type" = json!("number"))))]
    pub created_at: i64,
    /// The account that wrote it.
    #[schema(extensions(("x-faker" = json!("id.slug"))))]
    pub created_by: String,
    /// The room it was written in.
    #[schema(required = false, extensions(("x-faker" = json!("id.slug"))))]
    pub room: String,
    /// The session it belongs to.
    #[schema(required = false, extensions(("x-faker" = json!("id.uuid"))))]
    pub session: String,
    /// The text.
    #[schema(required = false, extensions(("x-faker" = json!("text.message"))))]
    pub text: String,
    /// What is attached.
    #[schema(required = false, extensions(("x-faker" = json!("internet.image"))))]
    pub media: String,
    /// The accounts that have seen it.
    #[schema(required = false)]
    pub seen_by: Vec<String>,
}

/// A new message.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
pub struct ChatMessageCreate {
    /// The room to write in.
    #[schema(extensions(("x-faker" = json!("id.slug"))))]
    pub room: String,
    /// The session it belongs to.
    #[schema(required = false, extensions(("x-faker" = json!("id.uuid"))))]
    pub session: String,
    /// The text.
    #[schema(required = false, extensions(("x-faker" = json!("text.message"))))]
    pub text: String,
    /// What is attached.
    #[schema(required = false, extensions(("x-faker" = json!("internet.image"))))]
    pub media: String,
    /// When the message was written, in milliseconds since 1970; now, if nothing is said.
    #[schema(
        required = false,
        minimum = 0,
        extensions(("x-date" = json!("epoch-ms")), ("x-documented-type" = json!("number"))),
    )]
    pub created_at: i64,
}

/// What is to be done with a message.
#[derive(Debug, ToSchema)]
pub struct ChatMessagePatch {
    /// Whether the caller has seen the message.
    #[schema(required = false)]
    pub seen: bool,
}

/// Gives the store: the two messages of the page, and four in two rooms.
pub(super) fn resource() -> Value {
    json!({
        "key": "id",
        "schema": "#/components/schemas/ChatMessage",
        "new": { "id": "=uuid()", "createdBy": "=auth.sub", "createdAt": "=now()" },
        "seed": {
            "count": 6,
            "set": {
                "createdBy": "=fake('internet.username') if index > 1",
                "room": "='room-' ~ (1 + index % 2) if index > 1",
                "text": "=fake('text.message') if index > 1",
            },
            "unset": ["session", "media", "seenBy"],
        },
    })
}
