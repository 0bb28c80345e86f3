//! Where the document demands credentials, nobody gets through without them (RFC 9110 §15.5.2).

use super::{Case, Suspicion};
use crate::{Check, Meaning, Probe, Shown};

pub(super) fn look(case: &Case<'_>) -> Vec<Suspicion> {
    if case.step.meaning != Meaning::Probe(Probe::Credentials) || !case.call.is_success() {
        return Vec::new();
    }
    let what = match case.step.shown {
        Shown::None => "without credentials",
        Shown::Garbage => "with credentials that nobody was given",
        Shown::Own | Shown::Other => return Vec::new(),
    };
    let status = case.call.status().unwrap_or_default();
    let message = format!("a request {what} is answered {status}");
    // Whoever asks for none takes all: that is one cause.
    let mut suspicion = case.suspect(Check::AuthIgnored, "", message);
    suspicion.promise = suspicion.promise.map(|pointer| {
        let own = pointer.join("security");
        let is_own = case.subject.spec().value(&own).is_some();
        if is_own { own } else { pointer }
    });
    vec![suspicion]
}
