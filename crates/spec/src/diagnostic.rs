//! What is odd about a user's document: plain data, rendered only by the command line.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::{Document, Pointer, Source};

/// Tells how bad a [`Diagnostic`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The part works, but is not what the specification says.
    Warning,
    /// The part does not work, or the document is refused.
    Error,
}

/// Says one thing about one place of a document.
///
/// The codes are stable and listed in `docs/diagnostics.md`.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// The stable code, such as `E0002`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong: a lowercase fragment with backticks round literals.
    pub message: String,
    /// Where it is; `None` when the whole input is meant.
    pub place: Option<Place>,
    /// What to do about it.
    pub help: Option<String>,
}

/// Points at a part of a source.
#[derive(Debug, Clone)]
pub struct Place {
    /// The text it is in.
    pub source: Arc<Source>,
    /// The JSON pointer of the part; the root when the text could not be read.
    pub pointer: Pointer,
    span: OnceLock<Range<usize>>,
}

impl Place {
    /// Points at a part of a text; where that is, is found when it is asked for.
    pub(crate) fn new(source: Arc<Source>, pointer: Pointer) -> Self {
        Self { source, pointer, span: OnceLock::new() }
    }

    /// Points at bytes of a text that could not be read.
    pub(crate) fn of_bytes(source: Arc<Source>, span: Range<usize>) -> Self {
        Self { source, pointer: Pointer::root(), span: span.into() }
    }

    /// Gives the bytes of the part within the text, or of the nearest part around it that is there.
    pub fn span(&self) -> Range<usize> {
        let find = || self.source.locate(&[&self.pointer]).swap_remove(0);
        self.span.get_or_init(find).clone()
    }

    /// Counts the line (from 1) and the column (from 1, in characters) where the part starts.
    pub fn line_and_column(&self) -> (usize, usize) {
        let before = self.source.text.get(..self.span().start).unwrap_or(&self.source.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}

impl Diagnostic {
    /// Finds the places of many diagnostics at once: one pass over each text, not one for each.
    pub fn locate(diagnostics: &[Self]) {
        let mut open: Vec<_> = diagnostics
            .iter()
            .filter_map(|diagnostic| diagnostic.place.as_ref())
            .filter(|place| place.span.get().is_none())
            .collect();
        open.sort_by_key(|place| Arc::as_ptr(&place.source).addr());
        for of_one in open.chunk_by(|a, b| Arc::ptr_eq(&a.source, &b.source)) {
            let pointers: Vec<_> = of_one.iter().map(|place| &place.pointer).collect();
            for (place, span) in of_one.iter().zip(of_one[0].source.locate(&pointers)) {
                place.span.get_or_init(|| span);
            }
        }
    }

    /// Makes an error.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Error, message: message.into(), place: None, help: None }
    }

    /// Makes a warning.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// Points the diagnostic at a part of the document.
    #[must_use]
    pub fn at(mut self, document: &Document, pointer: &Pointer) -> Self {
        self.place = Some(document.place(pointer));
        self
    }

    /// Points the diagnostic at a value of a text.
    #[must_use]
    pub(crate) fn at_source(mut self, source: Arc<Source>, pointer: Pointer) -> Self {
        self.place = Some(Place::new(source, pointer));
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Shows the diagnostic on one line, `file:line:column: error[CODE]: message`.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            let (line, column) = place.line_and_column();
            write!(f, "{}:{line}:{column}: ", place.source.name)?;
        }
        let severity = match self.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(f, "{severity}[{}]: {}", self.code, self.message)?;
        self.help.iter().try_for_each(|help| write!(f, " (help: {help})"))
    }
}
