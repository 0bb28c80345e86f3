//! From bytes to [`Spec`]: read, identified, put together, lowered to the form of 3.1, indexed.

mod assemble;
mod files;
mod identify;
mod keys;
mod loader;
mod location;
mod shape;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::document::{Document, Origins};
use crate::index::index;
use crate::overlay::apply;
use crate::source::Read;
use crate::{Diagnostic, Severity, Source, Spec};

pub use loader::{Loader, NoFiles, Unread};

/// A document that was read, and what is odd about it.
#[derive(Debug)]
pub struct Loaded {
    /// The document.
    pub spec: Spec,
    /// What is odd, in the order it was found.
    pub diagnostics: Vec<Diagnostic>,
}

/// What a document may be read with besides its own text.
#[derive(Clone, Copy)]
#[expect(missing_debug_implementations, reason = "a loader has nothing to show")]
pub struct Sources<'s> {
    /// Reads the other files.
    pub loader: &'s dyn Loader,
    /// The Overlays that are applied before anything else is looked at, in this order: what diagnostics call them, and their text.
    pub overlays: &'s [(String, Vec<u8>)],
}

/// Reads an OpenAPI document of one text; `name` is what diagnostics call it.
///
/// # Errors
/// See [`load_with`].
pub fn load(name: &str, bytes: Vec<u8>) -> Result<Loaded, Box<Diagnostic>> {
    load_with(name, bytes, Sources { loader: &NoFiles, overlays: &[] })
}

/// Reads an OpenAPI document, the files it refers to, and the Overlays over it; `location` is what references are resolved against, and what diagnostics call the document.
///
/// # Errors
/// The one diagnostic that says why the input is refused: it is not text (`E0001`), not YAML or JSON (`E0002`), no OpenAPI document (`E0003`), of a version that is not read (`E0004`), refers to what it must not (`E0005`), or an Overlay over it cannot be applied (`E0008` to `E0012`).
pub fn load_with(
    location: &str,
    bytes: Vec<u8>,
    sources: Sources<'_>,
) -> Result<Loaded, Box<Diagnostic>> {
    let mut read = Source::read(location, bytes)?;
    let mut origins = Origins::default();
    let overlays = overlay(&mut read, sources.overlays, &mut origins)?;
    let version = identify::identify(&read)?;
    let files = files::Files::new(sources.loader, location, read, overlays);
    let assemble::Assembled { mut value, sources, mut origins, mut odd, mut notes } =
        assemble::assemble(files, origins)?;
    crate::lower::lower(&mut value, version, &mut origins, &mut notes);
    shape::check(&value, &mut notes);
    keys::check(&value, &mut notes);
    let document = Arc::new(Document::new(Arc::new(value), sources, origins));
    let (spec, more) = index(&document);
    odd.extend(notes.into_iter().map(|(diagnostic, at)| diagnostic.at(&spec.document, &at)));
    odd.extend(more);
    Ok(Loaded { spec, diagnostics: odd })
}

/// Applies Overlays to a text that was read, and gives their texts.
fn overlay(
    read: &mut Read,
    overlays: &[(String, Vec<u8>)],
    origins: &mut Origins,
) -> Result<Vec<Arc<Source>>, Box<Diagnostic>> {
    let mut sources = Vec::new();
    for (name, bytes) in overlays {
        let overlay = Source::read(name, bytes.clone())?;
        sources.push(Arc::clone(&overlay.source));
        let told = apply(&mut read.value, &overlay.value, sources.len(), origins);
        let told =
            told.into_iter().map(|(note, at)| note.at_source(Arc::clone(&overlay.source), at));
        for diagnostic in overlay.odd.into_iter().chain(told) {
            // An Overlay is written for this document: what it cannot do is not what is wanted.
            if diagnostic.severity == Severity::Error {
                return Err(Box::new(diagnostic));
            }
            read.odd.push(diagnostic);
        }
    }
    Ok(sources)
}
