//! A text and the tree it means; positions are found again on demand.

mod encoding;
mod json;
mod locate;
mod scalar;
mod yaml;

pub(crate) use yaml::MAX_DEPTH;

use std::ops::Range;
use std::sync::Arc;

use serde_json::Value;

use crate::{Diagnostic, Place, Pointer};

/// How many lines are indented for their author; each costs one more reading of the text.
const MAX_MENDED: usize = 100;
/// What they are indented by: enough for any key, and nothing within a quoted text, where the space at the start of a line means nothing.
const MEND: &str = "                                ";

/// Holds a document's text; where in it a value stands is found on demand.
#[derive(Debug)]
pub struct Source {
    /// The name shown in diagnostics: a path, or `<stdin>`.
    pub name: String,
    /// The text, decoded.
    pub text: String,
}

/// A text that was read.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) source: Arc<Source>,
    /// The tree that the text means.
    pub(crate) value: Value,
    /// What is odd about the text.
    pub(crate) odd: Vec<Diagnostic>,
}

impl Source {
    /// Reads JSON or YAML.
    ///
    /// # Errors
    /// Bytes that are no text (`E0001`), and text that is not YAML or breaks a limit (`E0002`).
    pub(crate) fn read(name: &str, bytes: Vec<u8>) -> Result<Read, Box<Diagnostic>> {
        let mut text = encoding::decode(name, bytes)?;
        let mut mended = Vec::new();
        let parsed = loop {
            match parse(&text) {
                Err(error) if error.is_dedent && mended.len() < MAX_MENDED => {
                    let line = text[..error.span.start].rfind('\n').map_or(0, |at| at + 1);
                    text.insert_str(line, MEND);
                    mended.push(line..error.span.start + MEND.len());
                }
                parsed => break parsed,
            }
        };
        let source = Arc::new(Self { name: name.to_owned(), text });
        let of_bytes = |span| Some(Place::of_bytes(Arc::clone(&source), span));
        match parsed {
            Ok((value, twice)) => {
                let mended = mended.into_iter().map(|span| {
                    let message = "a quoted text goes on at the column of its key; read as if it were indented";
                    let help = "indent its lines deeper than the key";
                    let warning = Diagnostic::warning("W0102", message).help(help);
                    Diagnostic { place: of_bytes(span), ..warning }
                });
                let twice = twice.into_iter().map(|pointer| {
                    let name = pointer.last().unwrap_or_default();
                    let message = format!("the key `{name}` stands twice here; the last one holds");
                    let warning =
                        Diagnostic::warning("W0101", message).help("remove one of the two");
                    warning.at_source(Arc::clone(&source), pointer)
                });
                let odd = mended.chain(twice).collect();
                Ok(Read { source, value, odd })
            }
            Err(yaml::SyntaxError { message, span, .. }) => {
                let error = Diagnostic::error("E0002", message);
                Err(Box::new(Diagnostic { place: of_bytes(span), ..error }))
            }
        }
    }

    /// Finds the bytes of values, in one pass; of the nearest of its parents where the text has no such value.
    pub(crate) fn locate(&self, pointers: &[&Pointer]) -> Vec<Range<usize>> {
        locate::locate(&self.text, pointers)
    }
}

/// Reads YAML or JSON into a tree, whatever it is about.
///
/// # Errors
/// The input is no text (`E0001`), or not YAML (`E0002`).
pub fn read_tree(name: &str, bytes: Vec<u8>) -> Result<Value, Box<Diagnostic>> {
    Source::read(name, bytes).map(|read| read.value)
}

/// Reads JSON the fast way, and everything else as YAML, of which JSON is a part.
fn parse(text: &str) -> Result<(Value, Vec<Pointer>), yaml::SyntaxError> {
    let error = match json::parse(text) {
        Ok(parsed) => return Ok(parsed),
        Err(error) => error,
    };
    let at = offset(text, error.line(), error.column());
    let is_json = text.trim_start().starts_with(['{', '[']);
    if is_json && text[at..].starts_with('/') {
        return Err(yaml::SyntaxError::new("JSON has no comments", at..at));
    }
    match yaml::parse(text) {
        // What is wrong with JSON is told in its own terms, but for what only its reader minds.
        Err(_) if is_json && error.is_syntax() && !error.to_string().contains("recursion") => {
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or(&message);
            Err(yaml::SyntaxError::new(format!("not JSON: {message}"), at..at))
        }
        parsed => parsed,
    }
}

/// Finds the byte that an error speaks of; lines count from 1, columns are bytes and count from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let lines = text.split_inclusive('\n').take(line.saturating_sub(1));
    let mut at = (lines.map(str::len).sum::<usize>() + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, json: &str) {
        let read = Source::read("t.yaml", text.into()).map_err(|e| e.to_string()).unwrap();
        assert_eq!(read.value.to_string(), json);
    }

    #[track_caller]
    fn refuses(bytes: impl Into<Vec<u8>>, expected: &str) {
        let diagnostic = Source::read("t.yaml", bytes.into()).unwrap_err();
        assert_eq!(diagnostic.to_string(), expected);
    }

    #[test]
    fn scalars_follow_yaml_1_2() {
        check(
            "[yes, on, 0900, +1, 0x1f, 1e3, ~, null, True, '7', 1.50]",
            r#"["yes","on","0900","+1",31,1000.0,null,null,true,"7",1.5]"#,
        );
        check("200: {a: 2021-01-01}", r#"{"200":{"a":"2021-01-01"}}"#);
        check("a: 99999999999999999999999", r#"{"a":1e+23}"#);
    }

    #[test]
    fn anchors_and_merges_are_expanded() {
        check("a: &x {k: 1, m: 2}\nb: {<<: *x, k: 3}", r#"{"a":{"k":1,"m":2},"b":{"k":3,"m":2}}"#);
    }

    #[test]
    fn syntax_errors_name_the_place() {
        refuses("a: *b\n", "t.yaml:1:4: error[E0002]: while parsing node, found unknown anchor");
        let deep = "[".repeat(220) + &"]".repeat(220);
        refuses(deep, "t.yaml:1:201: error[E0002]: nesting deeper than 200 levels");
        for (text, expected) in [
            (
                "a: 1\n---\nb: 2\n",
                "2:1: error[E0002]: a second document starts here; one file holds one",
            ),
            ("{\n  // x\n  \"a\": 1\n}", "2:3: error[E0002]: JSON has no comments"),
            ("{\"a\": 1,\n \"b\" 2}", "2:6: error[E0002]: not JSON: expected `:`"),
            ("{", "1:1: error[E0002]: unclosed bracket '{'"),
        ] {
            refuses(text, &format!("t.yaml:{expected}"));
        }
    }

    #[test]
    fn members_that_stand_twice_are_told() {
        for text in ["a: [{b: 1, c: 0, b: 2}]", r#"{"a": [{"b": 1, "c": 0, "b": 2}]}"#] {
            let read = Source::read("t", text.into()).unwrap();
            assert_eq!(read.value.to_string(), r#"{"a":[{"b":2,"c":0}]}"#);
            let told: Vec<_> = read
                .odd
                .iter()
                .map(|odd| (odd.code, &odd.place.as_ref().unwrap().pointer))
                .collect();
            assert_eq!(told, [("W0101", &Pointer::parse("/a/0/b").unwrap())]);
        }
        let read = Source::read("t", "a:\n  b: \"x\n  y\"\n  c: 1\n".into()).unwrap();
        assert_eq!(read.value.to_string(), r#"{"a":{"b":"x y","c":1}}"#);
        assert!(read.odd[0].to_string().starts_with("t:3:1: warning[W0102]"), "{}", read.odd[0]);
    }

    #[test]
    fn text_comes_in_several_encodings() {
        check("\u{feff}a: ä", r#"{"a":"ä"}"#);
        let wide = |text: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            text.encode_utf16().flat_map(bytes).collect()
        };
        for bytes in
            [wide("\u{feff}a: ä", u16::to_le_bytes), wide("\u{feff}a: ä", u16::to_be_bytes)]
        {
            assert_eq!(Source::read("t", bytes).unwrap().value.to_string(), r#"{"a":"ä"}"#);
        }
        let refused = [
            (
                wide("a: b", u16::to_be_bytes),
                "it looks like UTF-16 without a byte order mark (help: save it as UTF-8)",
            ),
            (b"\x1f\x8b\x08".to_vec(), "it is compressed (help: unpack it first)"),
            (b"a: 1\nb: \xff".to_vec(), "byte 8 is not UTF-8 (help: save the document as UTF-8)"),
            (
                b"a: 1\nb: \0".to_vec(),
                "line 2 has a NUL byte (help: remove it; YAML and JSON have none)",
            ),
        ];
        for (bytes, expected) in refused {
            refuses(bytes, &format!("error[E0001]: `t.yaml` is not text: {expected}"));
        }
    }

    #[test]
    fn alias_bombs_are_defused() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..10 {
            let previous = format!("*a{}, ", level - 1).repeat(10);
            text = format!("{text}a{level}: &a{level} [{previous}]\n");
        }
        let diagnostic = Source::read("t.yaml", text.into()).unwrap_err();
        assert!(diagnostic.message.contains("aliases"), "{diagnostic}");
        // Deep, not wide: each anchor stands around the one before.
        let nest = |inside: &str| format!("{}{inside}{}", "[".repeat(90), "]".repeat(90));
        let mut text = format!("a0: &a0 {}\n", nest("x"));
        for level in 1..20 {
            text = format!("{text}a{level}: &a{level} {}\n", nest(&format!("*a{}", level - 1)));
        }
        let diagnostic = Source::read("t.yaml", text.into()).unwrap_err();
        assert!(diagnostic.message.contains("by this alias"), "{diagnostic}");
    }

    #[test]
    fn places_are_found_in_yaml_and_json() {
        for text in [
            "paths:\n  /a/b:\n    get:\n      - x\n      - y: z\n",
            r#"{"paths": {"/a/b": {"get": ["x", {"y": "z"}]}}}"#,
        ] {
            let source = Source::read("t", text.into()).unwrap().source;
            let list = Pointer::root().join("paths").join("/a/b").join("get");
            let pointers = [list.join(1).join("y"), list.join(0), list.join(1).join("q").join(3)];
            let spans = source.locate(&pointers.each_ref());
            assert!(
                text[spans[0].clone()].ends_with('z') || text[spans[0].clone()].ends_with("\"z\"")
            );
            assert!(text[spans[1].clone()].contains('x') && !text[spans[1].clone()].contains('y'));
            assert!(text[spans[2].start..].trim_start_matches('{').contains('y'));
        }
    }
}
