//! Text and bytes: the charsets that occur, which are UTF-8 and the first half of Unicode's first block.

use std::borrow::Cow;

use crate::MediaRange;

/// The names under which ISO 8859-1 goes; ASCII is a part of it.
const LATIN1: [&str; 4] = ["iso-8859-1", "latin1", "us-ascii", "ascii"];

/// Decodes text by its `charset`, UTF-8 where there is none.
pub(super) fn decode<'b>(media_type: &MediaRange, bytes: &'b [u8]) -> Result<Cow<'b, str>, String> {
    if is_latin1(media_type)? {
        return Ok(Cow::Owned(latin1(bytes)));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| "is not UTF-8 text".to_owned())?;
    Ok(Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text)))
}

/// Encodes text by its `charset`.
pub(super) fn encode(media_type: &MediaRange, text: &str) -> Result<Vec<u8>, String> {
    if is_latin1(media_type)? { to_latin1(text) } else { Ok(text.as_bytes().to_vec()) }
}

fn is_latin1(media_type: &MediaRange) -> Result<bool, String> {
    let charset = media_type.parameter("charset").unwrap_or("utf-8").to_ascii_lowercase();
    match charset.as_str() {
        "utf-8" | "utf8" => Ok(false),
        known if LATIN1.contains(&known) => Ok(true),
        other => Err(format!("is in the charset `{other}`, which is not read")),
    }
}

/// Makes each byte a character.
pub(super) fn latin1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

/// Makes each character a byte.
pub(super) fn to_latin1(text: &str) -> Result<Vec<u8>, String> {
    let byte = |c: char| u8::try_from(c).map_err(|_| format!("`{c}` is no byte"));
    text.chars().map(byte).collect()
}
