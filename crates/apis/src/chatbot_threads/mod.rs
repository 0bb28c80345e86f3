//! A chatbot API v1: changing the threads of a chatbot, several at once.
//!
//! One operation is documented, so the threads have to be there from the start; each chatbot has its own.

mod notes;
pub mod operation;
pub mod refusal;
pub mod thread;
pub mod update;

use serde_json::json;
use utoipa::OpenApi;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Info, InfoBuilder, ServerBuilder};

use crate::document::{Document, Parts};
use crate::response;

#[derive(OpenApi)]
#[openapi(
    paths(operation::update_threads),
    components(schemas(refusal::Refusal)),
    tags((name = "Threads", description = "The conversations of a chatbot.")),
    security(("bearer" = [])),
)]
struct Api;

/// Builds the document.
pub(crate) fn document() -> Document {
    let mut api = Api::openapi();
    api.info = info();
    let server = ServerBuilder::new()
        .url("https://interhemispheric-unwet-paulene.ngrok-free.dev/api")
        .description(Some("The host of the page's example: a development tunnel."));
    api.servers = Some(vec![server.build()]);
    response::declare(&mut api, refusal::shared());
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("An API key."));
    api.components
        .get_or_insert_default()
        .add_security_scheme("bearer", SecurityScheme::Http(bearer.build()));
    let state = json!({ "threads": thread::resource() });
    let parts = Parts { refusals: refusal::wording(), state, notes: notes::NOTES.iter().collect() };
    Document::new("chatbot-threads.yaml", &api, parts)
}

fn info() -> Info {
    let vendor = json!({
        "name": "ContextGPT",
        "url": "https://docs.contextgpt.in/docs/api-reference/threads/update-thread-status",
        "source": "external",
    });
    InfoBuilder::new()
        .title("Chatbot API v1 – Update Thread Status")
        .version("1")
        .description(Some(
            "Status, title, tags and notes of a chatbot's threads, after the page \"Update Thread Status\", which names no vendor.",
        ))
        .extensions(Some(ExtensionsBuilder::new().add("x-vendor", vendor).build()))
        .build()
}
