//! Files that a user names: read and written whole, with one way to say that they cannot be.

use std::io;
use std::path::Path;

use crate::{Exit, render};

/// Reads a file.
///
/// # Errors
/// It cannot be read, and that was told.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Exit> {
    std::fs::read(path).map_err(|error| unread(path, &error.to_string()))
}

/// Writes a file.
///
/// # Errors
/// It cannot be written, and that was told.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Exit> {
    std::fs::write(path, text).map_err(|error| unwritten(path, &error))
}

/// Makes a folder, unless it is there.
///
/// # Errors
/// It cannot be made, and that was told.
pub(crate) fn folder(path: &Path) -> Result<(), Exit> {
    std::fs::create_dir_all(path).map_err(|error| unwritten(path, &error))
}

/// Tells that a file cannot be read, or is not what it should be.
pub(crate) fn unread(path: &Path, error: &str) -> Exit {
    render::error(&format!("`{}` cannot be read: {error}", path.display()), "check the path");
    Exit::Usage
}

/// Tells that a file cannot be written.
pub(crate) fn unwritten(path: &Path, error: &io::Error) -> Exit {
    let help = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "make room for it",
        io::ErrorKind::PermissionDenied => "name a place where you may write",
        _ => "name a file in a folder that there is",
    };
    render::error(&format!("`{}` cannot be written: {error}", path.display()), help);
    Exit::Output
}
