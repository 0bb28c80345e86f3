//! Operations.

use super::{Parameter, RequestBody, Response, StatusKey};
use crate::Pointer;

/// One method on one path template (OpenAPI "Operation Object").
#[derive(Debug)]
pub struct Operation {
    /// `operationId`, or `GET /path`.
    pub id: String,
    /// The method in upper case, but for `additionalOperations`, where it is as written.
    pub method: String,
    /// The path template, without the base path; of a callback the runtime expression.
    pub path: String,
    /// Where the operation stands.
    pub pointer: Pointer,
    /// What it does, in a few words.
    pub summary: Option<String>,
    /// The groups it belongs to.
    pub tags: Vec<String>,
    /// Whether callers should stop using it.
    pub deprecated: bool,
    /// The paths of its servers, else of the path item's, else of the document's, each once and without a trailing slash; never empty.
    pub base_paths: Vec<String>,
    /// The parameters of the path item and the operation; the operation's win.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<RequestBody>,
    /// The responses in document order.
    pub responses: Vec<Response>,
    /// Alternatives, each a list of security schemes that must all be met; empty when anyone may call.
    pub security: Vec<Vec<String>>,
    /// The operations that the API calls back; they have no callbacks of their own.
    pub callbacks: Vec<Operation>,
}

impl Operation {
    /// Finds the response that stands for a status: its own, its class's, or the default.
    pub fn response(&self, status: u16) -> Option<&Response> {
        self.responses.get(self.response_index(status)?)
    }

    /// Finds that response by its place in [`Operation::responses`].
    pub fn response_index(&self, status: u16) -> Option<usize> {
        [StatusKey::Code(status), StatusKey::Class(status / 100), StatusKey::Default]
            .iter()
            .find_map(|key| self.responses.iter().position(|response| response.status == *key))
    }
}
