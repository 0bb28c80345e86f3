//! The body of a response as a value.

use std::borrow::Cow;

use counterpart_contract::Exchanged;
use counterpart_exchange::MediaRange;
use serde_json::Value;

/// Reads the body of a response that says that it is JSON; whoever tells of a call may have dropped the value that it had read already.
pub(crate) fn body(call: &Exchanged) -> Option<Cow<'_, Value>> {
    if let Some(body) = &call.body {
        return Some(Cow::Borrowed(body));
    }
    let response = call.outcome.as_ref().ok()?;
    let range = MediaRange::parse(response.headers.get("content-type")?.to_str().ok()?)?;
    range.is_json().then(|| serde_json::from_slice(&response.body).ok())?.map(Cow::Owned)
}
