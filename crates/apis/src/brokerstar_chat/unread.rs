//! Unread messages, counted for each conversation.

use utoipa::ToSchema;
use utoipa::openapi::Ref;
use utoipa::openapi::schema::{AdditionalProperties, Object, ObjectBuilder, SchemaType, Type};

use super::date;
use super::message::ok;
use super::refusal::Refusals;
use crate::documented::response;

/// The unread messages of one conversation.
#[derive(Debug, ToSchema)]
pub struct UnreadConversation {
    /// The advisor; `null` for the system.
    #[schema(required)]
    pub user_id: Option<i64>,
    /// How many messages are unread.
    #[schema(minimum = 1)]
    pub count: i64,
    /// When the last of them was written, in Zurich.
    #[schema(
        pattern = r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$",
        extensions(("x-date" = json!(date::without_zone()))),
    )]
    pub date: String,
}

/// The conversations with unread messages.
#[derive(Debug, ToSchema)]
pub struct UnreadConversations {
    /// The status of HTTP again.
    #[schema(schema_with = ok)]
    pub status: i64,
    /// How many conversations have unread messages.
    #[schema(minimum = 0)]
    pub count: i64,
    /// The entries under the number of their advisor.
    #[schema(schema_with = by_user)]
    pub data: UnreadConversation,
}

/// Describes entries under the number of their advisor; an array where the numbers happen to be 0, 1, 2 and so on.
fn by_user() -> Object {
    let number = ObjectBuilder::new().schema_type(Type::String).pattern(Some(r"^\d+$")).build();
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::Object, Type::Array]))
        .description(Some("The entries under the number of their advisor, `0` for the system."))
        .property_names(Some(number))
        .additional_properties(Some(AdditionalProperties::from(Ref::from_schema_name(
            "UnreadConversation",
        ))))
        .build()
}

/// Count unread messages.
///
/// One entry for each conversation in which the contact has not read everything.
#[utoipa::path(
    get,
    path = "/api/v3/chat/unreed",
    operation_id = "listUnread",
    tag = "Chat",
    responses(
        (
            status = 200,
            description = "The conversations with unread messages.",
            body = UnreadConversations,
            example = json!(response!("brokerstar-chat/listUnread")),
        ),
        Refusals,
    ),
    extensions(("x-state" = json!({
        "list": "messages",
        "where": { "from_user": true, "read": false },
        "group": "user_id",
        "sort": "user_id",
        "select": {
            "user_id": "=item.user_id",
            "count": "=group.count",
            "date": "=item.created_at",
        },
        "respond": {
            "status": 200,
            "count": "=items | length",
            "data": "=items | keyed('user_id', 0)",
        },
    }))),
)]
pub fn list_unread() {}
