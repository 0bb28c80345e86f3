//! How many requests a client may make.

use std::str::FromStr;
use std::time::Duration;

use super::duration::parse;

/// So many requests in so much time: `100/1m`, `10/s`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    pub(super) requests: u32,
    pub(super) per: Duration,
}

impl FromStr for RateLimit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || {
            format!(
                "`{text}` is no limit; expected requests and a time, such as `100/1m` or `10/s`"
            )
        };
        let (requests, per) = text.split_once('/').ok_or_else(wrong)?;
        let requests = requests.trim().parse().ok().filter(|count| *count > 0).ok_or_else(wrong)?;
        let per = match per.trim() {
            unit @ ("ms" | "s" | "m" | "min") => parse(&format!("1{unit}"), None),
            per => parse(per, None),
        };
        let per = per.ok().filter(|per| !per.is_zero()).ok_or_else(wrong)?;
        Ok(Self { requests, per })
    }
}

/// What is left of a limit after a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quota {
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    /// Seconds until nothing of the limit is used.
    pub(crate) reset: u64,
    /// Seconds to wait, where the limit is used up.
    pub(crate) retry_after: Option<u64>,
}
