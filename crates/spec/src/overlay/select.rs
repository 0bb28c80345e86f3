//! JSONPath (RFC 9535): which values of a document are meant.
//!
//! The only file that touches `serde_json_path`, which has no limits of its own: what a path may cost is estimated before it is followed.

use std::collections::BTreeSet;

use serde_json::Value;
use serde_json_path::JsonPath;

use crate::size::size;
use crate::{Diagnostic, Pointer};

/// Deeper nesting of brackets is refused: each level of filters doubles the time that reading takes.
const MAX_NESTING: usize = 10;
/// Paths that may take more steps are refused; each costs some nanoseconds and, if it selects, some bytes.
const MAX_STEPS: usize = 200_000_000;
/// A regular expression is compiled for each value that it is asked about, which costs as much as so many steps.
const PATTERN_STEPS: usize = 100;

/// Selects values, each once, in the order of the path.
///
/// # Errors
/// The diagnostic that says what is wrong with the path (`E0010`), without a place.
pub(super) fn select(document: &Value, path: &str) -> Result<Vec<Pointer>, Box<Diagnostic>> {
    let cost = Cost::of(path);
    if cost.nesting > MAX_NESTING {
        let message = format!("a path nested deeper than {MAX_NESTING} levels is not read");
        let error = Diagnostic::error("E0010", message);
        return Err(Box::new(error.help("split the action in several")));
    }
    let parsed =
        JsonPath::parse(path).map_err(|error| Box::new(malformed(path, error.position())))?;
    if !cost.is_plain() && cost.steps(document) > MAX_STEPS {
        let message = "the path would take too many steps through this document";
        let help = "name the way: fewer `..`, no `$` within a filter";
        return Err(Box::new(Diagnostic::error("E0010", message).help(help)));
    }
    let mut known = BTreeSet::new();
    let located = parsed.query_located(document);
    let pointers =
        located.iter().filter_map(|node| Pointer::parse(&node.location().to_json_pointer()));
    Ok(pointers.filter(|pointer| known.insert(pointer.clone())).collect())
}

fn malformed(path: &str, position: usize) -> Diagnostic {
    let message = match path.get(position..) {
        _ if !path.starts_with('$') => format!("`{path}` is no JSONPath: it starts with no `$`"),
        Some(rest) if !rest.is_empty() => {
            format!("`{path}` is no JSONPath: `{rest}` cannot stand there")
        }
        _ => format!("`{path}` is no JSONPath: its end is missing"),
    };
    let help = "after `$`, a step is one of `.name`, `['other-name']`, `[0]`, `.*`, `..name`, `[?@.name == 'x']` (RFC 9535); a name with other signs than letters, digits and `_` needs the brackets";
    Diagnostic::error("E0010", message).help(help)
}

/// What about a path decides how much it may cost.
#[derive(Debug, Default, PartialEq)]
struct Cost {
    /// How deep brackets are nested.
    nesting: usize,
    /// How often it descends (`..`): each selects a value once for every level above it.
    descents: usize,
    /// How often a filter starts from the root again (`$`).
    restarts: usize,
    /// The product of how many selectors each pair of brackets holds.
    selectors: usize,
    /// Whether a filter asks for a regular expression.
    has_patterns: bool,
}

impl Cost {
    fn of(path: &str) -> Self {
        let mut cost = Self { selectors: 1, ..Self::default() };
        let mut open = Vec::new();
        let mut quote = None;
        let mut characters = path.chars().peekable();
        while let Some(character) = characters.next() {
            if let Some(mark) = quote {
                match character {
                    '\\' => drop(characters.next()),
                    _ if character == mark => quote = None,
                    _ => {}
                }
                continue;
            }
            match character {
                '\'' | '"' => quote = Some(character),
                '[' | '(' => {
                    open.push(1);
                    cost.nesting = cost.nesting.max(open.len());
                }
                ']' | ')' => {
                    cost.selectors = cost.selectors.saturating_mul(open.pop().unwrap_or(1));
                }
                ',' => {
                    if let Some(selectors) = open.last_mut() {
                        *selectors += 1;
                    }
                }
                '.' if characters.next_if_eq(&'.').is_some() => cost.descents += 1,
                '$' => cost.restarts += 1,
                _ => {}
            }
        }
        // The first is where the path starts.
        cost.restarts = cost.restarts.saturating_sub(1);
        cost.has_patterns = path.contains("match") || path.contains("search");
        cost
    }

    /// Tells whether the path looks at each value once at most.
    fn is_plain(&self) -> bool {
        self.descents == 0 && self.restarts == 0 && self.selectors == 1 && !self.has_patterns
    }

    fn steps(&self, document: &Value) -> usize {
        let size = size(document);
        let power =
            |base: usize, times: usize| (0..times).fold(1, |n: usize, _| n.saturating_mul(base));
        let each = if self.has_patterns { PATTERN_STEPS } else { 1 };
        [power(size.values, self.restarts), power(size.depth, self.descents), self.selectors, each]
            .iter()
            .fold(size.values, |steps, factor| steps.saturating_mul(*factor))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(path: &str, expected: Result<&[&str], &str>) {
        let document = json!({ "a": { "b-c": [1, { "d": "x" }], "~/": {} }, "e": "$.." });
        let selected = select(&document, path);
        let selected = match &selected {
            Ok(pointers) => Ok(pointers.iter().map(Pointer::as_str).collect::<Vec<_>>()),
            Err(error) => Err(error.message.as_str()),
        };
        assert_eq!(selected.as_deref().map_err(|message| *message), expected, "{path}");
    }

    #[test]
    fn paths_select() {
        check("$", Ok(&[""]));
        check("$.a['b-c'][0, 1, 0]", Ok(&["/a/b-c/0", "/a/b-c/1"]));
        check("$.a['~/']", Ok(&["/a/~0~1"]));
        check("$..[?@.d == 'x']", Ok(&["/a/b-c/1"]));
        check("$..[?match(@.d, '[x-z]')]", Ok(&["/a/b-c/1"]));
        check("$[?length(@) == 3 && $.e == '$..']", Ok(&["/e"]));
        check("$.A", Ok(&[]));
    }

    #[test]
    fn what_is_no_path_is_shown() {
        check("a.b", Err("`a.b` is no JSONPath: it starts with no `$`"));
        check("", Err("`` is no JSONPath: it starts with no `$`"));
        check("$.a.b-c", Err("`$.a.b-c` is no JSONPath: `-c` cannot stand there"));
        check("$.paths./a", Err("`$.paths./a` is no JSONPath: `/a` cannot stand there"));
        check("$.a['b", Err("`$.a['b` is no JSONPath: its end is missing"));
        let deep = format!("${}{}", "[?@".repeat(40), "]".repeat(40));
        check(&deep, Err("a path nested deeper than 10 levels is not read"));
    }

    #[test]
    fn paths_without_measure_are_refused() {
        let message = "the path would take too many steps through this document";
        for path in [
            format!("${}", "..*".repeat(18)),
            format!("$..a{}", "[*,*,*,*,*,*,*,*,*,*]".repeat(8)),
            "$[?$..*[?$..*[?$..*[?$..*[?$..*[?$..*[?$..*]]]]]]]".to_owned(),
        ] {
            check(&path, Err(message));
        }
    }
}
