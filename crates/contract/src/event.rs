//! What a run tells whoever observes it.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{Exchanged, Finding, Meaning};

/// A part of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Findings of earlier runs are looked at again.
    Replays,
    /// What the document shows.
    Examples,
    /// What lies at the edges of every keyword, and questions about the protocol.
    Boundary,
    /// Values by chance, those that fit and those that do not.
    Random,
    /// Sequences of calls, by what is remembered.
    Sequences,
}

/// One thing that happened, in the order of the plan: the same at any number of workers.
#[derive(Debug, Clone)]
pub enum Event {
    /// The run begins.
    Started {
        /// Where the server stands, as the user wrote it; of a service in the same program, its name.
        target: String,
        /// The title and the version of the document.
        document: String,
        /// What the run is random by.
        seed: u64,
        /// Which part of the plan is run, and of how many.
        shard: (usize, usize),
        /// The operations that are tested, by name, in the order of the document.
        operations: Vec<String>,
    },
    /// A phase begins; holds how many units of work it has.
    Phase(Phase, usize),
    /// A call was made.
    Called {
        /// The phase.
        phase: Phase,
        /// The operation, by name.
        operation: Arc<str>,
        /// What it was sent for.
        meaning: Meaning,
        /// The call.
        exchanged: Arc<Exchanged>,
    },
    /// The first success of a status that the examples led to was asked for once more, where that is wanted, and came with that status again.
    Repeated {
        /// The operation, by name.
        operation: Arc<str>,
        /// The second call: about records of its own, where it makes or changes any.
        exchanged: Arc<Exchanged>,
    },
    /// A unit of work of the phase is done.
    Progressed(Phase),
    /// Something does not hold.
    Found(Box<Finding>),
    /// The run is over.
    Finished(Summary),
}

/// The run in figures.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Calls that were made, those for making findings small included.
    pub calls: u64,
    /// Calls whose answer was judged.
    pub cases: u64,
    /// Operations of the document that were to be tested.
    pub operations: usize,
    /// Operations that were answered with success at least once, also those that only led to what was tested.
    pub succeeded: usize,
    /// Findings that are errors.
    pub errors: usize,
    /// Findings that are warnings.
    pub warnings: usize,
    /// What was seen once, and not when it was tried again.
    pub unconfirmed: Vec<String>,
    /// Operations that could not be called, and why.
    pub uncallable: Vec<(String, String)>,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// Why the run ended before its plan did, if it did.
    pub stopped: Option<String>,
}

impl Summary {
    /// Tells whether no operation was answered with success, so that next to nothing was tested.
    pub fn tested_nothing(&self) -> bool {
        self.operations > 0 && self.succeeded == 0
    }
}

/// Shows the run in one line, and what else is to be said of it in more.
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { errors, warnings, cases, calls, seconds, operations, .. } = self;
        let succeeded = self.succeeded.min(*operations);
        write!(f, "{errors} errors, {warnings} warnings; {cases} cases in {calls} calls; ")?;
        write!(f, "{succeeded} of {operations} operations succeeded; {seconds:.1} s")?;
        for (operation, reason) in &self.uncallable {
            write!(f, "\nnot called: {operation}: {reason}")?;
        }
        for unconfirmed in &self.unconfirmed {
            write!(f, "\nseen only once: {unconfirmed}")?;
        }
        self.stopped.iter().try_for_each(|reason| write!(f, "\nended early: {reason}"))
    }
}

/// Takes the events of a run, one after the other.
pub trait Observer: Send {
    /// Takes one event.
    fn observe(&mut self, event: &Event);
}

impl<F: FnMut(&Event) + Send> Observer for F {
    fn observe(&mut self, event: &Event) {
        self(event);
    }
}

/// Observes by both.
impl<A: Observer, B: Observer> Observer for (A, B) {
    fn observe(&mut self, event: &Event) {
        self.0.observe(event);
        self.1.observe(event);
    }
}

/// Observes where somebody does.
impl<O: Observer> Observer for Option<O> {
    fn observe(&mut self, event: &Event) {
        if let Some(observer) = self {
            observer.observe(event);
        }
    }
}
