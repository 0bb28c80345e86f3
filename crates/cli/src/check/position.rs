//! Lines and columns of many places, without counting the lines of a text for each.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use counterpart_spec::{Diagnostic, Place};

/// Where a place starts and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Region {
    pub(crate) start: Position,
    pub(crate) end: Position,
}

/// A line and a column, both from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// Finds positions in texts whose line starts are counted once.
#[derive(Default)]
pub(crate) struct Positions {
    /// The starts of the lines of each text, by its address.
    starts: BTreeMap<usize, Vec<usize>>,
}

impl Positions {
    /// Finds where the places of diagnostics are, all in one pass.
    pub(crate) fn of(&mut self, diagnostics: &[Diagnostic]) -> Vec<Option<Region>> {
        Diagnostic::locate(diagnostics);
        let region = |diagnostic: &Diagnostic| Some(self.region(diagnostic.place.as_ref()?));
        diagnostics.iter().map(region).collect()
    }

    fn region(&mut self, place: &Place) -> Region {
        let text = &place.source.text;
        let starts = self.starts.entry(Arc::as_ptr(&place.source).addr());
        let starts = starts.or_insert_with(|| line_starts(text));
        let Range { start, end } = place.span();
        Region { start: position(text, starts, start), end: position(text, starts, end.max(start)) }
    }
}

fn line_starts(text: &str) -> Vec<usize> {
    let after = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
    std::iter::once(0).chain(after).collect()
}

fn position(text: &str, starts: &[usize], at: usize) -> Position {
    let line = starts.partition_point(|start| *start <= at);
    let before = text.get(starts[line - 1]..at).unwrap_or_default();
    Position { line, column: before.chars().count() + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one() {
        let text = "a\nßb\n";
        let starts = line_starts(text);
        for (at, line, column) in [(0, 1, 1), (1, 1, 2), (2, 2, 1), (4, 2, 2), (6, 3, 1)] {
            assert_eq!(position(text, &starts, at), Position { line, column }, "byte {at}");
        }
    }
}
