//! Diagnostics as a person reads them; the only file that knows the renderer.

use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use counterpart_spec::{Diagnostic, Severity};

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
        // A span of many lines is shown by its first.
        let line_end = text[whole.start..].find('\n').map_or(text.len(), |at| whole.start + at);
        let span = whole.start..whole.end.min(line_end);
        let snippet = Snippet::source(text).path(&*place.source.name).line_start(1);
        group = group.element(snippet.annotation(AnnotationKind::Primary.span(span)));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(&**help));
    }
    Renderer::plain().render(&[group])
}

/// Prints an error that has no place in a document.
pub(crate) fn error(message: &str, help: &str) {
    tell(&format!("error: {message}\n  help: {help}"));
}

/// Writes a line to standard error; nobody may be reading.
fn tell(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}
