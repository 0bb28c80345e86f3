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

    /// Lists the responses that stand for success, each with its status, the one that is usually meant first: the statuses `2xx` from low to high, else the class, else the default as 200.
    ///
    /// Where none does, it is the first redirection, else the first response that is declared; nothing where none is.
    pub fn successes(&self) -> Vec<(u16, usize)> {
        let declared = || self.responses.iter().enumerate();
        let of_class = |wanted: u16| {
            let mut found: Vec<_> = declared()
                .filter_map(|(index, response)| match response.status {
                    StatusKey::Code(code) if code / 100 == wanted => Some((code, index)),
                    _ => None,
                })
                .collect();
            found.sort_unstable();
            let class = declared().find(|(_, r)| r.status == StatusKey::Class(wanted));
            found.extend(class.map(|(index, _)| (wanted * 100, index)));
            found
        };
        let found = of_class(2);
        if !found.is_empty() {
            return found;
        }
        let default = declared().find(|(_, response)| response.status == StatusKey::Default);
        if let Some((index, _)) = default {
            return vec![(200, index)];
        }
        let redirection = of_class(3).first().copied();
        let first = || {
            declared().next().map(|(index, response)| match response.status {
                StatusKey::Code(code) => (code, index),
                StatusKey::Class(class) => (class * 100, index),
                StatusKey::Default => (200, index),
            })
        };
        redirection.or_else(first).into_iter().collect()
    }
}
