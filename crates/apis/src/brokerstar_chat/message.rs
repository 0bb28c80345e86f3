//! Messages as they are read: of one conversation, and of all of them at once.

use utoipa::ToSchema;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};

use super::date;
use super::parameter::{Filtered, Pager, UserOrNull};
use super::refusal::Refusals;
use crate::documented::response;

/// A message between the contact and an advisor or the system.
#[derive(Debug, ToSchema)]
pub struct ChatMessage {
    /// The number of the message.
    pub id: i64,
    /// Whether the advisor or the system wrote it, and not the contact.
    pub from_user: bool,
    /// The text, with BBCode as it was typed.
    #[schema(extensions(("x-faker" = json!("text.message"))))]
    pub message: String,
    /// When the message was written.
    #[schema(format = DateTime, extensions(("x-date" = json!(date::with_offset()))))]
    pub created_at: String,
    /// Whether the other side has read it.
    pub read: bool,
    /// When it was read; `null` until then.
    #[schema(required, format = DateTime, extensions(("x-date" = json!(date::with_offset()))))]
    pub read_at: Option<String>,
}

/// A message beside the advisor it is from or to.
#[derive(Debug, ToSchema)]
pub struct FloodedMessage {
    /// The number of the message.
    pub id: i64,
    /// Whether the advisor or the system wrote it, and not the contact.
    pub from_user: bool,
    /// The text, with BBCode as it was typed.
    #[schema(extensions(("x-faker" = json!("text.message"))))]
    pub message: String,
    /// When the message was written.
    #[schema(format = DateTime, extensions(("x-date" = json!(date::with_offset()))))]
    pub created_at: String,
    /// Whether the other side has read it.
    pub read: bool,
    /// When it was read; `null` until then.
    #[schema(required, format = DateTime, extensions(("x-date" = json!(date::with_offset()))))]
    pub read_at: Option<String>,
    /// The advisor's name; `null` for the system.
    #[schema(required, extensions(("x-faker" = json!("name.full"))))]
    pub user: Option<String>,
    /// The advisor's number; `null` for the system.
    #[schema(required)]
    pub user_id: Option<i64>,
}

/// Some messages of one conversation.
#[derive(Debug, ToSchema)]
pub struct ConversationMessages {
    /// The status of HTTP again.
    #[schema(schema_with = ok)]
    pub status: i64,
    /// How many messages this answer holds.
    #[schema(minimum = 0)]
    pub count: i64,
    /// How many messages match.
    #[schema(minimum = 0)]
    pub total: i64,
    /// The page; `null` without a pager.
    #[schema(required)]
    pub page: Option<i64>,
    /// The size of a page; `null` without a pager.
    #[schema(required)]
    pub limit: Option<i64>,
    /// The messages, by number.
    pub data: Vec<ChatMessage>,
}

/// Messages of every conversation.
#[derive(Debug, ToSchema)]
pub struct FloodedMessages {
    /// The status of HTTP again.
    #[schema(schema_with = ok)]
    pub status: i64,
    /// How many messages match.
    #[schema(minimum = 0)]
    pub count: i64,
    /// The messages, by number.
    pub data: Vec<FloodedMessage>,
}

/// Describes the status that repeats the one of HTTP.
pub(super) fn ok() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .description(Some("The status of HTTP again."))
        .enum_values(Some([200]))
        .build()
}

/// Read a conversation.
///
/// What is returned is marked as read.
#[utoipa::path(
    get,
    path = "/api/v3/chat/messages/{user_id}",
    operation_id = "getConversationMessages",
    tag = "Chat",
    params(
        (
            "user_id" = inline(UserOrNull),
            Path,
            description = "The advisor at the other end; `null` for the system.",
            example = 12,
        ),
        Pager,
        Filtered,
    ),
    responses(
        (
            status = 200,
            description = "The messages, as they are after being read.",
            body = ConversationMessages,
            example = json!(response!("brokerstar-chat/getConversationMessages")),
        ),
        Refusals,
    ),
    extensions(
        ("x-safe" = json!(false)),
        ("x-side-effects" = json!([
            "Unread messages of the answer are marked as read, and their read_at is set.",
        ])),
        ("x-state" = json!({
            "list": "messages",
            "where": {
                "user_id": "=none if path.user_id in ['null', 0] else path.user_id",
                "id": { "gt": "=query.filters.last_id" },
                "created_at": { "gt": "=query.filters.created_after" },
            },
            "page": {
                "size": "=query.limit if query.page is defined",
                "number": "=query.page if query.limit is defined",
            },
            "effects": [{
                "update": "messages",
                "where": { "id": { "in": "=items.id" }, "read": false },
                "set": { "read": true, "read_at": "=now()" },
            }],
            "answer": "after",
            "respond": {
                "status": 200,
                "count": "=items | length",
                "total": "=total",
                "page": "=page",
                "limit": "=size",
                "data": "=items",
            },
        })),
    ),
)]
pub fn get_conversation_messages() {}

/// Read all conversations at once.
///
/// Every message of the contact, whoever it is from or to; nothing is marked as read.
#[utoipa::path(
    get,
    path = "/api/v3/chat/flooded",
    operation_id = "getFloodedChat",
    tag = "Chat",
    params(Filtered),
    responses(
        (
            status = 200,
            description = "The messages.",
            body = FloodedMessages,
            example = json!(response!("brokerstar-chat/getFloodedChat")),
        ),
        Refusals,
    ),
    extensions(("x-state" = json!({
        "list": "messages",
        "where": {
            "id": { "gt": "=query.filters.last_id" },
            "created_at": { "gt": "=query.filters.created_after" },
        },
        "select": {
            "id": "=item.id",
            "from_user": "=item.from_user",
            "message": "=item.message",
            "created_at": "=item.created_at",
            "read": "=item.read",
            "read_at": "=item.read_at",
            "user": "=(get('users', item.user_id) or {}).name | default(none)",
            "user_id": "=item.user_id",
        },
        "respond": { "status": 200, "count": "=items | length", "data": "=items" },
    }))),
)]
pub fn get_flooded_chat() {}
