//! Words of a POSIX shell (Shell Command Language §2.2): any bytes, and variables.

use std::fmt::{self, Write};

/// One word: texts and variables, side by side.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Word(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(Vec<u8>),
    Variable(String),
}

impl Word {
    pub(super) fn text(text: &str) -> Self {
        Self::bytes(text.as_bytes())
    }

    pub(super) fn bytes(bytes: &[u8]) -> Self {
        Self(vec![Piece::Text(bytes.to_vec())])
    }

    pub(super) fn push(&mut self, text: &str) {
        self.push_bytes(text.as_bytes());
    }

    pub(super) fn push_bytes(&mut self, bytes: &[u8]) {
        match self.0.last_mut() {
            Some(Piece::Text(text)) => text.extend_from_slice(bytes),
            _ => self.0.push(Piece::Text(bytes.to_vec())),
        }
    }

    pub(super) fn variable(&mut self, name: &str) {
        self.0.push(Piece::Variable(name.to_owned()));
    }

    pub(super) fn append(&mut self, other: Self) {
        for piece in other.0 {
            match piece {
                Piece::Text(text) => self.push_bytes(&text),
                variable @ Piece::Variable(_) => self.0.push(variable),
            }
        }
    }

    /// Tells whether any of some signs stands in it.
    pub(super) fn contains(&self, signs: &[u8]) -> bool {
        let texts = self.0.iter().filter_map(|piece| match piece {
            Piece::Text(text) => Some(text),
            Piece::Variable(_) => None,
        });
        texts.flatten().any(|byte| signs.contains(byte))
    }

    /// Tells whether it reads well in double quotes: nothing in it would have to be escaped there.
    fn is_plain(&self) -> bool {
        self.0.iter().all(|piece| match piece {
            Piece::Text(text) => {
                !needs_printf(text) && !text.iter().any(|byte| b"\"$`\\!".contains(byte))
            }
            Piece::Variable(_) => true,
        })
    }

    fn has_variables(&self) -> bool {
        self.0.iter().any(|piece| matches!(piece, Piece::Variable(_)))
    }
}

/// Shows the word as the shell reads it.
impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.has_variables() && self.is_plain() {
            f.write_char('"')?;
            for (at, piece) in self.0.iter().enumerate() {
                match piece {
                    Piece::Text(text) => f.write_str(&String::from_utf8_lossy(text))?,
                    Piece::Variable(name) if self.runs_on(at) => write!(f, "${{{name}}}")?,
                    Piece::Variable(name) => write!(f, "${name}")?,
                }
            }
            return f.write_char('"');
        }
        for piece in &self.0 {
            match piece {
                Piece::Text(text) if text.is_empty() && self.0.len() > 1 => {}
                Piece::Text(text) => f.write_str(&quoted(text))?,
                Piece::Variable(name) => write!(f, "\"${name}\"")?,
            }
        }
        Ok(())
    }
}

impl Word {
    /// Tells whether the text after a variable would be read as part of its name.
    fn runs_on(&self, at: usize) -> bool {
        let next = self.0.get(at + 1);
        matches!(next, Some(Piece::Text(text))
            if text.first().is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_'))
    }
}

/// Tells whether bytes are no text that a terminal shows as it is: then they are written by `printf`.
pub(super) fn needs_printf(bytes: &[u8]) -> bool {
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    std::str::from_utf8(bytes).map_or(true, |text| text.chars().any(odd))
}

/// Quotes bytes so that the shell takes them as they are.
fn quoted(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if !needs_printf(bytes) => {
            let is_safe = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+,=".contains(c);
            if !text.is_empty() && text.chars().all(is_safe) {
                return text.to_owned();
            }
            format!("'{}'", text.replace('\'', r"'\''"))
        }
        _ => format!("\"$({})\"", printf(bytes)),
    }
}

/// Writes the command that gives bytes: `printf`, with what is no plain text in octal.
pub(super) fn printf(bytes: &[u8]) -> String {
    let mut format = String::new();
    for byte in bytes {
        match byte {
            b'%' => format += "%%",
            b'\\' => format += r"\\",
            b'\'' => format += r"'\''",
            b'\n' => format += r"\n",
            b' '..=b'~' => format.push(char::from(*byte)),
            // Three digits, so that a digit that follows is none of them.
            _ => {
                let _ = write!(format, "\\{byte:03o}");
            }
        }
    }
    // A format that begins with a dash would be an option.
    let dashes = if format.starts_with('-') { "-- " } else { "" };
    format!("printf {dashes}'{format}'")
}
