//! A text and the tree it means; positions are found again on demand.

mod locate;
mod scalar;
mod yaml;

use std::sync::Arc;

use serde_json::Value;

use crate::{Diagnostic, Place, Pointer};

/// Holds a document's text and value.
#[derive(Debug)]
pub struct Source {
    /// The name shown in diagnostics: a path, or `<stdin>`.
    pub name: String,
    /// The text as it was given.
    pub text: String,
    /// The tree the text means.
    pub value: Arc<Value>,
}

impl Source {
    /// Reads YAML or JSON (which is YAML).
    ///
    /// # Errors
    /// Bytes that are not UTF-8 (`E0001`), and text that is not YAML or breaks a limit (`E0002`).
    pub fn read(name: &str, bytes: Vec<u8>) -> Result<Arc<Self>, Box<Diagnostic>> {
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            Diagnostic::error("E0001", format!("`{name}` is not text: byte {at} is not UTF-8"))
                .help("save the document as UTF-8")
        })?;
        // A byte order mark is allowed before JSON and YAML, and means nothing.
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        let parsed = serde_json::from_str(&text).map_or_else(|_| yaml::parse(&text), Ok);
        let unread = |text| Arc::new(Self { name: name.to_owned(), text, value: Arc::default() });
        match parsed {
            Ok(value) => Ok(Arc::new(Self { name: name.to_owned(), text, value: Arc::new(value) })),
            Err(yaml::SyntaxError { message, span }) => {
                let place = Place::of_bytes(unread(text), span);
                let diagnostic = Diagnostic::error("E0002", message);
                Err(Box::new(Diagnostic { place: Some(place), ..diagnostic }))
            }
        }
    }

    /// Finds the bytes of a value, or of the nearest of its parents that the text has.
    pub(crate) fn locate(&self, pointer: &Pointer) -> std::ops::Range<usize> {
        locate::locate(&self.text, pointer).unwrap_or(0..0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, json: &str) {
        let source = Source::read("t.yaml", text.into()).map_err(|e| e.to_string()).unwrap();
        assert_eq!(source.value.to_string(), json);
    }

    #[track_caller]
    fn refuses(text: &str, expected: &str) {
        let diagnostic = Source::read("t.yaml", text.into()).unwrap_err();
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
        refuses(
            "a: 1\na: 2\n",
            "t.yaml:2:1: error[E0002]: the key `a` stands twice in one mapping",
        );
        refuses("a: *b\n", "t.yaml:1:4: error[E0002]: while parsing node, found unknown anchor");
        let deep = "[".repeat(220) + &"]".repeat(220);
        refuses(&deep, "t.yaml:1:201: error[E0002]: nesting deeper than 200 levels");
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
    }

    #[test]
    fn places_are_found_in_yaml_and_json() {
        for text in [
            "paths:\n  /a/b:\n    get:\n      - x\n      - y: z\n",
            r#"{"paths": {"/a/b": {"get": ["x", {"y": "z"}]}}}"#,
        ] {
            let source = Source::read("t", text.into()).unwrap();
            let pointer = Pointer::root().join("paths").join("/a/b").join("get").join(1).join("y");
            let span = source.locate(&pointer);
            assert!(text[span.clone()].contains('z'), "{:?}", &text[span]);
        }
    }
}
