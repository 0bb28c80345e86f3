//! The chat messages of an apiDoc site, v5.116.0: find, get, patch and create.
//!
//! A message belongs to a room and remembers who has seen it; it can be neither edited nor deleted.

pub mod message;
mod notes;
pub mod operation;
pub mod refusal;

use serde_json::json;
use utoipa::OpenApi;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Info, InfoBuilder, Server, ServerBuilder, ServerVariableBuilder};

use crate::document::{Document, Parts};
use crate::response;

#[derive(OpenApi)]
#[openapi(
    paths(
        operation::find_chat_messages,
        operation::get_chat_message,
        operation::patch_chat_message,
        operation::create_chat_message,
    ),
    components(schemas(refusal::Refusal)),
    tags((name = "Chat_Message", description = "Messages in chat rooms.")),
    security(("bearer" = [])),
)]
struct Api;

/// Builds the document.
pub(crate) fn document() -> Document {
    let mut api = Api::openapi();
    api.info = info();
    api.servers = Some(vec![server()]);
    response::declare(&mut api, refusal::shared());
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("An API token in the header `Authorization`."));
    api.components
        .get_or_insert_default()
        .add_security_scheme("bearer", SecurityScheme::Http(bearer.build()));
    let state = json!({ "chat_messages": message::resource() });
    let parts = Parts { refusals: refusal::wording(), state, notes: notes::NOTES.iter().collect() };
    Document::new("chat-messages.yaml", &api, parts)
}

fn info() -> Info {
    let vendor = json!({
        "name": "HAPI Hub (Hippocrades)",
        "url": "https://docs.fleming.hippocrades.org/api/Chat_Message.html",
        "source": "external",
    });
    InfoBuilder::new()
        .title("API Docs – Chat_Message")
        .version("5.116.0")
        .description(Some(
            "Messages in chat rooms, after the section \"Chat_Message\" of an apiDoc site that names no vendor.",
        ))
        .extensions(Some(ExtensionsBuilder::new().add("x-vendor", vendor).build()))
        .build()
}

fn server() -> Server {
    let domain = ServerVariableBuilder::new()
        .default_value("yourdomain.com")
        .description(Some("The domain of the installation."));
    ServerBuilder::new().url("https://{domain}").parameter("domain", domain).build()
}
