//! Findings as plain text: what is wrong, what was sent, what came back, how to see it again.

use std::fmt;

use crate::{Finding, Received, Severity, Violated};

/// Longer bodies are cut in texts, in characters.
const SHOWN: usize = 800;

/// Shows a finding in a few lines, without a line break at the end.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        writeln!(f, "{severity}[{}]: {}: {}", self.check.name(), self.operation, self.message)?;
        if let Some(place) = &self.document {
            writeln!(f, "  --> {}:{}:{}", place.file, place.line, place.column)?;
        }
        writeln!(f, "  sent:     {} {}", self.sent.method, self.sent.url)?;
        if let Some(body) = &self.sent.body {
            writeln!(f, "            {}", cut(body))?;
        }
        write!(f, "  received: {}", self.received)?;
        if !self.reproduce.curl.is_empty() {
            write!(f, "\n  again:    {}", self.reproduce.curl.replace('\n', "\n            "))?;
        }
        write!(f, "\n  id:       {}", self.id)
    }
}

/// Shows the status and the body, or why there is none.
impl fmt::Display for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Response { status, body, .. } => {
                write!(f, "{status}")?;
                body.iter().try_for_each(|body| write!(f, " {}", cut(body)))
            }
            Self::Nothing(reason) => f.write_str(reason),
        }
    }
}

/// Shows `body /tags/0 minLength`.
impl fmt::Display for Violated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pointer, keyword } = self;
        f.write_str(format!("{pointer} {keyword}").trim_end())
    }
}

/// Makes one line of a text that somebody else wrote: no sign of it moves the cursor.
fn cut(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).flat_map(seen).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// Shows a text of which every sign is seen: those that nobody sees are escaped.
pub(crate) fn visible(text: &str) -> String {
    text.chars().flat_map(seen).collect()
}

fn seen(sign: char) -> Vec<char> {
    if sign.is_control() || is_unseen(sign) { sign.escape_default().collect() } else { vec![sign] }
}

/// Tells whether a sign only says how others are shown: joiners, marks of direction, the byte order mark.
fn is_unseen(sign: char) -> bool {
    matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
