//! What comes back is what the document declares: status, media type, headers, body.

use counterpart_exchange::{Refusal, Site, Violation};
use counterpart_spec::Operation;

use super::invalid_accepted::{key, violated};
use super::{Case, Suspicion, declares_success};
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
    let tells = |violation: &&Violation| match violation.site {
        Site::Body => !taken && !is_impossible(case, contract.operation(), status, violation),
        Site::Status => is_odd(contract.operation(), status),
        _ => true,
    };
    let suspicions = violations.iter().filter(tells);
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
        if check == Check::ResponseStatus && status >= 400 {
            suspicion.severity = Severity::Warning;
        }
        suspicion
    });
    suspicions.collect()
}

/// Tells whether a body breaks what nothing fits: that is the document's mistake, not the server's.
fn is_impossible(
    case: &Case<'_>,
    operation: &Operation,
    status: u16,
    violation: &Violation,
) -> bool {
    let content = operation.response(status).map_or(&[][..], |response| &response.content);
    let schemas: Vec<_> = content.iter().filter_map(|media| media.schema.as_ref()).collect();
    let own = violation.schema.as_ref();
    schemas.into_iter().any(|schema| {
        let parts = case.subject.impossible(schema);
        parts.iter().any(|part| part == schema || own.is_some_and(|own| own.is_within(part)))
    })
}

/// Tells whether nobody would expect a status that is not declared: not all that may go wrong has to be (OpenAPI "Responses Object").
fn is_odd(operation: &Operation, status: u16) -> bool {
    let declares = |status| operation.response_index(status).is_some();
    match status {
        // These say the same of a request; who declares one of them means that one.
        400 => declares(422),
        422 => declares(400),
        // Where no success is declared, nothing is said of what it looks like; that there is one, nobody doubts.
        200..=299 => declares_success(operation),
        401 | 403..=416 | 421 | 423..=426 | 428 | 429 | 431 | 451 => false,
        _ => true,
    }
}
