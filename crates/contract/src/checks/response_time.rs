//! Responses come in time, where a limit was given.

use counterpart_client::is_event_stream;

use super::{Case, Suspicion};
use crate::Check;

pub(super) fn look(case: &Case<'_>) -> Vec<Suspicion> {
    let Some(limit) = case.max_response_time.filter(|limit| case.call.elapsed > *limit) else {
        return Vec::new();
    };
    // A stream of events is listened to for as long as it likes.
    if case.call.outcome.as_ref().is_ok_and(|response| is_event_stream(&response.headers)) {
        return Vec::new();
    }
    let message = format!("the response took {:.0?}, more than {limit:?}", case.call.elapsed);
    vec![case.suspect(Check::ResponseTime, "", message)]
}
