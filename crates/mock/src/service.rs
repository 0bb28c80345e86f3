//! Several documents as one function from request to answer.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use counterpart_exchange::Request;
use counterpart_state::{Answer, Program, Reach};
use http::StatusCode;
use jiff::Timestamp;

use crate::edges::Edges;
use crate::problem::Problem;
use crate::routes::{Clash, Found, Routes};
use crate::{Document, LogEntry, Summary};

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Takes a line for each request.
pub(crate) type Log = Arc<dyn Fn(&LogEntry<'_>) + Send + Sync>;

/// The documents that are served, and where time and log lines go.
pub struct Service {
    documents: Vec<Document>,
    routes: Routes,
    pub(crate) clock: Clock,
    log: Log,
    pub(crate) edges: Edges,
}

/// An answer, and how long it is held back before it leaves.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) answer: Answer,
    pub(crate) delay: Duration,
}

impl Service {
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
        Ok(Self { documents, routes, clock, log: Arc::new(log), edges: Edges::default() })
    }

    /// Says what is served.
    pub fn summaries(&self) -> Vec<Summary> {
        self.documents.iter().map(Document::summary).collect()
    }

    /// Answers a request whose path is as the client sent it, without its delay.
    pub fn handle(&self, request: &Request) -> Answer {
        self.reply(request).answer
    }

    /// Answers a request, and says how long the answer is to be held back.
    ///
    /// One request that finds a fault of ours must not end the others: it is answered with 500, and logged.
    pub(crate) fn reply(&self, request: &Request) -> Reply {
        let answer = catch_unwind(AssertUnwindSafe(|| self.answer(request)));
        let answer = answer.unwrap_or_else(|_| Answer::failed());
        (self.log)(&LogEntry { request, answer: &answer });
        Reply { answer, delay: Duration::ZERO }
    }

    /// Tells of a request that was answered without the documents.
    pub(crate) fn told(&self, request: &Request, answer: Answer) -> Answer {
        (self.log)(&LogEntry { request, answer: &answer });
        answer
    }

    /// Finds the operation that a request is for: the program, its index and the operation's, and the path below the base path.
    pub(crate) fn operation<'r>(
        &self,
        request: &'r Request,
    ) -> Option<(&Program, usize, usize, &'r str)> {
        let found = self.routes.find(|index| self.documents[index].program(), request);
        let Found::Document { index, path } = found else { return None };
        let program = self.documents[index].program();
        match program.reach(&request.method, path, &request.query) {
            Reach::Operation { index: operation, .. } => Some((program, index, operation, path)),
            _ => None,
        }
    }

    /// Gives the programs.
    pub(crate) fn programs(&self) -> impl Iterator<Item = &Program> {
        self.documents.iter().map(Document::program)
    }

    fn answer(&self, request: &Request) -> Answer {
        match self.routes.find(|index| self.documents[index].program(), request) {
            Found::Document { index, path } => {
                let below = (path != request.path)
                    .then(|| Request { path: path.to_owned(), ..request.clone() });
                self.documents[index].handle(below.as_ref().unwrap_or(request), (self.clock)())
            }
            Found::Ambiguous(rivals) => ambiguous(&request.path, &rivals),
            Found::Nowhere => Answer::nowhere(&request.path),
        }
    }
}

/// Answers a request that several documents would take.
fn ambiguous(path: &str, rivals: &[(String, String)]) -> Answer {
    let told = rivals.iter().map(|(base, title)| format!("`{base}{path}` ({title})"));
    let told = told.collect::<Vec<_>>().join(" or ");
    Problem::new(StatusCode::NOT_FOUND, format!("`{path}` is {told}: send it with its base path"))
        .into()
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").field("documents", &self.documents).finish_non_exhaustive()
    }
}
