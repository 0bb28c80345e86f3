//! Documents as they are named: a file, a folder of them, or `-` for standard input.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use counterpart_spec::{Diagnostic, Loaded, Sources, load_with};

use crate::jail::Files;

/// Folders nested deeper than this hold no documents.
const MAX_DEPTH: usize = 32;

/// How far into a file of a folder the key is looked for that makes it a document: keys come in any order.
const HEAD: u64 = 64 * 1024 * 1024;

/// What belongs to documents besides their own files.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// OpenAPI Overlays to apply, in this order.
    pub overlays: Vec<PathBuf>,
    /// Folders besides a document's own that references may lead to.
    pub folders: Vec<PathBuf>,
    /// Whether references may lead to the network.
    pub network: bool,
}

impl Reading {
    /// Reads the Overlays: each with its name.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn overlays(&self) -> Result<Vec<(String, Vec<u8>)>, Box<Diagnostic>> {
        let overlay = |path: &PathBuf| Ok((path.display().to_string(), read(path)?));
        self.overlays.iter().map(overlay).collect()
    }
}

/// A document that was named, or found in a folder that was.
#[derive(Debug)]
pub struct Named {
    path: PathBuf,
    /// The folder that was named, where it was not the document.
    folder: Option<PathBuf>,
}

impl From<PathBuf> for Named {
    fn from(path: PathBuf) -> Self {
        Self { path, folder: None }
    }
}

impl Named {
    /// Gives what diagnostics call it.
    pub fn name(&self) -> String {
        match self.path.to_str() {
            Some("-") => "stdin".to_owned(),
            _ => self.path.display().to_string(),
        }
    }

    /// Reads it, the files it refers to, and the Overlays.
    ///
    /// # Errors
    /// A file that cannot be read, or that holds no document or Overlay.
    pub fn load(&self, reading: impl Into<Reading>) -> Result<Loaded, Box<Diagnostic>> {
        let reading = reading.into();
        let overlays = &reading.overlays()?;
        let allowed: Vec<_> = reading.folders.iter().chain(&self.folder).cloned().collect();
        let loader = &Files::of(&self.path, &allowed, reading.network);
        load_with(&self.name(), read(&self.path)?, Sources { loader, overlays })
    }
}

/// Lists the documents that paths name: those of a folder in the order of their names.
pub fn named(paths: &[PathBuf]) -> Vec<Named> {
    let mut documents = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut files = Vec::new();
            let real = path.canonicalize().unwrap_or_else(|_| path.clone());
            list(path, &real, 0, &mut files);
            files.sort();
            files.retain(|path| is_document(path));
            let of_folder = |file| Named { path: file, folder: Some(path.clone()) };
            documents.extend(files.into_iter().map(of_folder));
        } else {
            documents.push(Named::from(path.clone()));
        }
    }
    documents
}

/// Lists the files of a folder that may be documents. Links to folders, which may lead round in a circle, are not followed, and neither are those to files that are not below `root`, the folder that was named: who fills a folder does not choose what else is read.
fn list(folder: &Path, root: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.filter_map(Result::ok) {
        let path = entry.path();
        let ending = path.extension().and_then(|ending| ending.to_str());
        let Ok(kind) = entry.file_type() else { continue };
        let stays = || path.canonicalize().is_ok_and(|real| real.starts_with(root));
        if kind.is_dir() {
            if depth == MAX_DEPTH {
                continue;
            }
            list(&path, root, depth + 1, files);
        } else if matches!(ending, Some("yaml" | "yml" | "json")) && (!kind.is_symlink() || stays())
        {
            files.push(path);
        }
    }
}

/// Tells whether a file of a folder has the key that makes it a document; parts of documents have not.
fn is_document(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head));
    // What cannot be read is told of when it is loaded.
    read.is_err() || speaks_of_itself(&String::from_utf8_lossy(&head))
}

/// Tells whether `openapi` or `swagger` is a key at the start of a line, or a quoted one anywhere.
fn speaks_of_itself(text: &str) -> bool {
    ["openapi", "swagger"].iter().flat_map(|key| text.match_indices(key)).any(|(at, key)| {
        let (before, after) = (&text[..at], &text[at + key.len()..]);
        let opens = before.is_empty() || before.ends_with(['\n', '"', '\'', '\u{feff}']);
        let said = after.trim_start_matches(['"', '\'']).trim_start().strip_prefix(':');
        let said = said.map(|said| said.trim_start().trim_start_matches(['"', '\'']));
        opens && said.is_some_and(|said| said.starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// Reads a file, or standard input where it is named `-`.
///
/// # Errors
/// It cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>, Box<Diagnostic>> {
    let name = path.to_str().unwrap_or_default();
    if ["http://", "https://"].iter().any(|scheme| name.starts_with(scheme)) {
        let message = format!("`{name}` is no file: what is named is read from here, not fetched");
        let help = format!(
            "fetch it first, as with `curl -fo api.yaml {name}`, or pipe it in and name `-`"
        );
        return Err(Box::new(Diagnostic::error("E0006", message).help(help)));
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn links_do_not_lead_out_of_a_folder() {
        use std::os::unix::fs::symlink;
        let root = std::env::temp_dir().join(format!("counterpart-links-{}", std::process::id()));
        let [named_folder, other] = ["named", "other"].map(|name| root.join(name));
        for folder in [&named_folder, &other] {
            std::fs::create_dir_all(folder).unwrap();
            std::fs::write(folder.join("api.yaml"), "openapi: 3.1.0").unwrap();
        }
        symlink(other.join("api.yaml"), named_folder.join("out.yaml")).unwrap();
        symlink(named_folder.join("api.yaml"), named_folder.join("within.yaml")).unwrap();
        symlink(&other, named_folder.join("folder")).unwrap();
        symlink("nothing", named_folder.join("broken.yaml")).unwrap();
        let found = named(std::slice::from_ref(&named_folder));
        let names: Vec<_> = found.iter().map(|d| d.path.file_name().unwrap().to_owned()).collect();
        assert_eq!(names, ["api.yaml", "within.yaml"]);
        // What is named itself is meant.
        let own = Named::from(named_folder.join("out.yaml"));
        assert!(own.load(Reading::default()).is_ok());
        std::fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn documents_name_their_version() {
        for (text, expected) in [
            ("openapi: 3.1.0\n", true),
            ("# mine\n'swagger' : '2.0'\n", true),
            (r#"{"info": {}, "openapi": "3.0.0"}"#, true),
            ("type: object\nproperties:\n  openapi: {}\n", false),
            (r#"{"dependencies": {"swagger": "^1.0.0"}}"#, false),
            ("title: about openapi: all of it\n", false),
            ("", false),
        ] {
            assert_eq!(speaks_of_itself(text), expected, "{text}");
        }
    }
}
