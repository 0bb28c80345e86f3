//! From bytes to text.

use crate::Diagnostic;

/// Decodes UTF-8, with or without a byte order mark, and UTF-16 with one (YAML 1.2 §5.2).
///
/// # Errors
/// `E0001`: compressed or otherwise binary input, UTF-16 without a mark, and NUL bytes.
pub(super) fn decode(name: &str, bytes: Vec<u8>) -> Result<String, Box<Diagnostic>> {
    let refuse = |what: &str, help: &str| {
        let message = format!("`{name}` is not text: {what}");
        Err(Box::new(Diagnostic::error("E0001", message).help(help)))
    };
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks(2).map(|pair| unit([pair[0], pair.get(1).copied().unwrap_or(0)]));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    let text: String = match bytes.as_slice() {
        [0x1f, 0x8b, ..] | [b'P', b'K', 3, 4, ..] => {
            return refuse("it is compressed", "unpack it first");
        }
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        // Every text of ours starts with an ASCII letter, so a NUL next to it is half of a wide one.
        [0, _, ..] | [_, 0, ..] => {
            return refuse("it looks like UTF-16 without a byte order mark", "save it as UTF-8");
        }
        _ => match String::from_utf8(bytes) {
            Ok(text) => text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                return refuse(&format!("byte {at} is not UTF-8"), "save the document as UTF-8");
            }
        },
    };
    match text.find('\0') {
        Some(at) => {
            let line = text[..at].matches('\n').count() + 1;
            refuse(&format!("line {line} has a NUL byte"), "remove it; YAML and JSON have none")
        }
        None => Ok(text),
    }
}
