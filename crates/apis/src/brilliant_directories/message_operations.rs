//! The operations on messages.

use utoipa::IntoParams;

use super::message::{
    MessageCreate, MessageDeleted, MessageKey, MessageList, MessageOne, MessageUpdate,
    MessageWritten,
};
use super::refusal::{FormRefusals, Refusals};
use crate::documented::{request, response};

/// How many rows to list.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MessagePage {
    /// How many rows a page holds at most.
    #[param(minimum = 1, maximum = 100, default = 25, nullable = false, example = 25)]
    pub limit: Option<i64>,
}

/// List messages.
#[utoipa::path(
    get,
    path = "/api/v2/messages/get",
    operation_id = "listMessages",
    tag = "Messages",
    params(MessagePage),
    responses(
        (
            status = 200,
            description = "A page of messages.",
            body = MessageList,
            example = json!(response!("brilliant-directories/listMessages")),
        ),
        Refusals,
    ),
    extensions(("x-state" = json!({ "list": "messages", "page": { "size": "=query.limit" } }))),
)]
pub fn list_messages() {}

/// Retrieve a message.
#[utoipa::path(
    get,
    path = "/api/v2/messages/get/{id}",
    operation_id = "getMessage",
    tag = "Messages",
    params(
        ("id" = i64, Path, description = "The number of the message.", minimum = 1, example = 1),
    ),
    responses(
        (
            status = 200,
            description = "The message, as a list of one.",
            body = MessageOne,
            example = json!(response!("brilliant-directories/getMessage")),
        ),
        Refusals,
    ),
    extensions(("x-state" = json!({ "read": "messages", "page": { "size": 25 } }))),
)]
pub fn get_message() {}

/// Create a message.
///
/// The server gives the key; every other column may be left out.
#[utoipa::path(
    post,
    path = "/api/v2/messages/create",
    operation_id = "createMessage",
    tag = "Messages",
    request_body(
        content = MessageCreate,
        content_type = "application/x-www-form-urlencoded",
        example = json!(request!("brilliant-directories/createMessage")),
    ),
    responses(
        (
            status = 200,
            description = "The new message.",
            body = MessageWritten,
            example = json!(response!("brilliant-directories/createMessage")),
        ),
        FormRefusals,
    ),
    extensions(("x-state" = json!("create messages"))),
)]
pub fn create_message() {}

/// Update a message.
///
/// The form names the row by its key and gives the columns to change; the answer shows the whole row.
#[utoipa::path(
    put,
    path = "/api/v2/messages/update",
    operation_id = "updateMessage",
    tag = "Messages",
    request_body(
        content = MessageUpdate,
        content_type = "application/x-www-form-urlencoded",
        example = json!(request!("brilliant-directories/updateMessage")),
    ),
    responses(
        (
            status = 200,
            description = "The message after the change.",
            body = MessageWritten,
            example = json!(response!("brilliant-directories/updateMessage")),
        ),
        FormRefusals,
    ),
    extensions(("x-state" = json!("update messages"))),
)]
pub fn update_message() {}

/// Delete a message.
///
/// The form names the row by its key.
#[utoipa::path(
    delete,
    path = "/api/v2/messages/delete",
    operation_id = "deleteMessage",
    tag = "Messages",
    request_body(
        content = MessageKey,
        content_type = "application/x-www-form-urlencoded",
        example = json!(request!("brilliant-directories/deleteMessage")),
    ),
    responses(
        (
            status = 200,
            description = "The confirmation that the row is gone.",
            body = MessageDeleted,
            example = json!(response!("brilliant-directories/deleteMessage")),
        ),
        FormRefusals,
    ),
    extensions(("x-state" = json!({
        "delete": "messages",
        "respond": { "status": "success", "message": "messages record was deleted" },
    }))),
)]
pub fn delete_message() {}
