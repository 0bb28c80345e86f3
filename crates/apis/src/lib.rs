//! The documented vendor APIs as annotated Rust, exported into `openapi/`.
//!
//! Owns what four APIs accept, answer and remember, as far as their public pages say: one module per API, the types beside the operations that use them, the contradictions of the pages in a `notes` file of their own.
//! Assumes nothing of the workspace: everyone else reads the exported files, nobody links this crate.
//! Refuses to hide a guess: what a page contradicts carries `x-discrepancy`, what it leaves open `x-ambiguity`, what it does not say at all `x-source: external`.
//!
//! The words of the descriptions are our own; names, types and example payloads are the vendors'.

mod annotate;
mod document;
mod documented;
mod note;
mod response;
mod tidy;

pub mod brilliant_directories;
pub mod brokerstar_chat;
pub mod chat_messages;
pub mod chatbot_threads;

pub use document::Document;

/// Builds every document, in the order of the files' names.
pub fn documents() -> Vec<Document> {
    vec![
        brilliant_directories::document(),
        brokerstar_chat::document(),
        chat_messages::document(),
        chatbot_threads::document(),
    ]
}
