//! Documents that nobody here wrote: beside the project, and never in it.

use std::path::PathBuf;

use super::path;

/// Finds a folder of the corpus; `None`, and said so, where there is no corpus.
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
pub(crate) fn corpus(folder: &str) -> Option<PathBuf> {
    let named = std::env::var_os("COUNTERPART_CORPUS").map(PathBuf::from);
    let found = named.unwrap_or_else(|| path("../shared/corpus")).join(folder);
    if found.is_dir() {
        return Some(found);
    }
    eprintln!("skipped: there is no corpus at `{}`", found.display());
    None
}
