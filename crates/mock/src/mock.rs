//! Several documents on one port.

use std::fmt;
use std::sync::Arc;

use counterpart_exchange::Request;
use counterpart_state::Answer;
use jiff::Timestamp;

use crate::routes::{Clash, Found, Routes};
use crate::{Document, LogEntry, Summary};

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Takes a line for each request.
pub(crate) type Log = Arc<dyn Fn(&LogEntry<'_>) + Send + Sync>;

/// The documents that are served, and where time and log lines go.
pub struct Mock {
    documents: Vec<Document>,
    routes: Routes,
    clock: Clock,
    log: Log,
}

impl Mock {
    /// Puts documents behind one port.
    ///
    /// # Errors
    /// Two documents that want the same operation.
    pub fn new(
        documents: Vec<Document>,
        clock: Clock,
        log: impl Fn(&LogEntry<'_>) + Send + Sync + 'static,
    ) -> Result<Self, Clash> {
        let routes = Routes::new(documents.iter().map(Document::program))?;
        Ok(Self { documents, routes, clock, log: Arc::new(log) })
    }

    /// Says what is served.
    pub fn summaries(&self) -> Vec<Summary> {
        self.documents.iter().map(Document::summary).collect()
    }

    /// Answers a request whose path is as the client sent it.
    pub fn handle(&self, request: &Request) -> Answer {
        let answer = match self.routes.find(|index| self.documents[index].program(), request) {
            Found::Document { index, path } => {
                let below = (path != request.path)
                    .then(|| Request { path: path.to_owned(), ..request.clone() });
                self.documents[index].handle(below.as_ref().unwrap_or(request), (self.clock)())
            }
            Found::Ambiguous(_) | Found::Nowhere => Answer::nowhere(&request.path),
        };
        (self.log)(&LogEntry { request, answer: &answer });
        answer
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mock").field("documents", &self.documents).finish_non_exhaustive()
    }
}
