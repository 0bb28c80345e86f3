//! Texts in XML and HTML.

use std::fmt::{self, Write};

/// Shows a text so that it is nothing but text, in elements and in quoted attributes (XML 1.0 §2.2, §2.4; HTML "Escaping a string").
///
/// Characters that XML cannot hold at all become U+FFFD.
pub(crate) struct Escaped<'t>(pub(crate) &'t str);

/// Shows a sentence in HTML, with what stands between backticks as code.
pub(crate) struct Sentence<'t>(pub(crate) &'t str);

impl fmt::Display for Sentence<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<_> = self.0.split('`').collect();
        // With one that has no other, nobody knows what is meant.
        if parts.len() % 2 == 0 {
            return Escaped(self.0).fmt(f);
        }
        for (at, part) in parts.into_iter().enumerate() {
            match (at % 2, part) {
                (0, text) => Escaped(text).fmt(f)?,
                (_, "") => f.write_str("<code class=\"empty\">empty</code>")?,
                (_, code) => write!(f, "<code>{}</code>", Escaped(code))?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                // It would become a line feed.
                '\r' => f.write_str("&#13;")?,
                '\n' | '\t' => f.write_char(c)?,
                '\u{fffe}' | '\u{ffff}' => f.write_char(char::REPLACEMENT_CHARACTER)?,
                c if c.is_control() => f.write_char(char::REPLACEMENT_CHARACTER)?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_have_their_code_apart() {
        for (text, shown) in [
            ("a", "a"),
            ("`<a>` is `1`", "<code>&lt;a&gt;</code> is <code>1</code>"),
            ("was ``", "was <code class=\"empty\">empty</code>"),
            ("a ` b", "a ` b"),
        ] {
            assert_eq!(Sentence(text).to_string(), shown);
        }
    }
}
