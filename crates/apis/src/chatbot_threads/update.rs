//! What is sent to change threads, and the envelope of the answer.

use utoipa::ToSchema;

use super::thread::Thread;

/// The changes of some threads, in the order in which they are made.
#[derive(Debug, ToSchema)]
#[schema(min_items = 1)]
pub struct ThreadUpdates(pub Vec<ThreadUpdate>);

/// The change of one thread: what is left out stays as it is.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "the vendor has a flag for each state")]
pub struct ThreadUpdate {
    /// The thread.
    pub thread_id: String,
    /// Whether the matter is settled.
    #[schema(required = false)]
    pub resolved: bool,
    /// Whether the thread is put away.
    #[schema(required = false)]
    pub archived: bool,
    /// Whether a person is called for.
    #[schema(required = false)]
    pub escalated: bool,
    /// Whether the thread is important.
    #[schema(required = false)]
    pub important: bool,
    /// Who answers the visitor.
    #[schema(required = false, inline)]
    pub mode: Mode,
    /// The tags, in place of those before.
    #[schema(required = false)]
    pub tags: Vec<String>,
    /// The title; `null` takes it away.
    #[schema(extensions(("x-faker" = json!("text.title"))))]
    pub title: Option<String>,
    /// Notes that the visitor does not see; `null` takes them away.
    #[schema(extensions(("x-faker" = json!("text.note"))))]
    pub internal_notes: Option<String>,
}

/// Who answers the visitor.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "UPPERCASE")]
pub enum Mode {
    /// The language model.
    Ai,
    /// An agent.
    Agent,
    /// A person.
    Human,
}

/// The threads after the change.
#[derive(Debug, ToSchema)]
pub struct ThreadsUpdated {
    /// Always `true`.
    pub success: bool,
    /// A sentence that says so.
    pub message: String,
    /// The threads.
    pub data: UpdatedThreads,
}

/// The threads, change by change.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
pub struct UpdatedThreads {
    /// For each change of the request a list of the thread it was made on.
    pub updated_threads: Vec<Vec<Thread>>,
}
