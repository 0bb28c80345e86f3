//! Messages: the row, the forms that write it, and the table.

use serde_json::{Value, json};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::{body, envelope::envelopes};
use crate::documented::response;

/// A message of a visitor or an administrator, perhaps to a member or about a lead.
#[derive(Debug, ToSchema)]
#[schema(examples(json!(response!("brilliant-directories/listMessages")["message"][0])))]
pub struct Message {
    /// The number of the message, given by the server.
    #[schema(pattern = r"^-?\d+$", extensions(("x-documented-type" = json!("integer"))))]
    pub id: String,
    /// The member the message belongs to.
    #[schema(pattern = r"^-?\d+$", extensions(("x-documented-type" = json!("integer"))))]
    pub user_id: String,
    /// The sender's name, as it is shown.
    #[schema(extensions(("x-faker" = json!("name.full"))))]
    pub name: String,
    /// The subject.
    #[schema(extensions(("x-documented-type" = json!("text")), ("x-faker" = json!("text.title"))))]
    pub subject: String,
    /// When the message was sent, as `YYYYMMDDHHmmss`.
    #[schema(pattern = r"^\d{14}$", extensions(("x-date" = json!("%Y%m%d%H%M%S"))))]
    pub date: String,
    /// The text.
    #[schema(extensions(("x-documented-type" = json!("text")), ("x-faker" = json!("text.message"))))]
    pub body: String,
    /// Whether the message was read: `1` unread, `0` read.
    #[schema(inline)]
    pub status: ReadStatus,
    /// What kind of message it is; an open set.
    #[schema(examples("contact", "inquiry"), extensions(("x-documented-values" = json!(["contact", "inquiry"]))))]
    pub r#type: String,
    /// The lead the message belongs to; `0` for none.
    #[schema(pattern = r"^-?\d+$", extensions(("x-documented-type" = json!("integer"))))]
    pub lead_id: String,
    /// Who receives the message.
    #[schema(examples("admin", "member"), extensions(("x-documented-values" = json!(["member", "admin"]))))]
    pub recipient: String,
    /// A token by which the message is referred to.
    #[schema(extensions(("x-documented-unique" = json!(true)), ("x-faker" = json!("token.short"))))]
    pub token: String,
    /// The message that this one answers; `0` at the top.
    #[schema(pattern = r"^-?\d+$", extensions(("x-documented-type" = json!("integer"))))]
    pub parent_id: String,
}

/// Whether a message was read.
#[derive(Debug, ToSchema)]
pub enum ReadStatus {
    /// The message was read.
    #[schema(rename = "0")]
    Read,
    /// The message waits.
    #[schema(rename = "1")]
    Unread,
}

/// The form that creates a message.
#[derive(Debug)]
pub struct MessageCreate;

impl PartialSchema for MessageCreate {
    fn schema() -> RefOr<Schema> {
        body::creation::<Message>("id", "The columns of a new message.")
    }
}

impl ToSchema for MessageCreate {}

/// The form that changes a message.
#[derive(Debug)]
pub struct MessageUpdate;

impl PartialSchema for MessageUpdate {
    fn schema() -> RefOr<Schema> {
        body::update::<Message>("id", "The message, and the columns to change.")
    }
}

impl ToSchema for MessageUpdate {}

/// The form that names a message.
#[derive(Debug, ToSchema)]
pub struct MessageKey {
    /// The number of the message.
    #[schema(pattern = r"^-?\d+$", extensions(("x-documented-type" = json!("integer"))))]
    pub id: String,
}

envelopes!(Message, MessageList, MessageOne, MessageWritten, MessageDeleted);

/// Gives the table: what a new row holds where the form is silent, and the one row of the page.
pub(super) fn resource() -> Value {
    json!({
        "key": "id",
        "schema": "#/components/schemas/Message",
        "new": {
            "id": "=seq",
            "user_id": "0",
            "name": "",
            "subject": "",
            "date": "=now()",
            "body": "",
            "status": "0",
            "type": "",
            "lead_id": "0",
            "recipient": "",
            "token": "",
            "parent_id": "0",
        },
        "seed": 1,
    })
}
