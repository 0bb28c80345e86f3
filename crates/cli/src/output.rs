//! Results on standard output.

use std::io::{self, ErrorKind, Write};

use crate::{Exit, render};

/// Prints a text; tells whether anyone is still reading.
///
/// # Errors
/// The results could not be written, and that was told.
pub(crate) fn print(text: &str) -> Result<bool, Exit> {
    let mut out = io::stdout();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => {
            render::error(&format!("the results cannot be written: {error}"), "make room for them");
            Err(Exit::Output)
        }
    }
}
