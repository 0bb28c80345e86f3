//! Exit codes: a promise to whoever runs the command in a script.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// All is well.
    Clean = 0,
    /// The documents can be used, but parts of them are wrong; or a server does not keep one.
    Findings = 1,
    /// The arguments or the configuration are wrong, also where two documents clash.
    Usage = 2,
    /// A document cannot be read or used.
    Document = 3,
    /// The address cannot be listened on, or the target not reached.
    Network = 4,
    /// The results cannot be written, as to a full disk.
    Output = 74,
    /// The fault is ours.
    Internal = 70,
    /// A signal ended it early: 128 and the number of Ctrl-C, as shells have it.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
