//! What a caller wants to receive (RFC 9110 §12.5.1).

use crate::{MediaRange, Request};

/// Tells whether the caller takes one of the media types that an operation answers with.
///
/// A request without `Accept` takes anything, and so does an operation that declares no content.
pub(crate) fn accepts(request: &Request, offered: &[MediaRange]) -> bool {
    let mut wanted = request.headers.get_all(http::header::ACCEPT).into_iter().peekable();
    if wanted.peek().is_none() || offered.is_empty() {
        return true;
    }
    let wanted: Vec<_> = wanted.filter_map(|v| v.to_str().ok()).flat_map(ranges).collect();
    offered.iter().any(|offer| {
        let best = wanted.iter().filter(|(range, _)| range.admits(offer) || offer.admits(range));
        best.max_by_key(|(range, _)| range.specificity()).is_some_and(|(_, taken)| *taken)
    })
}

/// Reads `text/*;q=0.5, application/json`: each range, and whether its weight is above zero.
fn ranges(header: &str) -> Vec<(MediaRange, bool)> {
    let read = |part: &str| {
        let weight =
            part.split(';').skip(1).find_map(|p| p.trim().strip_prefix("q=")?.parse().ok());
        Some((MediaRange::parse(part)?, weight.unwrap_or(1.0_f32) > 0.0))
    };
    header.split(',').filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_specific_range_decides() {
        let json = MediaRange::parse("application/json").unwrap();
        for (accept, expected) in [
            ("application/json", true),
            ("text/html, */*;q=0.1", true),
            ("text/html", false),
            ("*/*, application/json;q=0", false),
            ("application/*", true),
        ] {
            let mut request = Request::default();
            request.headers.insert("accept", accept.parse().unwrap());
            assert_eq!(accepts(&request, std::slice::from_ref(&json)), expected, "{accept}");
        }
    }
}
