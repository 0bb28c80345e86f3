//! Strings that match a regular expression.

use rand::RngExt;
use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind};

use crate::seed::Rng;

/// Writes a string that matches; boundaries and other conditions on what stands beside are left to a check.
///
/// `slack` is how often an open repetition repeats beyond its minimum, at most.
pub(crate) fn matching(hir: &Hir, slack: u32, rng: &mut Rng) -> String {
    let mut out = String::new();
    write(hir, slack, rng, &mut out);
    out
}

fn write(hir: &Hir, slack: u32, rng: &mut Rng, out: &mut String) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(Class::Unicode(class)) => out.extend(letter(class, rng)),
        HirKind::Class(Class::Bytes(class)) => {
            out.extend(class.ranges().first().map(|range| char::from(range.start())));
        }
        HirKind::Repetition(repetition) => {
            let most = repetition.min.saturating_add(slack);
            let most = repetition.max.unwrap_or(most).min(most);
            for _ in 0..rng.random_range(repetition.min..=most) {
                write(&repetition.sub, slack, rng, out);
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, slack, rng, out),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, slack, rng, out)),
        HirKind::Alternation(parts) => {
            write(&parts[rng.random_range(0..parts.len())], slack, rng, out);
        }
    }
}

/// Draws a letter of a class: a letter or digit if there is one, else what can be printed, else any.
fn letter(class: &ClassUnicode, rng: &mut Rng) -> Option<char> {
    const ALPHANUMERIC: [(char, char); 3] = [('0', '9'), ('A', 'Z'), ('a', 'z')];
    const PRINTABLE: [(char, char); 1] = [(' ', '~')];
    const ANY: [(char, char); 1] = [('\0', char::MAX)];
    let limits: [&[(char, char)]; 3] = [&ALPHANUMERIC, &PRINTABLE, &ANY];
    limits.iter().find_map(|limits| {
        let ranges = || {
            let within = class.ranges().iter().flat_map(|range| {
                limits.iter().map(|(a, b)| (range.start().max(*a), range.end().min(*b)))
            });
            within.filter(|(start, end)| start <= end)
        };
        let size = |(start, end): &(char, char)| u32::from(*end) - u32::from(*start) + 1;
        let total: u32 = ranges().map(|range| size(&range)).sum();
        let mut at = (total > 0).then(|| rng.random_range(0..total))?;
        ranges().find_map(|range| {
            let found = (at < size(&range)).then(|| u32::from(range.0) + at);
            at = at.saturating_sub(size(&range));
            found.map(|code| char::from_u32(code).unwrap_or(range.0))
        })
    })
}
