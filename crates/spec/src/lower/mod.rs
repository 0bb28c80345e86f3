//! Documents of older versions in the form of 3.1.
//!
//! Owns what differs between the versions: everything after it reads one form, and no conversion loses what the document means.
//! Assumes a tree whose references are fragments; what they lead to may stand anywhere in it.
//! Refuses nothing: what has no counterpart in 3.1 is read as something near to it, with a warning.

mod journal;
mod references;
mod schema;
mod swagger;
#[cfg(test)]
mod tests;
mod version;
mod walk;

use serde_json::Value;

use crate::document::Origins;
use crate::{Diagnostic, Pointer};
use journal::Journal;

pub(crate) use version::Version;

/// Gives a document the form of 3.1, whatever version it was written in.
///
/// References that resolve go on doing so, `origins` know where moved parts were written, and `notes` speak of the parts where they are now.
pub(crate) fn lower(
    document: &mut Value,
    version: Version,
    origins: &mut Origins,
    notes: &mut Vec<(Diagnostic, Pointer)>,
) {
    let earlier = notes.len();
    let mut journal = Journal::new(origins, notes);
    if version == Version::V2_0 {
        swagger::convert(document, &mut journal);
    }
    schema::lower(document, version, &mut journal);
    if journal.has_moves() {
        references::rewrite(document, &mut journal);
    }
    journal.forward(earlier);
}
