//! A method that a path does not declare is refused as such (RFC 9110 §15.5.6).

use super::{Case, Suspicion};
use crate::{Check, Meaning, Probe, Reading, Severity};

pub(super) fn look(case: &Case<'_>) -> Vec<Suspicion> {
    let (Meaning::Probe(Probe::Method), Reading::MethodNotAllowed(allowed), Ok(response)) =
        (&case.step.meaning, &case.call.reading, &case.call.outcome)
    else {
        return Vec::new();
    };
    let method = &case.call.request.method;
    match response.status {
        200..300 => {
            let (status, allowed) = (response.status, allowed.join(", "));
            let message =
                format!("`{method}` is answered {status}, though the path declares only {allowed}");
            // Whoever looks at no method takes all of them: that is one cause.
            vec![case.suspect(Check::UnsupportedMethod, "", message)]
        }
        405 if !response.headers.contains_key(http::header::ALLOW) => {
            let message = "a refused method is answered 405 without `Allow`".to_owned();
            let suspicion = case.suspect(Check::UnsupportedMethod, "allow", message);
            vec![Suspicion { severity: Severity::Warning, ..suspicion }]
        }
        _ => Vec::new(),
    }
}
