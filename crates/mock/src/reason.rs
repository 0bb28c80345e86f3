//! Why a request is refused, for whoever sent it: a document's own words for it may say less, or nothing.

use counterpart_state::Answer;
use http::{HeaderName, HeaderValue};

/// The header of an answer that says why it is no success.
const REASON: HeaderName = HeaderName::from_static("x-counterpart-reason");

/// Clients and proxies take lines of some thousand bytes; a sentence is seldom longer than this.
const MAX_LENGTH: usize = 500;

/// Says in a header why a request is refused.
pub(crate) fn tell(answer: &mut Answer) {
    let Some(reason) = &answer.reason else { return };
    if let Ok(value) = HeaderValue::from_str(&line(reason)) {
        answer.headers.insert(REASON, value);
    }
}

/// Makes a line of ASCII of a text (RFC 9110 §5.5), cut where it is too long.
fn line(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_graphic() || c == ' ';
    let mut line: String =
        text.chars().take(MAX_LENGTH).map(|c| if is_plain(c) { c } else { '?' }).collect();
    if text.chars().nth(MAX_LENGTH).is_some() {
        line.replace_range(MAX_LENGTH - 3.., "...");
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_short_and_of_ascii() {
        for (text, expected) in [
            ("there is no record `7` in pets", "there is no record `7` in pets".to_owned()),
            ("no\r\nheader: é", "no??header: ?".to_owned()),
            (&"a".repeat(500), "a".repeat(500)),
            (&"a".repeat(501), format!("{}...", "a".repeat(497))),
        ] {
            assert_eq!(line(text), expected);
        }
    }
}
