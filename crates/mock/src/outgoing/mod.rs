//! What the API sends by itself: callbacks of operations, and webhooks.
//!
//! Owns which messages follow from an exchange, what they say, and their delivery: in the background, with several tries, told of in the log.
//! Nothing here blocks or fails an answer.
//! Sends callbacks, whose addresses come from callers, to this machine only, unless others are allowed.

mod body;
mod callback;
mod delivery;
mod webhook;

pub(crate) use callback::Calling;
pub use delivery::{Outgoing, OutgoingSettings};
pub use webhook::{NoWebhook, WebhookTarget};
pub(crate) use webhook::{unasked, webhooks};
