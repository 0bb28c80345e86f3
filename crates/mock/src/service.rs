//! Several documents as one function from request to answer.

use std::collections::BTreeMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use counterpart_exchange::Request;
use counterpart_state::{Answer, Reach};
use jiff::Timestamp;

use crate::{Document, LogEntry, Summary};

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Takes a line for each request.
pub(crate) type Log = Arc<dyn Fn(&LogEntry<'_>) + Send + Sync>;

/// The documents that are served, and where time and log lines go.
pub struct Service {
    documents: Vec<Document>,
    clock: Clock,
    log: Log,
}

/// An answer, and how long it is held back before it leaves.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) answer: Answer,
    pub(crate) delay: Duration,
}

/// Two documents that want the same operation on the same path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{operation}` is served by both `{first}` and `{second}`")]
pub struct Clash {
    /// The method and the path.
    pub operation: String,
    /// The title of one document.
    pub first: String,
    /// The title of the other.
    pub second: String,
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
        let mut owners = BTreeMap::new();
        for (index, document) in documents.iter().enumerate() {
            let spec = document.program().spec();
            for operation in &spec.operations {
                let path = |template: &str| format!("{}{template}", spec.base_path);
                let key = format!("{} {}", operation.method, path(&nameless(&operation.path)));
                if let Some((owner, first)) = owners.insert(key, (index, spec.title.clone()))
                    && owner != index
                {
                    let operation = format!("{} {}", operation.method, path(&operation.path));
                    return Err(Clash { operation, first, second: spec.title.clone() });
                }
            }
        }
        Ok(Self { documents, clock, log: Arc::new(log) })
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

    fn answer(&self, request: &Request) -> Answer {
        let Some((document, path)) = self.document(request) else {
            return Answer::nowhere(&request.path);
        };
        let below =
            (path != request.path).then(|| Request { path: path.to_owned(), ..request.clone() });
        document.handle(below.as_ref().unwrap_or(request), (self.clock)())
    }

    /// Finds the document that gets furthest with a request; one that shares no segment with the path has no say, unless it is the only one.
    fn document<'r>(&self, request: &'r Request) -> Option<(&Document, &'r str)> {
        let below = self.documents.iter().filter_map(|document| {
            let base = &document.program().spec().base_path;
            let path = request.path.strip_prefix(base.as_str())?;
            if !path.starts_with('/') {
                return None;
            }
            let reach = document.program().reach(&request.method, path, &request.query);
            let near = match reach {
                Reach::Near(segments) => Reach::Near(segments + base.matches('/').count()),
                further => further,
            };
            Some((near, document, path))
        });
        let mut best: Option<(Reach, &Document, &str)> = None;
        for candidate in below {
            if best.as_ref().is_none_or(|(reach, ..)| candidate.0 > *reach) {
                best = Some(candidate);
            }
        }
        let (reach, document, path) = best?;
        let mine = reach > Reach::Near(0) || self.documents.len() == 1;
        mine.then_some((document, path))
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").field("documents", &self.documents).finish_non_exhaustive()
    }
}

/// Takes the names out of a template: `/a/{id}` and `/a/{key}` are one path.
fn nameless(template: &str) -> String {
    let literals = template.split('{').map(|part| part.split_once('}').map_or(part, |(_, l)| l));
    literals.collect::<Vec<_>>().join("{}")
}
