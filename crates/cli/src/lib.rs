//! The command line: arguments, rendering of diagnostics, exit codes.
