//! The four operations of the page.

use super::message::{ChatMessage, ChatMessageCreate, ChatMessagePatch};
use super::refusal::{BodyRefusals, RecordRefusals, Refusals};
use crate::documented::{request, response};

/// Find chat messages.
#[utoipa::path(
    get,
    path = "/chat-messages",
    operation_id = "findChatMessages",
    tag = "Chat_Message",
    responses(
        (
            status = 200,
            description = "The messages, the oldest first.",
            body = Vec<ChatMessage>,
            example = json!(response!("chat-messages/findChatMessages")),
        ),
        Refusals,
    ),
    extensions(("x-state" = json!("list chat_messages"))),
)]
pub fn find_chat_messages() {}

/// Get a chat message.
#[utoipa::path(
    get,
    path = "/chat-messages/{id}",
    operation_id = "getChatMessage",
    tag = "Chat_Message",
    params(("id" = String, Path, description = "The message.", example = "id-1")),
    responses(
        (
            status = 200,
            description = "The message.",
            body = ChatMessage,
            example = json!(response!("chat-messages/getChatMessage")),
        ),
        RecordRefusals,
    ),
    extensions(("x-state" = json!("read chat_messages"))),
)]
pub fn get_chat_message() {}

/// Mark a chat message.
///
/// With `seen` the caller's account joins those that have seen the message; nothing else can be changed.
#[utoipa::path(
    patch,
    path = "/chat-messages/{id}",
    operation_id = "patchChatMessage",
    tag = "Chat_Message",
    params(("id" = String, Path, description = "The message.", example = "id-1")),
    request_body(
        content = ChatMessagePatch,
        content_type = "application/json",
        example = json!(request!("chat-messages/patchChatMessage")),
    ),
    responses(
        (
            status = 200,
            description = "The message after the change.",
            body = ChatMessage,
            example = json!(response!("chat-messages/patchChatMessage")),
        ),
        RecordRefusals,
        BodyRefusals,
    ),
    extensions(("x-state" = json!({
        "update": "chat_messages",
        "set": { "seenBy": "=(item.seenBy | default([])) | including(auth.sub) if body.seen" },
    }))),
)]
pub fn patch_chat_message() {}

/// Create a chat message.
#[utoipa::path(
    post,
    path = "/chat-messages",
    operation_id = "createChatMessage",
    tag = "Chat_Message",
    request_body(
        content = ChatMessageCreate,
        content_type = "application/json",
        example = json!(request!("chat-messages/createChatMessage")),
    ),
    responses(
        (
            status = 200,
            description = "The new message.",
            body = ChatMessage,
            example = json!(response!("chat-messages/createChatMessage")),
        ),
        BodyRefusals,
    ),
    extensions(("x-state" = json!({ "create": "chat_messages", "status": 200 }))),
)]
pub fn create_chat_message() {}
