//! What comes back is what the document declares: status, media type, headers, body.

use counterpart_exchange::{Refusal, Site};

use super::invalid_accepted::{key, violated};
use super::{Case, Suspicion};
use crate::{Check, Meaning, Reading, Severity};

pub(super) fn look(case: &Case<'_>) -> Vec<Suspicion> {
    let (Ok(response), Reading::Operation(index, read)) = (&case.call.outcome, &case.call.reading)
    else {
        return Vec::new();
    };
    let contract = case.subject.contract(*index);
    let status = response.status;
    // Of probes the document does not speak; a fault that it does not declare is told by another check.
    let undeclared_fault = status >= 500 && contract.operation().response_index(status).is_none();
    if matches!(case.step.meaning, Meaning::Probe(_)) || undeclared_fault {
        return Vec::new();
    }
    // What the server should have refused may well be shown as it was sent.
    let taken = case.call.is_success() && matches!(**read, Err(Refusal::Invalid(_)));
    let violations = contract.judge(&case.call.request.method, response);
    let suspicions = violations.iter().filter(|violation| !taken || violation.site != Site::Body);
    let suspicions = suspicions.map(|violation| {
        let (check, message) = match &violation.site {
            Site::Status => (Check::ResponseStatus, format!("the status {}", violation.message)),
            Site::Header(name) if name == "content-type" => {
                (Check::ResponseMediaType, format!("the media type {}", violation.message))
            }
            Site::Header(_) => (Check::ResponseHeader, violation.to_string()),
            Site::Body | Site::Parameter(..) => (Check::ResponseBody, violation.to_string()),
        };
        let key = match violation.site {
            Site::Status => status.to_string(),
            Site::Header(_) => format!("{status} {}", key(violation)),
            _ => key(violation),
        };
        let mut suspicion = case.suspect(check, key, message);
        suspicion.violated = Some(violated(violation));
        suspicion.promise = violation.schema.clone().or(suspicion.promise);
        // Not all that may go wrong is expected to be declared (OpenAPI "Responses Object").
        if check == Check::ResponseStatus && status >= 400 {
            suspicion.severity = Severity::Warning;
        }
        suspicion
    });
    suspicions.collect()
}
