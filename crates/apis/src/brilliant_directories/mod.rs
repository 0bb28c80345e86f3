//! Brilliant Directories API v2: chat threads and messages of a directory website.
//!
//! Two tables with the same five operations each, after one pattern: the model's name in the path, forms in, one envelope out.
//! Reads change nothing, a deleted row is gone, and no row refers to another.

mod body;
mod envelope;
pub mod message;
pub mod message_operations;
mod notes;
pub mod refusal;
pub mod thread;
pub mod thread_operations;

use serde_json::json;
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa::openapi::{Info, InfoBuilder, Server, ServerBuilder, ServerVariableBuilder};

use crate::document::{Document, Parts};
use crate::response;

#[derive(OpenApi)]
#[openapi(
    paths(
        thread_operations::list_chat_threads,
        thread_operations::get_chat_thread,
        thread_operations::create_chat_thread,
        thread_operations::update_chat_thread,
        thread_operations::delete_chat_thread,
        message_operations::list_messages,
        message_operations::get_message,
        message_operations::create_message,
        message_operations::update_message,
        message_operations::delete_message,
    ),
    components(schemas(refusal::Refusal)),
    tags(
        (name = "Chat Threads", description = "Live conversations between visitors and administrators."),
        (name = "Messages", description = "Messages to members and administrators."),
    ),
    security(("apiKey" = [])),
)]
struct Api;

/// Builds the document.
pub(crate) fn document() -> Document {
    let mut api = Api::openapi();
    api.info = info();
    api.servers = Some(vec![server()]);
    response::declare(&mut api, refusal::shared());
    let key = ApiKeyValue::with_description("X-Api-Key", "A key of the website's administrator.");
    api.components
        .get_or_insert_default()
        .add_security_scheme("apiKey", SecurityScheme::ApiKey(ApiKey::Header(key)));
    let state = json!({
        "chat_message_threads": thread::resource(),
        "messages": message::resource(),
    });
    let parts = Parts { refusals: refusal::wording(), state, notes: notes::NOTES.iter().collect() };
    Document::new("brilliant-directories.yaml", &api, parts)
}

fn info() -> Info {
    InfoBuilder::new()
        .title("Brilliant Directories API v2 – Chat Threads and Messages")
        .version("2")
        .description(Some(
            "Chat threads and messages of a directory website, after the vendor's reference pages \"Chat Threads\" and \"Messages\".\n\
             Rows travel as text, in forms and in JSON alike; success is always 200.",
        ))
        .build()
}

fn server() -> Server {
    let domain = ServerVariableBuilder::new()
        .default_value("www.yourdomain.com")
        .description(Some("The domain of the directory website."));
    ServerBuilder::new().url("https://{domain}").parameter("domain", domain).build()
}
