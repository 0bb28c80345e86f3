//! A body of a media type that is not declared is refused (RFC 9110 §15.5.16).

use counterpart_exchange::Refusal;

use super::{Case, Suspicion};
use crate::{Check, Meaning, Probe, Reading};

pub(super) fn look(case: &Case<'_>) -> Vec<Suspicion> {
    let (Meaning::Probe(Probe::MediaType), Reading::Operation(_, read)) =
        (&case.step.meaning, &case.call.reading)
    else {
        return Vec::new();
    };
    if !case.call.is_success() || !matches!(**read, Err(Refusal::MediaType { .. })) {
        return Vec::new();
    }
    let sent = case.call.request.header("content-type").unwrap_or_default();
    let message = format!("a body of the media type `{sent}` is taken, which is not declared");
    vec![case.suspect(Check::WrongMediaTypeAccepted, "content", message)]
}
