//! Regular expressions as documents write them: ECMA-262, and what is not quite that.
//!
//! Refuses to run what would take more memory than a document is worth.

use std::fmt::Write;

use regex_syntax::hir::{Class, Hir, HirKind};
use serde_json::{Value, json};

use crate::fault::FaultKind;
use crate::lookaround::{escaped, without};
use crate::reading::{Complaint, Reading};

/// The states that a compiled expression may have, roughly: more exceed the engine's 10 MB, and it takes its time to find out.
const MAX_STATES: usize = 300_000;

/// How many repetitions are counted where all of them are too many.
const MAX_COUNTED: u64 = 1_000;

/// The states of one range of a class of characters: one for each byte it may take.
const STATES_OF_RANGE: usize = 4;

/// Reads a regular expression.
pub(crate) fn read(pattern: &str) -> Reading {
    let inner = undelimited(pattern);
    let plain = inner.clone().unwrap_or_else(|| pattern.to_owned());
    let braced = with_literal_braces(&plain);
    let (loose, loose_braced) = (relaxed(&plain), relaxed(&braced));
    let mut candidates = [plain, braced, loose, loose_braced].into_iter();
    let Some(read) = candidates.find(|candidate| runs(candidate)) else {
        let message =
            format!("`pattern` is ignored: `{pattern}` is no regular expression that can be run");
        return Reading::Not(Complaint::new(FaultKind::Unmatchable, message));
    };
    if read == pattern {
        return Reading::Written;
    }
    let message = format!("`{pattern}` is read as `{read}`");
    let complaint = Complaint::new(FaultKind::Reread, message);
    Reading::As(
        Value::String(read),
        match inner {
            Some(_) => complaint.help("write the regular expression without slashes around it"),
            None => complaint,
        },
    )
}

/// Parses the part of a regular expression that a sampler can follow.
pub(crate) fn parse(pattern: &str) -> Option<Hir> {
    let plain = without(pattern);
    let rust = jsonschema_regex::to_rust_regex(&plain).ok()?;
    regex_syntax::parse(&rust).ok()
}

fn runs(pattern: &str) -> bool {
    parse(pattern).is_none_or(|hir| states(&hir) <= MAX_STATES)
        && crate::dialect::options().build(&json!({ "pattern": pattern })).is_ok()
}

/// Estimates how many states an expression is compiled to.
fn states(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 1,
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Class(Class::Unicode(class)) => class.ranges().len() * STATES_OF_RANGE,
        HirKind::Class(Class::Bytes(class)) => class.ranges().len(),
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(repetition.min).max(1);
            states(&repetition.sub).saturating_mul(times as usize)
        }
        HirKind::Capture(capture) => states(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().map(states).fold(1, usize::saturating_add)
        }
    }
}

/// Takes the slashes off `/^…/i`: nothing matches it with them, as nothing stands before the start or after the end.
fn undelimited(pattern: &str) -> Option<String> {
    let (inner, flags) = pattern.strip_prefix('/')?.rsplit_once('/')?;
    let anchored = inner.starts_with('^') || inner.ends_with('$') && !inner.ends_with("\\$");
    if !anchored || !flags.chars().all(|flag| "dgimsuvy".contains(flag)) {
        return None;
    }
    let modifiers: String = flags.chars().filter(|flag| "ims".contains(*flag)).collect();
    let inner = inner.replace("\\/", "/");
    Some(if modifiers.is_empty() { inner } else { format!("(?{modifiers}:{inner})") })
}

/// Escapes the braces that count nothing, which browsers take as they are (ECMA-262 annex B.1.2).
fn with_literal_braces(pattern: &str) -> String {
    changed(pattern, &mut |rest, out| {
        let length = match counted(rest) {
            Some((length, ..)) => length,
            None => 1,
        };
        let brace = &rest[..length];
        out.push_str(if length == 1 { "\\" } else { "" });
        out.push_str(brace);
        length
    })
}

/// Leaves the end of long counted repetitions open.
fn relaxed(pattern: &str) -> String {
    changed(pattern, &mut |rest, out| match counted(rest) {
        Some((length, low, Some(high))) if high > MAX_COUNTED => {
            let _ = write!(out, "{{{},}}", low.min(MAX_COUNTED));
            length
        }
        _ => {
            out.push_str(&rest[..1]);
            1
        }
    })
}

/// Copies an expression, and has every brace replaced that is no part of an escape or a class; `brace` tells how much it took.
fn changed(pattern: &str, brace: &mut dyn FnMut(&str, &mut String) -> usize) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern;
    let mut in_class = false;
    while let Some(first) = rest.chars().next() {
        let taken = match first {
            '{' | '}' if !in_class => brace(rest, &mut out),
            '\\' => {
                let mut length = escaped(rest);
                // `\u{…}` and `\p{…}` have braces of their own.
                if rest[..length].ends_with(['p', 'P', 'u', 'x', 'k'])
                    && rest[length..].starts_with('{')
                {
                    length += rest[length..].find('}').map_or(0, |end| end + 1);
                }
                out.push_str(&rest[..length]);
                length
            }
            _ => {
                in_class = (in_class || first == '[') && first != ']';
                out.push(first);
                first.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    out
}

/// Reads `{2}`, `{2,}` or `{2,3}` at the start of a text: its length, the least and the greatest count.
fn counted(text: &str) -> Option<(usize, u64, Option<u64>)> {
    let inner = text.strip_prefix('{')?;
    let end = inner.find('}')?;
    let (low, high) = match inner[..end].split_once(',') {
        Some((low, "")) => (low.parse().ok()?, None),
        Some((low, high)) => (low.parse().ok()?, Some(high.parse().ok()?)),
        None => (inner[..end].parse().ok()?, Some(inner[..end].parse().ok()?)),
    };
    Some((end + 2, low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks what a pattern is read as; `None` when it is ignored.
    #[track_caller]
    fn check(pattern: &str, expected: Option<&str>) {
        let read = match read(pattern) {
            Reading::Written => Some(pattern.to_owned()),
            Reading::As(Value::String(read), _) => Some(read),
            _ => None,
        };
        assert_eq!(read.as_deref(), expected, "{pattern}");
    }

    #[test]
    fn patterns_are_read_as_they_are_meant() {
        for same in [
            "^[a-z]+$",
            "^(?!x)a{2,3}$",
            "/pub/[0-9]+",
            "/(?=.*[a-z])/",
            r"\p{L}\u{1F600}",
            "[{]",
            "",
        ] {
            check(same, Some(same));
        }
        check("/^[a-z]+$/i", Some("(?i:^[a-z]+$)"));
        check(r"/^a\/b/", Some("^a/b"));
        check("^{[0-9A-F]{4}}$", Some(r"^\{[0-9A-F]{4}\}$"));
        check("^.{0,262144}$", Some("^.{0,}$"));
        check("^(?:.{5,99999}|{x})$", Some(r"^(?:.{5,}|\{x\})$"));
        check("[", None);
        check("[z-a]", None);
        check("(a{1000}){1000}", None);
        check("(.{1000}){1000}(?=x)", None);
    }
}
