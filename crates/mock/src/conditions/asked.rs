//! What a request itself asks for: `Prefer: delay=800`, `X-Counterpart-Latency`, `X-Counterpart-Fault`.

use std::str::FromStr;
use std::time::Duration;

use counterpart_exchange::{Prefer, Request};
use http::HeaderName;

use super::duration::parse;
use super::{FaultKind, Latency};

const LATENCY: HeaderName = HeaderName::from_static("x-counterpart-latency");
const FAULT: HeaderName = HeaderName::from_static("x-counterpart-fault");
const PREFER: HeaderName = HeaderName::from_static("prefer");

/// The conditions that a request asks for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) latency: Option<Latency>,
    pub(super) fault: Option<FaultKind>,
}

impl Asked {
    /// Tells whether a request may ask for any.
    pub(super) fn may_be(request: &Request) -> bool {
        [LATENCY, FAULT, PREFER].iter().any(|name| request.headers.contains_key(name))
            || request.query.contains("__delay")
    }

    /// Reads the headers.
    ///
    /// # Errors
    /// A header of ours that cannot be read, as a sentence; a preference that cannot is passed over, as all preferences are (RFC 7240 §2).
    pub(super) fn of(request: &Request) -> Result<Self, String> {
        let latency = header(request, &LATENCY)?;
        let fault = header(request, &FAULT)?;
        Ok(Self { latency: latency.or_else(|| preferred(request)), fault })
    }
}

fn header<T: FromStr<Err = String>>(
    request: &Request,
    name: &HeaderName,
) -> Result<Option<T>, String> {
    let Some(text) = request.header(name) else { return Ok(None) };
    text.trim().parse().map(Some).map_err(|reason| format!("header {name}: {reason}"))
}

/// Finds the preference `delay`, in milliseconds unless it says otherwise.
fn preferred(request: &Request) -> Option<Latency> {
    let delay = Prefer::of(request).ok()??.delay?;
    Some(Latency::fixed(parse(&delay, Some(Duration::from_millis(1))).ok()?))
}
