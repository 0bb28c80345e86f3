//! Calls in a row that tell nothing: after enough of them the server is given up.

use std::collections::BTreeSet;

use crate::Exchanged;

/// So many calls in a row, and of so many operations, show that it is the server and not what is asked of it.
const CALLS: usize = 50;
const OPERATIONS: usize = 3;

/// The calls since the last one that told something.
#[derive(Debug, Default)]
pub(super) struct Streak {
    is_refused: bool,
    calls: usize,
    operations: BTreeSet<usize>,
}

impl Streak {
    /// Counts a call of a run that tests so many operations; says why the server is to be given up, if it is.
    pub(super) fn count(&mut self, call: &Exchanged, tested: usize) -> Option<String> {
        // There are too many calls for the server (RFC 6585 §4), or it gives no whole response.
        let is_refused = call.status() == Some(429);
        if !is_refused && call.outcome.is_ok() {
            *self = Self::default();
            return None;
        }
        if is_refused != self.is_refused {
            *self = Self { is_refused, ..Self::default() };
        }
        self.calls += 1;
        self.operations.insert(call.operation);
        if self.calls < CALLS || self.operations.len() < OPERATIONS.min(tested) {
            return None;
        }
        let calls = self.calls;
        Some(match &call.outcome {
            Err(failure) => format!("the last {calls} calls had no whole response: {failure}"),
            Ok(_) => format!(
                "the last {calls} calls were answered 429, however long was waited: the server takes fewer calls than that"
            ),
        })
    }
}
