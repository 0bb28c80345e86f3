//! The operations on chat threads.

use utoipa::IntoParams;

use super::refusal::{FormRefusals, Refusals};
use super::thread::{
    ChatThreadCreate, ChatThreadDeleted, ChatThreadKey, ChatThreadList, ChatThreadOne,
    ChatThreadUpdate, ChatThreadWritten,
};
use crate::documented::{request, response};

/// How many rows to list.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChatThreadPage {
    /// How many rows a page holds at most.
    #[param(minimum = 1, maximum = 100, default = 25, nullable = false, example = 25)]
    pub limit: Option<i64>,
}

/// List chat threads.
#[utoipa::path(
    get,
    path = "/api/v2/chat_message_threads/get",
    operation_id = "listChatThreads",
    tag = "Chat Threads",
    params(ChatThreadPage),
    responses(
        (
            status = 200,
            description = "A page of chat threads.",
            body = ChatThreadList,
            example = json!(response!("brilliant-directories/listChatThreads")),
        ),
        Refusals,
    ),
    extensions(("x-state" = json!({ "list": "chat_message_threads", "page": { "size": "=query.limit" } }))),
)]
pub fn list_chat_threads() {}

/// Retrieve a chat thread.
#[utoipa::path(
    get,
    path = "/api/v2/chat_message_threads/get/{thread_id}",
    operation_id = "getChatThread",
    tag = "Chat Threads",
    params(
        ("thread_id" = i64, Path, description = "The number of the chat thread.", minimum = 1, example = 1),
    ),
    responses(
        (
            status = 200,
            description = "The chat thread, as a list of one.",
            body = ChatThreadOne,
            example = json!(response!("brilliant-directories/getChatThread")),
        ),
        Refusals,
    ),
    extensions(("x-state" = json!({ "read": "chat_message_threads", "page": { "size": 25 } }))),
)]
pub fn get_chat_thread() {}

/// Create a chat thread.
///
/// The server gives the key; every other column may be left out.
#[utoipa::path(
    post,
    path = "/api/v2/chat_message_threads/create",
    operation_id = "createChatThread",
    tag = "Chat Threads",
    request_body(
        content = ChatThreadCreate,
        content_type = "application/x-www-form-urlencoded",
        example = json!(request!("brilliant-directories/createChatThread")),
    ),
    responses(
        (
            status = 200,
            description = "The new chat thread.",
            body = ChatThreadWritten,
            example = json!(response!("brilliant-directories/createChatThread")),
        ),
        FormRefusals,
    ),
    extensions(("x-state" = json!("create chat_message_threads"))),
)]
pub fn create_chat_thread() {}

/// Update a chat thread.
///
/// The form names the row by its key and gives the columns to change; the answer shows the whole row.
#[utoipa::path(
    put,
    path = "/api/v2/chat_message_threads/update",
    operation_id = "updateChatThread",
    tag = "Chat Threads",
    request_body(
        content = ChatThreadUpdate,
        content_type = "application/x-www-form-urlencoded",
        example = json!(request!("brilliant-directories/updateChatThread")),
    ),
    responses(
        (
            status = 200,
            description = "The chat thread after the change.",
            body = ChatThreadWritten,
            example = json!(response!("brilliant-directories/updateChatThread")),
        ),
        FormRefusals,
    ),
    extensions(("x-state" = json!("update chat_message_threads"))),
)]
pub fn update_chat_thread() {}

/// Delete a chat thread.
///
/// The form names the row by its key.
#[utoipa::path(
    delete,
    path = "/api/v2/chat_message_threads/delete",
    operation_id = "deleteChatThread",
    tag = "Chat Threads",
    request_body(
        content = ChatThreadKey,
        content_type = "application/x-www-form-urlencoded",
        example = json!(request!("brilliant-directories/deleteChatThread")),
    ),
    responses(
        (
            status = 200,
            description = "The confirmation that the row is gone.",
            body = ChatThreadDeleted,
            example = json!(response!("brilliant-directories/deleteChatThread")),
        ),
        FormRefusals,
    ),
    extensions(("x-state" = json!({
        "delete": "chat_message_threads",
        "respond": { "status": "success", "message": "chat_message_threads record was deleted" },
    }))),
)]
pub fn delete_chat_thread() {}
