//! How other files are read: by whoever loads the document, never by this crate.

/// Reads the files that references lead to.
///
/// Locations are what references say, resolved against the location of the file they stand in: a path (`parts/pet.yaml`, `../common.yaml`), or a URL.
pub trait Loader {
    /// Reads a file.
    ///
    /// # Errors
    /// Why it is not read.
    fn read(&self, location: &str) -> Result<Vec<u8>, Unread>;
}

/// Why a file is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// There is none.
    Missing,
    /// It is on the network, which is not asked unless that is allowed.
    Remote,
    /// It is outside of the folders that are allowed.
    Outside,
    /// It is outside of everything that a document can mean in good faith, such as `/etc/passwd`; the document is refused.
    Hostile,
    /// It cannot be read, for this reason.
    Failed(String),
}

/// Reads no file: a document of one text has no others.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFiles;

impl Loader for NoFiles {
    fn read(&self, location: &str) -> Result<Vec<u8>, Unread> {
        if super::location::is_remote(location) {
            Err(Unread::Remote)
        } else {
            Err(Unread::Missing)
        }
    }
}
