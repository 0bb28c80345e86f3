//! OpenAPI Overlays 1.0 and 1.1: changes to a document, written beside it ([specification](https://spec.openapis.org/overlay/v1.1.0.html)).
//!
//! Owns the reading of an Overlay and the changes themselves; both versions mean the same, so `copy` is read in either.
//! Assumes the document as its author wrote it: of any version, its references untouched, no other file put in.
//! Refuses what cannot be merged, and what would make the document grow without measure.

mod action;
mod frame;
mod merge;
mod remove;
mod select;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use serde_json::Value;

use crate::document::Origins;
use crate::size::{Size, size};
use crate::{Diagnostic, Pointer};
use action::Change;
use merge::{Merge, Origin};

/// How many values one Overlay may add; copies of copies multiply.
const MAX_ADDED: usize = 1_000_000;
/// Overlays nest a document no deeper than this, as deep as a text may be nested.
const MAX_DEPTH: usize = 200;

/// Makes the changes of an Overlay in their order; `file` is the number that `origins` know its text by.
///
/// Gives what is odd about the Overlay, by the place in its text; an action with an error changes nothing or a part of what it should.
pub(crate) fn apply(
    document: &mut Value,
    overlay: &Value,
    file: usize,
    origins: &mut Origins,
) -> Vec<(Diagnostic, Pointer)> {
    let mut notes = Vec::new();
    let actions = frame::actions(overlay, &mut notes);
    let mut application =
        Application { document, file, origins, notes, left: MAX_ADDED, is_spent: false };
    let at = Pointer::root().join("actions");
    for (index, action) in actions.iter().enumerate() {
        application.action(action, &at.join(index));
        if application.is_spent {
            break;
        }
    }
    application.notes
}

struct Application<'a> {
    document: &'a mut Value,
    file: usize,
    origins: &'a mut Origins,
    notes: Vec<(Diagnostic, Pointer)>,
    /// How many values may still be added.
    left: usize,
    /// Whether a change was too large, so that the rest is not made.
    is_spent: bool,
}

impl Application<'_> {
    fn action(&mut self, action: &Value, at: &Pointer) {
        let Some((target, change)) = action::read(action, at, &mut self.notes) else { return };
        let Some(targets) = self.select(target, &at.join("target")) else { return };
        if targets.is_empty() {
            let message = format!("`{target}` selects nothing, so nothing is changed");
            let help = "compare the path with the document: names are case-sensitive";
            let warning = Diagnostic::warning("W0208", message).help(help);
            return self.notes.push((warning, at.join("target")));
        }
        match change {
            Change::Remove => self.remove(&targets, &at.join("target")),
            Change::Update(value) => {
                let from = at.join("update");
                let origin = Origin::Text { file: self.file, at: from.clone() };
                self.merge(&targets, value, &origin, (at, &from));
            }
            Change::Copy(path) => self.copy(&targets, path, at),
        }
    }

    /// Selects values of the document; `None`, with a diagnostic, when the path cannot be read.
    fn select(&mut self, path: &str, at: &Pointer) -> Option<Vec<Pointer>> {
        let selected = select::select(self.document, path);
        selected.map_err(|error| self.notes.push((*error, at.clone()))).ok()
    }

    fn remove(&mut self, targets: &[Pointer], at: &Pointer) {
        if targets.contains(&Pointer::root()) {
            let error = Diagnostic::error("E0011", "the document itself cannot be removed");
            return self.notes.push((error.help("select parts of it: `$.paths`"), at.clone()));
        }
        remove::remove(self.document, targets, self.origins);
    }

    fn copy(&mut self, targets: &[Pointer], path: &str, at: &Pointer) {
        let written = at.join("copy");
        let Some(sources) = self.select(path, &written) else { return };
        let [from] = sources.as_slice() else {
            let message =
                format!("`{path}` selects {} values, where one is to be copied", sources.len());
            let help = "let the path name every step: `$.paths['/a'].get`";
            return self.notes.push((Diagnostic::error("E0011", message).help(help), written));
        };
        let Some(value) = from.resolve(self.document).cloned() else { return };
        self.merge(targets, &value, &Origin::Tree { at: from.clone() }, (at, &written));
    }

    /// Merges a value into each target; `action` and `written` are where the Overlay says so.
    fn merge(
        &mut self,
        targets: &[Pointer],
        value: &Value,
        origin: &Origin,
        (action, written): (&Pointer, &Pointer),
    ) {
        let kinds = targets.iter().filter_map(|at| Some(merge::kind(at.resolve(self.document)?)));
        let mut kinds: Vec<_> = kinds.collect();
        kinds.dedup();
        if let [first, second, ..] = kinds[..] {
            let message = format!("the path selects both {first} and {second}");
            let help = "all that one action changes must be of one kind";
            let error = Diagnostic::error("E0011", message).help(help);
            return self.notes.push((error, action.join("target")));
        }
        if !self.afford(targets, &size(value)) {
            self.is_spent = true;
            let message = "the document would become too large or too deep";
            let help = format!(
                "an Overlay adds {MAX_ADDED} values at most, and nests {MAX_DEPTH} levels at most"
            );
            let error = Diagnostic::error("E0012", message).help(help);
            return self.notes.push((error, written.clone()));
        }
        let mut merge = Merge { origins: self.origins, origin, clashes: Vec::new() };
        for at in targets {
            if let Some(target) = self.document.pointer_mut(at.as_str()) {
                merge.target(target, value, at);
            }
        }
        for (message, within) in merge.clashes {
            let place = match origin {
                Origin::Text { at, .. } => Cow::Owned(at.concat(&within)),
                Origin::Tree { .. } => Cow::Borrowed(written),
            };
            let help = "objects are merged with objects, lists added to lists, single values replaced by single values; remove the old value first";
            let error = Diagnostic::error("E0011", message).help(help);
            self.notes.push((error, place.into_owned()));
        }
    }

    /// Counts what is added off the budget; false when it does not suffice.
    fn afford(&mut self, targets: &[Pointer], added: &Size) -> bool {
        let deepest = targets.iter().map(|at| at.tokens().count()).max().unwrap_or_default();
        // Appended to a list, a value stands one level deeper.
        let is_flat = deepest + 1 + added.depth <= MAX_DEPTH;
        let left = self.left.checked_sub(added.values.saturating_mul(targets.len()));
        self.left = left.unwrap_or(self.left);
        is_flat && left.is_some()
    }
}
