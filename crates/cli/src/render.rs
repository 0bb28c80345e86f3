//! Diagnostics as a person reads them; the only file that knows the renderer.

use std::io::{self, IsTerminal, Write};

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use counterpart_spec::{Diagnostic, Severity};

/// Longer lines are named and not shown: without line breaks, JSON is one line.
const LONGEST: usize = 2_000;

/// Prints a diagnostic with the place in its source.
pub(crate) fn diagnostic(diagnostic: &Diagnostic) {
    tell(&format!("{}\n", rendered(diagnostic)));
}

fn rendered(diagnostic: &Diagnostic) -> String {
    let level = match diagnostic.severity {
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    };
    let title = level.primary_title(&*diagnostic.message).id(diagnostic.code);
    let mut group = Group::with_title(title);
    if let Some(place) = &diagnostic.place {
        let text = &place.source.text;
        let whole = place.span();
        // A span of many lines is shown by its first; the renderer is given no more, as it reads all of it.
        let start = text[..whole.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[whole.start..].find('\n').map_or(text.len(), |at| whole.start + at);
        let span = whole.start - start..whole.end.min(end) - start;
        let (line, column) = place.line_and_column();
        let name = &*place.source.name;
        group = if end - start > LONGEST {
            group.element(Origin::path(name).line(line).char_column(column))
        } else {
            let snippet = Snippet::source(&text[start..end]).path(name).line_start(line);
            group.element(snippet.annotation(AnnotationKind::Primary.span(span)))
        };
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(&**help));
    }
    let renderer = if is_coloured(&io::stderr()) { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&[group])
}

/// Says that more of one code were found than are printed.
pub(crate) fn more(code: &str, count: usize, document: &str) {
    tell(&format!("… and {count} more {code} in {document}; `--all` shows them\n"));
}

/// Tells whether a stream takes colours: it is a terminal, and nobody has said no (<https://no-color.org>).
pub(crate) fn is_coloured(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|no| no.is_empty())
}

/// Prints an error that has no place in a document.
pub(crate) fn error(message: &str, help: &str) {
    tell(&format!("error: {message}\n  help: {help}"));
}

/// Prints what a person who starts something has to know.
pub(crate) fn note(message: &str) {
    tell(&format!("note: {message}"));
}

/// Writes a line to standard error; nobody may be reading.
fn tell(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}
