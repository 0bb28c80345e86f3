//! What a caller wants to receive, and which of several types it gets (RFC 9110 §12.5.1).

use counterpart_spec::MediaType;
use http::HeaderMap;

use crate::MediaRange;
use crate::media_range::split_unquoted;

/// The fields of `Accept` that are looked at; nobody means more.
const MAX_RANGES: usize = 64;

/// Chooses among the types that are offered the one that the caller likes best, of equally liked ones JSON, else the first; `None` when the caller takes none of them.
///
/// A request without `Accept` takes anything. Where a range is offered, any type of it may be meant.
pub fn negotiate(headers: &HeaderMap, offered: &[MediaRange]) -> Option<usize> {
    let Some(wanted) = wanted(headers) else { return preferred(offered) };
    let liking = |offer: &MediaRange| {
        let fitting = wanted.iter().filter(|(range, _)| range.admits(offer) || offer.admits(range));
        fitting.max_by_key(|(range, _)| range.specificity()).map_or(0, |(_, weight)| *weight)
    };
    let likings: Vec<_> = offered.iter().map(liking).collect();
    let best = likings.iter().copied().max().filter(|best| *best > 0)?;
    let mut candidates = (0..offered.len()).filter(|&index| likings[index] == best);
    let first = candidates.clone().next();
    candidates.find(|&index| is_preferred(&offered[index])).or(first)
}

/// Gives the type of an offered range that a caller gets: the usual one if it is taken, else one that is asked for; a type gives itself.
#[must_use]
pub fn narrowed(headers: &HeaderMap, offer: &MediaRange) -> MediaRange {
    let usual = offer.concrete();
    if !offer.is_range() || negotiate(headers, std::slice::from_ref(&usual)).is_some() {
        return usual;
    }
    let wanted = wanted(headers).unwrap_or_default().into_iter();
    let fitting = wanted.filter(|(range, weight)| *weight > 0 && offer.admits(&range.essence()));
    let best = fitting.rev().max_by_key(|(_, weight)| *weight);
    best.map_or(usual, |(range, _)| range.essence().concrete())
}

/// Reads `Accept`; `None` where it takes anything.
fn wanted(headers: &HeaderMap) -> Option<Vec<(MediaRange, u16)>> {
    let mut sent = headers.get_all(http::header::ACCEPT).into_iter().peekable();
    let first = sent.peek()?;
    if first.as_bytes() == b"*/*" && headers.get_all(http::header::ACCEPT).iter().count() == 1 {
        return None;
    }
    let sent = sent.filter_map(|value| value.to_str().ok());
    Some(sent.flat_map(ranges).take(MAX_RANGES).collect())
}

/// Chooses what a caller gets who does not say: JSON, else the first.
pub fn preferred(offered: &[MediaRange]) -> Option<usize> {
    let json = offered.iter().position(is_preferred);
    json.or((!offered.is_empty()).then_some(0))
}

fn is_preferred(offer: &MediaRange) -> bool {
    offer.is_json() || offer.is("*", "*")
}

/// Chooses among declared media types as [`negotiate`] does; without headers, what a caller gets who does not say.
pub fn answered<'m>(
    headers: Option<&HeaderMap>,
    content: &'m [MediaType],
) -> Option<&'m MediaType> {
    let types = content.iter().filter_map(|m| Some((MediaRange::parse(&m.range)?, m)));
    let (ranges, types): (Vec<_>, Vec<_>) = types.unzip();
    let chosen = match headers {
        Some(headers) => negotiate(headers, &ranges),
        None => preferred(&ranges),
    };
    chosen.map(|index| types[index])
}

/// Reads `text/*;q=0.5, application/json`: each range with its weight in thousandths.
fn ranges(header: &str) -> impl Iterator<Item = (MediaRange, u16)> {
    split_unquoted(header, ',').filter_map(|part| {
        let range = MediaRange::parse(part.trim())?;
        let weight = range.parameter("q").map_or(Some(1000), thousandths);
        Some((range, weight.unwrap_or(1000)))
    })
}

/// Reads a weight, `0` to `1` with up to three decimals.
fn thousandths(weight: &str) -> Option<u16> {
    let (whole, decimals) = weight.split_once('.').unwrap_or((weight, ""));
    let digits = decimals.chars().chain("000".chars()).take(3).collect::<String>();
    Some((whole.parse::<u16>().ok()?.min(1) * 1000 + digits.parse::<u16>().ok()?).min(1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(accept: Option<&str>, offered: &[&str], expected: Option<usize>) {
        let mut headers = HeaderMap::new();
        if let Some(accept) = accept {
            headers.insert("accept", accept.parse().unwrap());
        }
        let offered: Vec<_> = offered.iter().map(|text| MediaRange::parse(text).unwrap()).collect();
        assert_eq!(negotiate(&headers, &offered), expected, "{accept:?} {offered:?}");
    }

    #[test]
    fn the_most_specific_range_decides() {
        let json = &["application/json"];
        for (accept, expected) in [
            ("application/json", Some(0)),
            ("application/json; charset=utf-8", Some(0)),
            ("text/html, */*;q=0.1", Some(0)),
            ("text/html", None),
            ("*/*, application/json;q=0", None),
            ("application/*", Some(0)),
            ("", None),
        ] {
            check(Some(accept), json, expected);
        }
    }

    #[test]
    fn a_range_is_answered_with_a_type() {
        for (accept, offer, expected) in [
            (None, "image/*", "image/png"),
            (Some("*/*"), "*/*", "application/json"),
            (Some("text/html, */*;q=0.1"), "*/*", "application/json"),
            (Some("text/html;q=0.5, text/csv"), "text/*", "text/csv"),
            (Some("image/*"), "*/*", "image/png"),
            (Some("application/pdf"), "application/*", "application/pdf"),
            (Some("text/html"), "text/csv;x=1", "text/csv;x=1"),
        ] {
            let mut headers = HeaderMap::new();
            headers.extend(accept.map(|text| (http::header::ACCEPT, text.parse().unwrap())));
            let offer = MediaRange::parse(offer).unwrap();
            assert_eq!(narrowed(&headers, &offer).to_string(), expected, "{accept:?} {offer}");
        }
    }

    #[test]
    fn the_best_liked_type_is_chosen() {
        let three = &["text/csv", "application/xml", "application/json"];
        for (accept, expected) in [
            (None, Some(2)),
            (Some("*/*"), Some(2)),
            (Some("application/xml, */*;q=0.9"), Some(1)),
            (Some("text/*;q=0.5, application/xml;q=0.25"), Some(0)),
            (Some("text/*, application/xml"), Some(0)),
        ] {
            check(accept, three, expected);
        }
        check(None, &["text/csv", "image/png"], Some(0));
        check(None, &[], None);
        let versions = &["application/json;version=1", "application/json;version=2"];
        check(Some("application/json;version=2"), versions, Some(1));
        check(Some("image/png"), &["image/*"], Some(0));
    }
}
