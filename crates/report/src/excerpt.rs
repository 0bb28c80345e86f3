//! Bodies cut to what is read: the start, and the part that breaks the contract.

use counterpart_contract::Violated;
use counterpart_spec::Pointer;
use serde_json::Value;

/// Cuts a text to a number of characters, the last of which says that it was cut.
pub(crate) fn cut(text: &str, most: usize) -> String {
    if text.chars().nth(most).is_none() {
        return text.to_owned();
    }
    let end = text.char_indices().nth(most.saturating_sub(1)).map_or(0, |(at, _)| at);
    format!("{}…", &text[..end])
}

/// Cuts a text in its middle: paths differ at their ends.
pub(crate) fn middle(text: &str, most: usize) -> String {
    let count = text.chars().count();
    if count <= most {
        return text.to_owned();
    }
    // Enough of the start to tell the method and the root.
    let start = most / 3;
    let end = most.saturating_sub(start + 1);
    let signs = text.chars();
    let shown = signs.clone().take(start).chain(['…']).chain(signs.skip(count - end));
    shown.collect()
}

/// Shows a body: all of a short one, else its start and, where it is JSON and holds the place that is violated, what stands there.
pub(crate) fn excerpt(body: &str, violated: Option<&Violated>, most: usize) -> String {
    let short = cut(body, most);
    if short == body {
        return short;
    }
    let pointer = violated.and_then(|violated| violated.pointer.strip_prefix("body "));
    let pointer = pointer.and_then(Pointer::parse);
    let parsed = pointer.as_ref().and_then(|_| serde_json::from_str::<Value>(body).ok());
    let found = pointer.as_ref().zip(parsed.as_ref()).and_then(|(p, value)| p.resolve(value));
    match (pointer.as_ref(), found) {
        (Some(pointer), Some(found)) => {
            format!("{short}\n{pointer}: {}", cut(&found.to_string(), most))
        }
        _ => short,
    }
}

/// Shows a text on a terminal or in a log: characters that would do something there are written as their code points.
pub(crate) fn harmless(text: &str) -> String {
    let is_odd = |c: char| c.is_control() && c != '\n' && c != '\t';
    // Marks of direction can make a line read as another one.
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let shown = |c: char| {
        if is_odd(c) || turns(c) { format!("\\u{{{:x}}}", u32::from(c)) } else { c.to_string() }
    };
    text.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_bodies_show_their_start_and_what_is_wrong() {
        let violated = |pointer: &str| Violated { pointer: pointer.into(), keyword: "type".into() };
        let body = r#"{"a":"xxxxxxxxxxxxxxxxxxxx","b":[{"c":7}]}"#;
        for (pointer, most, expected) in [
            ("body /b/0/c", 100, body),
            ("body /b/0/c", 6, "{\"a\":…\n/b/0/c: 7"),
            ("body /b", 6, "{\"a\":…\n/b: [{\"c\"…"),
            ("body /nowhere", 6, "{\"a\":…"),
            ("query parameter a", 6, "{\"a\":…"),
        ] {
            assert_eq!(excerpt(body, Some(&violated(pointer)), most), expected, "{pointer}");
        }
        assert_eq!(excerpt("äöü €", None, 4), "äöü…");
        assert_eq!(middle("GET /api/users/{id}", 12), "GET …rs/{id}");
        assert_eq!(middle("GET /users", 10), "GET /users");
    }

    #[test]
    fn nothing_that_a_server_sent_moves_the_cursor() {
        assert_eq!(harmless("a\u{1b}[2J\r\n\tb\u{202e}ü"), "a\\u{1b}[2J\\u{d}\n\tb\\u{202e}ü");
    }
}
