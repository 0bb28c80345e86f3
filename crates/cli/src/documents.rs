//! Documents as they are named on the command line: a file, a folder of them, or `-` for standard input.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use counterpart_spec::{Diagnostic, Loaded, Sources, load_with};

use crate::files::Files;

/// Folders nested deeper than this lead round in a circle, through links.
const MAX_DEPTH: usize = 32;

/// The code of a document that is none of OpenAPI; in a folder it is a part of one that is, or nothing of ours.
const NO_DOCUMENT: &str = "E0003";

#[derive(Debug, Args)]
pub(crate) struct LoadOptions {
    /// An OpenAPI Overlay to apply before anything else is looked at; several are applied in order.
    #[arg(long, value_name = "FILE")]
    pub(crate) overlay: Vec<PathBuf>,
    /// A folder besides the document's own that references may lead to.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) allow_path: Vec<PathBuf>,
    /// Let references lead to the network.
    #[arg(long)]
    pub(crate) allow_remote: bool,
}

/// A document that was named, or found in a folder that was.
#[derive(Debug)]
pub(crate) struct Named {
    path: PathBuf,
    found: bool,
}

impl Named {
    /// Gives what diagnostics call it.
    pub(crate) fn name(&self) -> String {
        match self.path.to_str() {
            Some("-") => "stdin".to_owned(),
            _ => self.path.display().to_string(),
        }
    }

    /// Reads it, the files it refers to, and the Overlays; `None` when it was found in a folder and is no document.
    pub(crate) fn load(&self, options: &LoadOptions) -> Option<Result<Loaded, Box<Diagnostic>>> {
        let bytes = match read(&self.path) {
            Ok(bytes) if self.found && !speaks_of_openapi(&bytes) => return None,
            Ok(bytes) => bytes,
            Err(diagnostic) => return Some(Err(diagnostic)),
        };
        match self.load_bytes(bytes, options) {
            Err(diagnostic) if self.found && diagnostic.code == NO_DOCUMENT => None,
            done => Some(done),
        }
    }

    fn load_bytes(&self, bytes: Vec<u8>, options: &LoadOptions) -> Result<Loaded, Box<Diagnostic>> {
        let overlay = |path: &PathBuf| Ok((path.display().to_string(), read(path)?));
        let overlays: Result<Vec<_>, Box<Diagnostic>> =
            options.overlay.iter().map(overlay).collect();
        let loader = &Files::of(&self.path, &options.allow_path, options.allow_remote);
        load_with(&self.name(), bytes, Sources { loader, overlays: &overlays? })
    }
}

/// Lists the documents that paths name: those of a folder in the order of their names.
pub(crate) fn named(paths: &[PathBuf]) -> Vec<Named> {
    let mut documents = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut files = Vec::new();
            list(path, 0, &mut files);
            files.sort();
            documents.extend(files.into_iter().map(|path| Named { path, found: true }));
        } else {
            documents.push(Named { path: path.clone(), found: false });
        }
    }
    documents
}

/// Lists the files of a folder that may be documents.
fn list(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let ending = path.extension().and_then(|ending| ending.to_str());
        if path.is_dir() && depth < MAX_DEPTH {
            list(&path, depth + 1, files);
        } else if matches!(ending, Some("yaml" | "yml" | "json")) {
            files.push(path);
        }
    }
}

/// Tells whether a text can be a document at all, without reading it as one.
fn speaks_of_openapi(bytes: &[u8]) -> bool {
    [&b"openapi"[..], b"swagger"].iter().any(|key| bytes.windows(7).any(|part| part == *key))
}

fn read(path: &Path) -> Result<Vec<u8>, Box<Diagnostic>> {
    let bytes = if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(path)
    };
    bytes.map_err(|error| {
        let message = format!("`{}` cannot be read: {error}", path.display());
        Box::new(Diagnostic::error("E0006", message).help("check the path"))
    })
}
