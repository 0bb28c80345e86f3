//! Documents that have changed while they are served.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use counterpart_mock::Service;
use counterpart_state::Program;

use crate::documents::Named;
use crate::plural::plural;
use crate::render;

/// Lists the files that a document was read from, but for standard input and the network.
pub(crate) fn files(program: &Program) -> Vec<PathBuf> {
    let sources = program.spec().document.sources.iter();
    let names = sources.map(|source| source.name.as_str());
    names.filter(|name| *name != "stdin" && !name.contains("://")).map(PathBuf::from).collect()
}

/// Puts a document that has changed in the place of what is served, and says what became of the records; one that cannot be served changes nothing.
///
/// Gives the files that it was read from.
pub(crate) fn reload(
    service: &Service,
    index: usize,
    document: &Named,
    program: Option<Program>,
) -> Option<Vec<PathBuf>> {
    let name = document.name();
    let Some(program) = program else {
        tell(&format!("{name} has changed and cannot be served: it is served as it was"));
        return None;
    };
    let all = Mutex::new(Vec::new());
    let replaced = service.replace(index, &program, |old, state, new| {
        let (state, adopted) = new.adopt(old, state);
        all.lock().unwrap_or_else(PoisonError::into_inner).push(adopted);
        state
    });
    if let Err(clash) = replaced {
        render::error(&clash.to_string(), "it is served as it was");
        return None;
    }
    let all = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    let kept = all.iter().map(|adopted| adopted.kept).sum();
    tell(&format!("{name} has changed: {} kept", plural(kept, "written record")));
    for dropped in all.iter().flat_map(|adopted| &adopted.dropped) {
        tell(&format!("  {dropped}"));
    }
    Some(files(&program))
}

/// Writes a line to standard error; nobody may be reading.
fn tell(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
