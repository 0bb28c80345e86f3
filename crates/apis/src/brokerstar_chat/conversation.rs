//! Conversations: the list of those that are not muted, and muting one.

use utoipa::{IntoParams, ToSchema};

use super::date;
use super::message::ok;
use super::parameter::UserOrNull;
use super::refusal::Refusals;
use crate::documented::response;

/// A conversation, shown by its last message.
#[derive(Debug, ToSchema)]
pub struct Conversation {
    /// The number of the last message.
    pub id: i64,
    /// The contact's number as it is written.
    #[schema(extensions(("x-faker" = json!("token.short"))))]
    pub nr: String,
    /// The contact's name.
    #[schema(extensions(("x-faker" = json!("name.full"))))]
    pub contact: String,
    /// The contact.
    pub contact_id: i64,
    /// The advisor's name; `null` for the system.
    #[schema(required, extensions(("x-faker" = json!("name.full"))))]
    pub user: Option<String>,
    /// The advisor; `null` for the system.
    #[schema(required)]
    pub user_id: Option<i64>,
    /// When the last message was written.
    #[schema(format = DateTime, extensions(("x-date" = json!(date::with_offset()))))]
    pub created_at: String,
}

/// The conversations of the contact.
#[derive(Debug, ToSchema)]
pub struct Conversations {
    /// The status of HTTP again.
    #[schema(schema_with = ok)]
    pub status: i64,
    /// How many conversations there are.
    #[schema(minimum = 0)]
    pub count: i64,
    /// One row for each conversation.
    pub data: Vec<Conversation>,
}

/// Nothing: the conversation is muted.
#[derive(Debug, ToSchema)]
pub struct Muted {}

/// How to order conversations.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Order {
    /// What to order by: the last message, the advisor or the contact.
    #[param(inline, default = "chat.id", nullable = false)]
    pub sort: Option<SortBy>,
    /// The direction.
    #[param(inline, default = "asc", nullable = false)]
    pub order: Option<Direction>,
}

/// What conversations are ordered by.
#[derive(Debug, ToSchema)]
pub enum SortBy {
    /// The number of the last message.
    #[schema(rename = "chat.id")]
    Message,
    /// The advisor.
    #[schema(rename = "user.id")]
    User,
    /// The contact.
    #[schema(rename = "contact.id")]
    Contact,
}

/// The direction of an order.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum Direction {
    /// The least first.
    Asc,
    /// The greatest first.
    Desc,
}

/// List conversations.
///
/// One row for each advisor, and one for the system, unless every message of it is muted.
#[utoipa::path(
    get,
    path = "/api/v3/chat/conversations",
    operation_id = "listConversations",
    tag = "Chat",
    params(Order),
    responses(
        (status = 200, description = "The conversations that are not muted.", body = Conversations),
        Refusals,
    ),
    extensions(("x-state" = json!({
        "list": "messages",
        "where": { "muted": false },
        "group": "user_id",
        "sort": {
            "by": "={'chat.id': 'id', 'user.id': 'user_id', 'contact.id': 'login'}[query.sort]",
            "order": "=query.order",
        },
        "select": {
            "id": "=item.id",
            "nr": "=all('contacts')[0].nr",
            "contact": "=all('contacts')[0].name_1 ~ ' ' ~ all('contacts')[0].name_2",
            "contact_id": "=all('contacts')[0].id",
            "user": "=(get('users', item.user_id) or {}).name | default(none)",
            "user_id": "=item.user_id",
            "created_at": "=item.created_at",
        },
        "respond": { "status": 200, "count": "=items | length", "data": "=items" },
    }))),
)]
pub fn list_conversations() {}

/// Mute a conversation.
///
/// It is no longer listed, until a message is written to or from the advisor.
#[utoipa::path(
    get,
    path = "/api/v3/chat/mute/{user_id}",
    operation_id = "muteConversation",
    tag = "Chat",
    params(
        (
            "user_id" = inline(UserOrNull),
            Path,
            description = "The advisor at the other end; `null` for the system.",
            example = 1,
        ),
    ),
    responses(
        (
            status = 200,
            description = "The conversation is muted.",
            body = Muted,
            example = json!(response!("brokerstar-chat/muteConversation")),
        ),
        Refusals,
    ),
    extensions(
        ("x-safe" = json!(false)),
        ("x-side-effects" = json!(["Every message of the conversation so far is muted."])),
        ("x-state" = json!({
            "update": "messages",
            "where": { "user_id": "=none if path.user_id in ['null', 0] else path.user_id" },
            "set": { "muted": true },
            "respond": {},
        })),
    ),
)]
pub fn mute_conversation() {}
