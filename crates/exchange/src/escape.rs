//! Percent-encoding: which characters stand for themselves where.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// All but the unreserved characters (RFC 3986 §2.3).
pub(crate) const STRICT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// For `label`, whose elements a dot separates.
pub(crate) const STRICT_DOT: &AsciiSet = &STRICT.add(b'.');

/// Leaves the reserved characters that separate nothing in a path.
pub(crate) const RESERVED_IN_PATH: &AsciiSet = &STRICT
    .remove(b':')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*');

/// Leaves the reserved characters that separate nothing in a query.
pub(crate) const RESERVED_IN_QUERY: &AsciiSet =
    &RESERVED_IN_PATH.remove(b'/').remove(b'?').remove(b';');

/// Encodes a text so that it is one value in any place of a path or query: all but the unreserved characters (RFC 3986 §2.3).
pub fn escaped(text: &str) -> String {
    escape(STRICT, text).into_owned()
}

/// Decodes the percent escapes of one value of a path; what is no UTF-8 is replaced.
pub fn unescaped(text: &str) -> String {
    unescape(Cow::Borrowed(text)).into_owned()
}

/// Decodes a name or value of a query: percent escapes, and `+` as a space; what is no UTF-8 is replaced.
pub fn unescaped_form(text: &str) -> String {
    unescape_form(Cow::Borrowed(text)).into_owned()
}

/// Encodes a text.
pub(crate) fn escape<'t>(set: &'static AsciiSet, text: &str) -> Cow<'t, str> {
    Cow::Owned(utf8_percent_encode(text, set).to_string())
}

/// Decodes percent escapes; what is no UTF-8 is replaced.
pub(crate) fn unescape(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => percent_decode_str(text).decode_utf8_lossy(),
        Cow::Owned(text) => Cow::Owned(percent_decode_str(&text).decode_utf8_lossy().into_owned()),
    }
}

/// Decodes percent escapes, and `+` as a space (the URL standard's form encoding).
pub(crate) fn unescape_form(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('+') { unescape(Cow::Owned(text.replace('+', " "))) } else { unescape(text) }
}
