//! counterpart.
