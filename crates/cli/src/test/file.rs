//! The file of a report: known to be writable from the start, and there only once something is written.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// A file that was opened; what an earlier run left in it stays until the first byte is written.
#[derive(Debug)]
pub(super) struct ReportFile {
    path: PathBuf,
    file: File,
    /// Whether there was none before.
    is_new: bool,
    is_begun: bool,
}

impl ReportFile {
    /// Opens a file, or makes one.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let (file, is_new) = match File::create_new(path) {
            Ok(file) => (file, true),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                (OpenOptions::new().write(true).open(path)?, false)
            }
            Err(error) => return Err(error),
        };
        Ok(Self { path: path.to_owned(), file, is_new, is_begun: false })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Takes out what was there; of pipes and devices nothing is.
    fn begin(&mut self) -> io::Result<()> {
        if !self.is_begun && self.file.metadata()?.is_file() {
            self.file.set_len(0)?;
        }
        self.is_begun = true;
        Ok(())
    }
}

impl Write for ReportFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.begin()?;
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Takes a file away that nothing came into: a run that ends before it begins leaves none.
impl Drop for ReportFile {
    fn drop(&mut self) {
        if self.is_new && !self.is_begun {
            // Whoever took it away before has done what is wanted.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}
