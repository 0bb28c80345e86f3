//! A chatbot's thread, as the answer shows it, and the store of threads.

use serde_json::{Value, json};
use utoipa::ToSchema;

/// A conversation between a visitor and a chatbot.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "the vendor has a flag for each state")]
pub struct Thread {
    /// The thread's identifier.
    pub id: String,
    /// The chatbot the thread belongs to.
    pub chatbot_id: String,
    /// The visitor's identifier.
    #[schema(extensions(("x-faker" = json!("id.snowflake"))))]
    pub visitor_id: String,
    /// The title, if there is one.
    #[schema(required, extensions(("x-faker" = json!("text.title"))))]
    pub title: Option<String>,
    /// Whether the visitor is unknown.
    pub anonymous: bool,
    /// How many messages nobody has read.
    #[schema(minimum = 0)]
    pub unread_messages_count: i64,
    /// Whether a person was called for.
    pub escalated: bool,
    /// Whether the thread is marked as important.
    pub important: bool,
    /// Whether the matter is settled.
    pub resolved: bool,
    /// Whether the thread is put away.
    pub archived: bool,
    /// The tags.
    pub tags: Vec<String>,
    /// How many answers were rated good.
    #[schema(minimum = 0)]
    pub positive_count: i64,
    /// How many answers were rated bad.
    #[schema(minimum = 0)]
    pub negative_count: i64,
    /// Where the conversation takes place.
    pub platform_source: String,
    /// When the conversation began.
    #[schema(format = DateTime)]
    pub started_at: String,
    /// When the thread was last changed.
    #[schema(format = DateTime)]
    pub updated_at: String,
    /// When the conversation ended; `null` while it goes on.
    #[schema(required, format = DateTime)]
    pub ended_at: Option<String>,
    /// The visitor's name, if known.
    #[schema(required, extensions(("x-faker" = json!("name.full"))))]
    pub visitor_name: Option<String>,
    /// The visitor's address, if known.
    #[schema(required, extensions(("x-faker" = json!("internet.email"))))]
    pub visitor_email: Option<String>,
    /// The visitor's telephone number, if known.
    #[schema(required, extensions(("x-faker" = json!("phone.number"))))]
    pub visitor_phone: Option<String>,
    /// The picture of the bot.
    #[schema(required, extensions(("x-faker" = json!("internet.image"))))]
    pub bot_icon_src: Option<String>,
    /// The picture of the visitor.
    #[schema(required, extensions(("x-faker" = json!("internet.image"))))]
    pub user_icon_src: Option<String>,
    /// The picture of the person who answers.
    #[schema(required, extensions(("x-faker" = json!("internet.image"))))]
    pub agent_icon_src: Option<String>,
    /// The picture of the closed chat window.
    #[schema(required, extensions(("x-faker" = json!("internet.image"))))]
    pub bubble_icon_src: Option<String>,
    /// The language model that answers.
    #[schema(required)]
    pub llm_model: Option<LlmModel>,
}

/// A language model.
#[derive(Debug, ToSchema)]
pub struct LlmModel {
    /// The model's identifier.
    #[schema(extensions(("x-faker" = json!("id.slug"))))]
    pub id: String,
    /// Who runs the model.
    #[schema(extensions(("x-faker" = json!("company.name"))))]
    pub provider: String,
    /// The model's name.
    #[schema(extensions(("x-faker" = json!("text.word"))))]
    pub title: String,
}

/// Gives the store: each chatbot's threads by themselves, three of them under names that are easy to ask for.
///
/// A thread also remembers `mode` and `internalNotes`, which the answer does not show.
pub(super) fn resource() -> Value {
    json!({
        "key": "id",
        "schema": "#/components/schemas/Thread",
        "partition": { "chatbotId": "=path.chatbotId" },
        "new": { "id": "=uuid()" },
        "seed": {
            "count": 6,
            "records": [{ "id": "thread-1" }, { "id": "thread-2" }, { "id": "thread-3" }],
            "set": {
                "escalated": false,
                "resolved": false,
                "archived": false,
                "endedAt": null,
                "tags": "=[[], ['billing'], ['bug', 'urgent']][index % 3]",
                "platformSource": "WIDGET",
                "mode": "AI",
                "internalNotes": null,
            },
        },
    })
}
