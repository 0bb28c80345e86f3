//! Chat threads: the row, the forms that write it, and the table.

use serde_json::{Value, json};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::{body, envelope::envelopes};
use crate::documented::response;

/// A live conversation between a visitor of the website and an administrator.
#[derive(Debug, ToSchema)]
#[schema(examples(json!(response!("brilliant-directories/listChatThreads")["message"][0])))]
pub struct ChatThread {
    /// The number of the thread, given by the server.
    #[schema(pattern = r"^-?\d+$", extensions(("x-documented-type" = json!("integer"))))]
    pub thread_id: String,
    /// Whether the conversation goes on: `1` active or open, `0` closed.
    #[schema(inline)]
    pub thread_status: ThreadStatus,
    /// The token that the messages of the conversation refer to.
    #[schema(extensions(("x-documented-unique" = json!(true)), ("x-faker" = json!("token.hex"))))]
    pub thread_token: String,
    /// Who began the conversation: a token or another identifier of the visitor.
    #[schema(extensions(("x-faker" = json!("token.hex"))))]
    pub thread_owner: String,
    /// When the thread was created, as `YYYYMMDDHHmmss`.
    #[schema(pattern = r"^\d{14}$", extensions(("x-date" = json!("%Y%m%d%H%M%S"))))]
    pub created_at: String,
    /// When the thread was last changed, as `YYYYMMDDHHmmss`.
    #[schema(pattern = r"^\d{14}$", extensions(("x-date" = json!("%Y%m%d%H%M%S"))))]
    pub updated_at: String,
    /// Who answers: a token or another identifier of the administrator.
    #[schema(extensions(("x-faker" = json!("token.hex"))))]
    pub thread_responders: String,
    /// When the thread was put aside, as `YYYYMMDDHHmmss`; empty while it is not.
    #[schema(pattern = r"^(\d{14})?$", extensions(("x-date" = json!("%Y%m%d%H%M%S"))))]
    pub deleted_at: String,
    /// The visitor's IP address.
    #[schema(extensions(("x-faker" = json!("internet.ip"))))]
    pub origin_ip: String,
    /// The page on which the conversation began.
    #[schema(extensions(("x-faker" = json!("internet.path"))))]
    pub request_uri: String,
}

/// Whether a conversation goes on.
#[derive(Debug, ToSchema)]
pub enum ThreadStatus {
    /// The conversation is over.
    #[schema(rename = "0")]
    Closed,
    /// The conversation goes on.
    #[schema(rename = "1")]
    Active,
}

/// The form that creates a thread.
#[derive(Debug)]
pub struct ChatThreadCreate;

impl PartialSchema for ChatThreadCreate {
    fn schema() -> RefOr<Schema> {
        body::creation::<ChatThread>("thread_id", "The columns of a new thread.")
    }
}

impl ToSchema for ChatThreadCreate {}

/// The form that changes a thread.
#[derive(Debug)]
pub struct ChatThreadUpdate;

impl PartialSchema for ChatThreadUpdate {
    fn schema() -> RefOr<Schema> {
        body::update::<ChatThread>("thread_id", "The thread, and the columns to change.")
    }
}

impl ToSchema for ChatThreadUpdate {}

/// The form that names a thread.
#[derive(Debug, ToSchema)]
pub struct ChatThreadKey {
    /// The number of the thread.
    #[schema(pattern = r"^-?\d+$", extensions(("x-documented-type" = json!("integer"))))]
    pub thread_id: String,
}

envelopes!(ChatThread, ChatThreadList, ChatThreadOne, ChatThreadWritten, ChatThreadDeleted);

/// Gives the table: what a new row holds where the form is silent, and the four rows that the page counts.
pub(super) fn resource() -> Value {
    json!({
        "key": "thread_id",
        "schema": "#/components/schemas/ChatThread",
        "new": {
            "thread_id": "=seq",
            "thread_status": "0",
            "thread_token": "",
            "thread_owner": "",
            "created_at": "=now()",
            "updated_at": "=now()",
            "thread_responders": "",
            "deleted_at": "",
            "origin_ip": "",
            "request_uri": "",
        },
        "seed": { "count": 4, "set": { "deleted_at": "" } },
    })
}
