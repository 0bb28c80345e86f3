//! Exports the vendor documents, or compares them with the files that are there.
#![expect(clippy::disallowed_methods, reason = "exporting is about files")]

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use counterpart_apis::{Document, documents};
use similar::TextDiff;

/// Writes every document whose file differs.
pub(crate) fn write() -> anyhow::Result<ExitCode> {
    for document in documents() {
        let path = path(&document);
        let text = document.to_yaml();
        if current(&path)? != text {
            std::fs::write(&path, text)
                .with_context(|| format!("cannot write {}", path.display()))?;
            println!("wrote openapi/{}", document.file_name);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Shows how each stale file differs; fails if there is one.
pub(crate) fn check() -> anyhow::Result<ExitCode> {
    let mut stale = false;
    for document in documents() {
        let (text, current) = (document.to_yaml(), current(&path(&document))?);
        if current == text {
            continue;
        }
        stale = true;
        let name = format!("openapi/{}", document.file_name);
        let diff = TextDiff::from_lines(&current, &text);
        print!("{}", diff.unified_diff().header(&name, &format!("{name} (exported)")));
    }
    if stale {
        println!("help: run `cargo xtask openapi`");
    }
    Ok(if stale { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Reads what is there; a file that does not exist is empty.
fn current(path: &PathBuf) -> anyhow::Result<String> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

fn path(document: &Document) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", "openapi", document.file_name].iter().collect()
}
