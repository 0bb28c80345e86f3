//! `Retry-After` (RFC 9110 §10.2.3).

use std::time::Duration;

use http::HeaderMap;
use http::header::{AsHeaderName, DATE, RETRY_AFTER};
use jiff::fmt::rfc2822;

/// Reads how long to wait: seconds, or a date, which counts from the `Date` of the same response, so that clocks need not agree.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = text(headers, RETRY_AFTER)?;
    // A number too large for any wait is a long one.
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text.parse().map_or(Duration::MAX, Duration::from_secs));
    }
    let [until, now] = [seconds(text)?, seconds(self::text(headers, DATE)?)?];
    Some(Duration::from_secs(u64::try_from(until - now).unwrap_or_default()))
}

/// Reads an HTTP date (RFC 9110 §5.6.7).
fn seconds(text: &str) -> Option<i64> {
    Some(rfc2822::parse(text).ok()?.timestamp().as_second())
}

fn text(headers: &HeaderMap, name: impl AsHeaderName) -> Option<&str> {
    Some(headers.get(name)?.to_str().ok()?.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_to_wait() {
        const NOON: &str = "Wed, 15 Jan 2025 12:00:00 GMT";
        for (after, date, expected) in [
            ("0", None, Some(0)),
            (" 120 ", None, Some(120)),
            ("99999999999999999999", None, Some(u64::MAX)),
            ("Wed, 15 Jan 2025 12:00:30 GMT", Some(NOON), Some(30)),
            ("Wed, 15 Jan 2025 11:00:00 GMT", Some(NOON), Some(0)),
            ("Wed, 15 Jan 2025 12:00:30 GMT", None, None),
            ("-1", None, None),
            ("1.5", None, None),
            ("soon", Some(NOON), None),
            ("", None, None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, after.parse().unwrap());
            if let Some(date) = date {
                headers.insert(DATE, date.parse().unwrap());
            }
            let read = retry_after(&headers).map(|wait| wait.as_secs());
            assert_eq!(read, expected, "{after}");
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }
}
