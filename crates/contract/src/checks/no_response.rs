//! A request is answered, with a whole response (RFC 9112 §2).

use counterpart_client::Failure;

use super::{Case, Suspicion};
use crate::Check;

pub(super) fn look(case: &Case<'_>) -> Vec<Suspicion> {
    let Err(failure) = &case.call.outcome else { return Vec::new() };
    let kind = match failure {
        // Nothing was sent: the run looks after a server that is gone.
        Failure::Target(_) | Failure::Connect { .. } => return Vec::new(),
        Failure::Broken { .. } => "broken",
        Failure::Timeout(_) => "timeout",
        Failure::TooLarge(_) => "too_large",
        Failure::Encoding(_) => "encoding",
    };
    vec![case.suspect(Check::NoResponse, kind, failure.to_string())]
}
