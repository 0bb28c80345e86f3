//! Documents as files: what is named, what it refers to, and from where that may be read.
//!
//! The one place where documents come from the file system, standard input or the network, for the command line and the library alike.
//! Prints nothing, and knows nothing of what documents mean: `counterpart-spec` reads them.
#![expect(
    clippy::disallowed_methods,
    reason = "the files of documents enter here, and nowhere else"
)]

mod documents;
mod jail;
mod stack;

pub use documents::{Named, Reading, named, read};
pub use stack::{STACK, deep};
