//! Versions of what is shown, and requests that depend on them (RFC 9110 §8.8 and §13).

use counterpart_schema::Outline;
use http::HeaderMap;
use http::header::{IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_UNMODIFIED_SINCE};
use jiff::Timestamp;
use jiff::fmt::rfc2822;

use super::write;
use crate::inference::plain;
use crate::store::{Row, moment};

/// The fields that tell when a record was changed last, the best first; in lower case without separators.
const CHANGED: [&str; 12] = [
    "updatedat",
    "modifiedat",
    "lastmodified",
    "lastmodifiedat",
    "lastupdated",
    "lastupdatedat",
    "updated",
    "modified",
    "updatedon",
    "createdat",
    "created",
    "createdon",
];

/// What a condition comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The request is answered as if it had no condition.
    Proceed,
    /// The caller has what would be shown.
    NotModified,
    /// The record is not what the caller takes it for.
    Failed,
}

/// Tells whether a request has a condition at all.
pub(crate) fn is_conditional(headers: &HeaderMap) -> bool {
    [IF_MATCH, IF_NONE_MATCH, IF_MODIFIED_SINCE, IF_UNMODIFIED_SINCE]
        .iter()
        .any(|name| headers.contains_key(name))
}

/// Evaluates the conditions of a request in the order of RFC 9110 §13.2.2; `reads` tells whether it only asks.
pub(crate) fn judge(
    headers: &HeaderMap,
    reads: bool,
    tag: &str,
    changed: Option<Timestamp>,
) -> Verdict {
    if headers.contains_key(IF_MATCH) {
        if !names(headers, &IF_MATCH, |sent| sent == tag) {
            return Verdict::Failed;
        }
    } else if let (Some(since), Some(changed)) = (date(headers, &IF_UNMODIFIED_SINCE), changed)
        && whole(changed) > since
    {
        return Verdict::Failed;
    }
    if headers.contains_key(IF_NONE_MATCH) {
        let weak = |sent: &str| sent.strip_prefix("W/").unwrap_or(sent) == tag;
        return match names(headers, &IF_NONE_MATCH, weak) {
            true if reads => Verdict::NotModified,
            true => Verdict::Failed,
            false => Verdict::Proceed,
        };
    }
    match (date(headers, &IF_MODIFIED_SINCE), changed) {
        (Some(since), Some(changed)) if reads && whole(changed) <= since => Verdict::NotModified,
        _ => Verdict::Proceed,
    }
}

/// Gives the strong tag of bytes: 128 bits of FNV-1a, so that the same bytes have the same tag in every version.
pub(crate) fn tag(bytes: &[u8]) -> String {
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let hash =
        bytes.iter().fold(OFFSET, |hash, byte| (hash ^ u128::from(*byte)).wrapping_mul(PRIME));
    format!("\"{hash:032x}\"")
}

/// Gives the tag of a record: of the bytes it is shown as, whatever is wrapped around them.
pub(crate) fn tag_of(row: &Row) -> String {
    tag(&write::shown(row))
}

/// Finds the moment at which a record was changed last, where one of its fields tells.
pub(crate) fn modified(row: &Row) -> Option<Timestamp> {
    let fields = row.value.as_object()?;
    let told = |wanted: &&str| {
        let named = |name: &&String| plain(name) == **wanted;
        let name = fields.keys().find(named)?;
        let is_moment = |form: &std::sync::Arc<Outline>| {
            let property = form.property(name);
            property.is_some_and(|property| property.is_moment() || property.date().is_some())
        };
        row.form().is_none_or(is_moment).then(|| moment(&row.field(name)))?
    };
    CHANGED.iter().find_map(told)
}

/// Writes a moment as HTTP does (RFC 9110 §5.6.7).
pub(crate) fn http_date(moment: Timestamp) -> String {
    let printer = rfc2822::DateTimePrinter::new();
    printer.timestamp_to_rfc9110_string(&moment).unwrap_or_default()
}

/// Tells whether a list of tags has one that is meant; `*` is any.
fn names(headers: &HeaderMap, name: &http::HeaderName, is_meant: impl Fn(&str) -> bool) -> bool {
    let lines = headers.get_all(name).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(str::trim).any(|sent| sent == "*" || is_meant(sent))
}

fn date(headers: &HeaderMap, name: &http::HeaderName) -> Option<i64> {
    let text = headers.get(name)?.to_str().ok()?;
    Some(rfc2822::parse(text).ok()?.timestamp().as_second())
}

/// HTTP's dates have no fractions of a second.
fn whole(moment: Timestamp) -> i64 {
    moment.as_second()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(headers: &[(&str, &str)], on_read: Verdict, on_write: Verdict) {
        let parsed = headers.iter().map(|(name, value)| {
            (name.parse::<http::HeaderName>().unwrap(), value.parse().unwrap())
        });
        let parsed: HeaderMap = parsed.collect();
        let changed = "2025-01-15T09:00:00.5Z".parse().ok();
        for (reads, expected) in [(true, on_read), (false, on_write)] {
            assert_eq!(judge(&parsed, reads, "\"a\"", changed), expected, "{headers:?}");
        }
    }

    #[test]
    fn conditions_are_judged_in_order() {
        use Verdict::{Failed, NotModified, Proceed};
        let at = "Wed, 15 Jan 2025 09:00:00 GMT";
        let before = "Wed, 15 Jan 2025 08:59:59 GMT";
        check(&[], Proceed, Proceed);
        check(&[("if-match", "\"a\"")], Proceed, Proceed);
        check(&[("if-match", "\"b\", \"a\"")], Proceed, Proceed);
        check(&[("if-match", "*")], Proceed, Proceed);
        check(&[("if-match", "\"b\"")], Failed, Failed);
        // The comparison is strong: a weak tag never matches.
        check(&[("if-match", "W/\"a\"")], Failed, Failed);
        check(&[("if-none-match", "W/\"a\"")], NotModified, Failed);
        check(&[("if-none-match", "\"b\"")], Proceed, Proceed);
        check(&[("if-none-match", "\"b\""), ("if-modified-since", at)], Proceed, Proceed);
        check(&[("if-modified-since", at)], NotModified, Proceed);
        check(&[("if-modified-since", before)], Proceed, Proceed);
        check(&[("if-unmodified-since", at)], Proceed, Proceed);
        check(&[("if-unmodified-since", before)], Failed, Failed);
        check(&[("if-match", "*"), ("if-unmodified-since", before)], Proceed, Proceed);
        check(&[("if-unmodified-since", "yesterday")], Proceed, Proceed);
    }

    #[test]
    fn tags_are_those_of_every_version() {
        // The test vectors of FNV-1a.
        assert_eq!(tag(b""), "\"6c62272e07bb014262b821756295c58d\"");
        assert_eq!(tag(b"a"), "\"d228cb696f1a8caf78912b704e4a8964\"");
    }
}
