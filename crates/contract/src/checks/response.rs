//! What comes back is what the document declares: status, media type, headers, body.

use counterpart_exchange::{Refusal, Site, Violation};
use counterpart_spec::{Operation, StatusKey};

use super::invalid_accepted::{key, violated};
use super::{Case, Suspicion, declares_success};
use crate::{Check, Meaning, Reading, Severity, Violated};

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
    if is_of_http(case, contract.operation(), status) {
        return Vec::new();
    }
    // What the server should have refused may well be shown as it was sent.
    let taken = case.call.is_success() && matches!(**read, Err(Refusal::Invalid(_)));
    let violations = contract.judge(&case.call.request.method, response);
    if !violations.is_empty() && is_another_success(contract.operation(), status) {
        return vec![undeclared(case, contract.operation(), status)];
    }
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

/// Tells whether a status is the answer that HTTP has to what a request asks for: whether something changed (RFC 9110 §13.1), or a part of it (RFC 9110 §14.2).
fn is_of_http(case: &Case<'_>, operation: &Operation, status: u16) -> bool {
    let asks = |name: &str| case.call.request.headers.contains_key(name);
    let is_asked = match status {
        304 => asks("if-none-match") || asks("if-modified-since"),
        206 | 416 => asks("range"),
        _ => false,
    };
    let is_declared = operation.responses.iter().any(|r| r.status == StatusKey::Code(status));
    is_asked && !is_declared
}

/// Tells whether a success falls to `default`, though there are others that are declared: then that is what failures look like.
fn is_another_success(operation: &Operation, status: u16) -> bool {
    let index = operation.response_index(status);
    let is_default = index.is_some_and(|at| operation.responses[at].status == StatusKey::Default);
    (200..300).contains(&status) && is_default && !successes(operation).is_empty()
}

/// Lists the successes that are declared by their status or class.
fn successes(operation: &Operation) -> Vec<String> {
    let keys = operation.responses.iter().filter_map(|response| match response.status {
        StatusKey::Code(code) if (200..300).contains(&code) => Some(code.to_string()),
        StatusKey::Class(2) => Some("2XX".to_owned()),
        _ => None,
    });
    keys.collect()
}

fn undeclared(case: &Case<'_>, operation: &Operation, status: u16) -> Suspicion {
    let declared = successes(operation).join(" or ");
    let message = format!(
        "the status is {status}, where {declared} is declared; `default` is taken for failures, whose form it does not have"
    );
    let place = operation.pointer.join("responses");
    let violated = Violated { pointer: Site::Status.to_string(), keyword: "responses".to_owned() };
    let suspicion = case.suspect(Check::ResponseStatus, status.to_string(), message);
    Suspicion { promise: Some(place), violated: Some(violated), ..suspicion }
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
