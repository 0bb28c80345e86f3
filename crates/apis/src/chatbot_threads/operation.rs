//! The one operation that is documented.

use super::refusal::Refusals;
use super::update::{ThreadUpdates, ThreadsUpdated};
use crate::documented::{request, response};

/// Update threads.
///
/// Each element of the body changes one thread: its status, its title, its tags, its notes.
#[utoipa::path(
    patch,
    path = "/v1/chatting/{chatbotId}/thread/update-thread",
    operation_id = "updateThreads",
    tag = "Threads",
    params(
        (
            "chatbotId" = String,
            Path,
            description = "The chatbot the threads belong to.",
            example = "361628903185318481",
        ),
    ),
    request_body(
        content = ThreadUpdates,
        content_type = "application/json",
        example = json!(request!("chatbot-threads/updateThreads")),
    ),
    responses(
        (
            status = 200,
            description = "The threads after the changes.",
            body = ThreadsUpdated,
            example = json!(response!("chatbot-threads/updateThreads")),
        ),
        Refusals,
    ),
    extensions(("x-state" = json!({
        "each": "=body",
        "update": "threads",
        "where": { "id": "=it.threadId" },
        "set": {
            "resolved": "=it.resolved",
            "archived": "=it.archived",
            "escalated": "=it.escalated",
            "important": "=it.important",
            "mode": "=it.mode",
            "tags": "=it.tags",
            "title": "=it.title",
            "internalNotes": "=it.internalNotes",
            "updatedAt": "=now() if it | length > 1",
            "endedAt": "=(now() if it.resolved else none) if it.resolved is defined and it.resolved != item.resolved",
        },
        "respond": {
            "success": true,
            "message": "Thread statuses updated successfully",
            "data": { "updatedThreads": "=results" },
        },
    }))),
)]
pub fn update_threads() {}
