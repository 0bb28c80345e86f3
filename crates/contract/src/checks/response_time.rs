//! Responses come in time, where a limit was given.

use super::{Case, Suspicion};
use crate::Check;

pub(super) fn look(case: &Case<'_>) -> Vec<Suspicion> {
    let Some(limit) = case.max_response_time.filter(|limit| case.call.elapsed > *limit) else {
        return Vec::new();
    };
    let message = format!("the response took {:.0?}, more than {limit:?}", case.call.elapsed);
    vec![case.suspect(Check::ResponseTime, "", message)]
}
