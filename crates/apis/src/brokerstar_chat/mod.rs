//! BrokerStar API v3: the chat between a broker's client and its advisors.
//!
//! A login is a contact; what it sees are its own messages, grouped into one conversation per advisor and one with the system.
//! Two of the reads change what they read: fetching a conversation marks it as read, and muting is a GET.

pub mod conversation;
mod date;
pub mod message;
mod notes;
pub mod parameter;
pub mod posting;
pub mod refusal;
pub mod state;
pub mod unread;

use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Info, InfoBuilder, ServerBuilder};

use crate::document::{Document, Parts};
use crate::response;

#[derive(OpenApi)]
#[openapi(
    paths(
        conversation::list_conversations,
        unread::list_unread,
        message::get_conversation_messages,
        message::get_flooded_chat,
        posting::post_message,
        conversation::mute_conversation,
    ),
    components(schemas(
        refusal::ChatError,
        refusal::Unauthorized,
        state::User,
        state::Contact,
        unread::UnreadConversation,
    )),
    tags((name = "Chat", description = "Conversations of the current login.")),
    security(("jwt" = [])),
)]
struct Api;

/// Builds the document.
pub(crate) fn document() -> Document {
    let mut api = Api::openapi();
    api.info = info();
    let server = ServerBuilder::new().url("https://public.brokerstar.biz").build();
    api.servers = Some(vec![server]);
    response::declare(&mut api, refusal::shared());
    let jwt = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some("The token of a login."));
    api.components
        .get_or_insert_default()
        .add_security_scheme("jwt", SecurityScheme::Http(jwt.build()));
    let parts = Parts {
        refusals: refusal::wording(),
        state: state::resources(),
        notes: notes::notes().collect(),
    };
    Document::new("brokerstar-chat.yaml", &api, parts)
}

fn info() -> Info {
    InfoBuilder::new()
        .title("BrokerStar API v3 – Chat")
        .version("3")
        .description(Some(
            "The chat of a client with its advisors and with the system, after the vendor's page \"API: Chat\".\n\
             Everything is seen as the contact behind the login; times are local to Zurich.",
        ))
        .build()
}
