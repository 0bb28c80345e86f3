//! The files that references lead to: read from the folders that are allowed, and from nowhere else.

use std::path::{Component, Path, PathBuf};

use counterpart_spec::{Loader, Unread};

/// Larger files are no part of a document; the largest known is 13 MB.
const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// Reads files below the document's folder, and below others that are allowed.
pub(crate) struct Folders {
    /// The allowed folders without `.` and `..`, the document's first; each as it is named and as it is.
    allowed: Vec<PathBuf>,
}

impl Folders {
    /// Allows the folder of a document, and others.
    pub(crate) fn of(document: &Path, others: &[PathBuf]) -> Self {
        let own = document.parent().unwrap_or(Path::new("")).to_owned();
        let named = [own].into_iter().chain(others.iter().cloned()).map(|path| absolute(&path));
        let allowed = named.flat_map(|path| {
            let real = path.canonicalize().ok();
            std::iter::once(path).chain(real)
        });
        Self { allowed: allowed.collect() }
    }

    fn allows(&self, path: &Path) -> bool {
        self.allowed.iter().any(|folder| path.starts_with(folder))
    }

    /// Tells whether a path shares no folder with the document but the root of the file system.
    fn is_far(&self, path: &Path) -> bool {
        let top = |path: &Path| path.components().nth(1).map(|part| part.as_os_str().to_owned());
        self.allowed.first().is_none_or(|own| top(own) != top(path))
    }
}

impl Loader for Folders {
    fn read(&self, location: &str) -> Result<Vec<u8>, Unread> {
        let path = match location.split_once("://") {
            Some(("file", path)) => path,
            Some(_) => return Err(Unread::Remote),
            None => location,
        };
        let path = absolute(Path::new(path));
        if !self.allows(&path) {
            return Err(if self.is_far(&path) { Unread::Hostile } else { Unread::Outside });
        }
        let failed = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound => Unread::Missing,
            _ => Unread::Failed(error.to_string()),
        };
        // A link within the folder may lead out of it.
        let path = path.canonicalize().map_err(failed)?;
        if !self.allows(&path) {
            return Err(Unread::Outside);
        }
        let about = std::fs::metadata(&path).map_err(failed)?;
        if !about.is_file() {
            return Err(Unread::Failed("it is no file".to_owned()));
        }
        if about.len() > MAX_BYTES {
            return Err(Unread::Failed(format!("it is larger than {MAX_BYTES} bytes")));
        }
        std::fs::read(&path).map_err(failed)
    }
}

/// Makes a path absolute, and takes `.` and `..` out of it without asking the file system.
fn absolute(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut plain = PathBuf::new();
    for part in whole.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_stay_in_their_folder() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folders = Folders::of(&here.join("src/api.yaml"), &[]);
        let wider = Folders::of(&here.join("src/api.yaml"), &[here.to_owned()]);
        let name = |relative: &str| here.join("src").join(relative).display().to_string();
        for (location, expected) in [
            (name("files.rs"), Ok(())),
            (name("./nothing/../files.rs"), Ok(())),
            (name("none.rs"), Err(Unread::Missing)),
            (name("../Cargo.toml"), Err(Unread::Outside)),
            (format!("file://{}", name("files.rs")), Ok(())),
            ("file:///etc/passwd".to_owned(), Err(Unread::Hostile)),
            ("https://example.com/x".to_owned(), Err(Unread::Remote)),
        ] {
            assert_eq!(folders.read(&location).map(drop), expected, "{location}");
        }
        assert_eq!(wider.read(&name("../Cargo.toml")).map(drop), Ok(()));
    }
}
